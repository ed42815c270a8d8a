// Arithmetic that the bits of all kernels rest on, for dev.lanewise.gpu.SelfCheck, which computes the same.

// One result after another of each element, of which there is a multiple of 16: see SelfCheck.FLOATS.
__kernel void check(__global const float* a, __global const float* b, __global const float* c,
                    __global float* y, int n) {
    int i = get_global_id(0);
    if (i >= n) return;
    float x = a[i];
    float w = b[i];
    float z = c[i];
    y[i] = x + w;
    y[n + i] = x - w;
    y[2 * n + i] = x * w;
    y[3 * n + i] = x / w;
    y[4 * n + i] = sqrt(x);
    y[5 * n + i] = fma(x, w, z);
    y[6 * n + i] = x * w + z;
    y[7 * n + i] = lw_exp(x);
    y[8 * n + i] = lw_log(x);
    y[9 * n + i] = lw_tanh(x);
    y[10 * n + i] = (float) as_int(x);
    y[11 * n + i] = fabs(x) < 1e9f ? (float) (int) x : 0.0f;
    y[12 * n + i] = 1.0f / x;
    y[13 * n + i] = 1.0f / sqrt(x);
    if (i < n / 8) {
        vstore8(fma(vload8(i, a), vload8(i, b), vload8(i, c)), i, y + 14 * n);
    }
    if (i < n / VECTOR) {
        STORE(fma(LOAD(i, a), LOAD(i, b), LOAD(i, c)), i, y + 15 * n);
        STORE(LOAD(i, a) + LOAD(i, b), i, y + 16 * n);
    }
}

#ifdef cl_khr_fp64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// One result after another of each element: see SelfCheck.DOUBLES.
__kernel void check_doubles(__global const double* a, __global const double* b, __global const double* c,
                            __global double* y, int n) {
    int i = get_global_id(0);
    if (i >= n) return;
    double x = a[i];
    double w = b[i];
    double z = c[i];
    y[i] = x + w;
    y[n + i] = x - w;
    y[2 * n + i] = x * w;
    y[3 * n + i] = x / w;
    y[4 * n + i] = 1.0 / x;
    y[5 * n + i] = sqrt(x);
    y[6 * n + i] = fma(x, w, z);
    y[7 * n + i] = x * w + z;
    y[8 * n + i] = (double) (float) x;
    y[9 * n + i] = (double) (as_long(x) >> 52);
    y[10 * n + i] = (double) (as_ulong(x) >> 11 << 11);
    y[11 * n + i] = fmod((double) (float) x, (double) (float) w);
    y[12 * n + i] = (double) (float) ldexp(x, 400 * ((int) (as_long(w) & 7L) - 4));
}
#endif
