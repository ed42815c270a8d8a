// Gradients of activations from those of their outputs, and from these, as
// dev.lanewise.kernels.ActivationKernels defines them.

float lw_reluGrad(float g, float y) { return y <= 0.0f ? 0.0f : g; }
float lw_tanhGrad(float g, float y) { return g * (1.0f - y * y); }
float lw_sigmoidGrad(float g, float y) { return g * y * (1.0f - y); }

#define GRADIENT(name)                                                                                          \
    __kernel void name(                                                                                         \
            __global const float* g, int go, __global const float* s, int so, __global float* y, int yo, int n) { \
        int i = get_global_id(0);                                                                               \
        if (i < n) {                                                                                            \
            y[yo + i] = lw_##name(g[go + i], s[so + i]);                                                        \
        }                                                                                                       \
    }

GRADIENT(reluGrad)
GRADIENT(tanhGrad)
GRADIENT(sigmoidGrad)
