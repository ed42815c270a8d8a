// Random numbers by address, as dev.lanewise.random.RandomOp and its kernels define them.

// The quantile of the standard normal distribution of a tick, as InverseNormal defines it.
static float normal_of_tick(float tick) {
    float q = (tick - NORMAL_MIDDLE) * 0x1p-24f;
    if (fabs(q) <= NORMAL_CENTRAL) {
        float r = fma(-q, q, NORMAL_CENTRAL_SQUARED);
        float numerator = fma(fma(fma(NORMAL_A3, r, NORMAL_A2), r, NORMAL_A1), r, NORMAL_A0);
        float denominator = fma(fma(fma(NORMAL_B3, r, NORMAL_B2), r, NORMAL_B1), r, 1.0f);
        return q * (numerator / denominator);
    }
    float tail = 0.5f - fabs(q);
    float r = sqrt(-lw_log(tail)) - NORMAL_SHIFT;
    float numerator = fma(fma(fma(NORMAL_C3, r, NORMAL_C2), r, NORMAL_C1), r, NORMAL_C0);
    float denominator = fma(fma(NORMAL_D2, r, NORMAL_D1), r, 1.0f);
    return copysign(numerator / denominator, q);
}

// An item for each block of words that has some of the elements; there are at most n / 4 + 2.
__kernel void uniform(__global float* y, int yo, int n, long seed, long stream, long index) {
    int item = get_global_id(0);
    uint4 words = lw_philox(seed, stream, ((ulong) index >> 2) + item);
    long from = 4L * item - (index & 3);
    for (int k = 0; k < 4; k++) {
        if (from + k >= 0 && from + k < n) {
            y[yo + from + k] = (float) lw_tick_of(words, k) * 0x1p-24f;
        }
    }
}

__kernel void normal(__global float* y, int yo, int n, long seed, long stream, long index) {
    int item = get_global_id(0);
    uint4 words = lw_philox(seed, stream, ((ulong) index >> 2) + item);
    long from = 4L * item - (index & 3);
    for (int k = 0; k < 4; k++) {
        if (from + k >= 0 && from + k < n) {
            y[yo + from + k] = normal_of_tick((float) lw_tick_of(words, k));
        }
    }
}

__kernel void dropout(
        __global const float* x, int xo, __global float* y, int yo, __global uchar* mask, int mo, int has_mask, int n,
        float p, float scale, long seed, long stream, long index) {
    int item = get_global_id(0);
    uint4 words = lw_philox(seed, stream, ((ulong) index >> 2) + item);
    long from = 4L * item - (index & 3);
    for (int k = 0; k < 4; k++) {
        long i = from + k;
        if (i >= 0 && i < n) {
            bool drops = (float) lw_tick_of(words, k) * 0x1p-24f < p;
            if (has_mask) {
                mask[mo + i] = drops;
            }
            y[yo + i] = drops ? 0.0f : x[xo + i] * scale;
        }
    }
}

__kernel void randint(
        __global int* y, int yo, int n, int low, long count, long seed, long stream, long index) {
    int i = get_global_id(0);
    if (i < n) {
        ulong at = (ulong) index + 3UL * (ulong) i;
        ulong bits = (ulong) lw_tick_at(seed, stream, at) << 40 | (ulong) lw_tick_at(seed, stream, at + 1) << 16
                | lw_tick_at(seed, stream, at + 2) >> 8;
        y[yo + i] = (int) ((long) low + (long) mul_hi(bits, (ulong) count));
    }
}
