// Arithmetic of doubles that kernels rest on, for dev.lanewise.gpu.SelfCheck, which computes the same.
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
