// Updates of parameters, as dev.lanewise.kernels.OptimizerKernels defines them.

__kernel void assign(__global const float* from, int from_at, __global float* to, int to_at, int n) {
    int i = get_global_id(0);
    if (i < n) {
        to[to_at + i] = from[from_at + i];
    }
}

__kernel void sgd(
        __global float* p, int po, __global const float* g, int go, __global float* v, int vo, int n,
        float minus_lr, float mu, float keep, float decay, int nesterov, int first) {
    int i = get_global_id(0);
    if (i < n) {
        float param = p[po + i];
        float d = g[go + i];
        if (decay != 0.0f) {
            d = fma(decay, param, d);
        }
        if (mu != 0.0f) {
            float velocity = first ? d : fma(mu, v[vo + i], keep * d);
            v[vo + i] = velocity;
            d = nesterov ? fma(mu, velocity, d) : velocity;
        }
        p[po + i] = fma(minus_lr, d, param);
    }
}

__kernel void adam(
        __global float* p, int po, __global const float* g, int go, __global float* m, int mo,
        __global float* v, int vo, __global float* x, int xo, int n,
        float coupled_decay, float minus_decay, float minus_step, float scale, float epsilon,
        float keep_m, float take_m, float keep_v, float take_v, int amsgrad) {
    int i = get_global_id(0);
    if (i < n) {
        float param = p[po + i];
        float d = g[go + i];
        if (coupled_decay != 0.0f) {
            d = fma(coupled_decay, param, d);
        }
        if (minus_decay != 0.0f) {
            param = fma(minus_decay, param, param);
        }
        float mean = fma(keep_m, m[mo + i], take_m * d);
        float squared = fma(take_v * d, d, keep_v * v[vo + i]);
        m[mo + i] = mean;
        v[vo + i] = squared;
        if (amsgrad) {
            squared = lw_max(x[xo + i], squared);
            x[xo + i] = squared;
        }
        float root = sqrt(squared);
        p[po + i] = fma(minus_step, mean / fma(scale, root, epsilon), param);
    }
}
