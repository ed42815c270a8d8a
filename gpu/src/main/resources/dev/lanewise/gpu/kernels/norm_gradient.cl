// Gradients of normalised rows, as dev.lanewise.kernels.NormKernels and dev.lanewise.kernels.drivers.NormRows define
// them. Rows that are not centred have no mean: it is 0, and so is the first of the sums.

// The gradient of x, for a group of LANES items for each row.
__kernel void norm_gradient(
        __global const float* g, int go, __global const float* x, int xo, __global const float* mean, int mo,
        __global const float* root, int ro, __global const float* w, int wo, int has_w, __global float* gx, int o,
        int cols, int centred) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int row = get_group_id(0);
    int at = row * cols;
    float m = centred ? mean[mo + row] : 0.0f;
    float r = root[ro + row];
    float partial1 = 0.0f;
    float partial2 = 0.0f;
    for (int from = 0; from < cols; from += CHUNK) {
        int to = from + min(CHUNK, cols - from);
        float sum1 = 0.0f;
        float sum2 = 0.0f;
        for (int j = from + lane; j < to; j += LANES) {
            float u = has_w ? g[go + at + j] * w[wo + j] : g[go + at + j];
            float h = (x[xo + at + j] - m) * r;
            sum1 = sum1 + u;
            sum2 = fma(u, h, sum2);
        }
        lanes[lane] = sum1;
        lw_fold(lanes);
        if (lane == from / CHUNK % LANES) {
            partial1 = partial1 + lanes[0];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        lanes[lane] = sum2;
        lw_fold(lanes);
        if (lane == from / CHUNK % LANES) {
            partial2 = partial2 + lanes[0];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    float mean1 = lw_sum_of_chunks(partial1, lanes) / (float) cols;
    float s1 = centred ? mean1 : 0.0f;
    float s2 = lw_sum_of_chunks(partial2, lanes) / (float) cols;
    for (int j = lane; j < cols; j += LANES) {
        float u = has_w ? g[go + at + j] * w[wo + j] : g[go + at + j];
        float h = (x[xo + at + j] - m) * r;
        gx[o + at + j] = fma(h, -s2, u - s1) * r;
    }
}

// The gradients of w and b of a chunk of rows, an item for each column.
__kernel void norm_gradient_chunks(
        __global const float* g, int go, __global const float* x, int xo, __global const float* mean, int mo,
        __global const float* root, int ro, __global float* of_w, int wo, __global float* of_b, int bo, int rows,
        int cols, int height, int items, int centred) {
    int item = get_global_id(0);
    if (item < items) {
        int col = item % cols;
        int from = item / cols * height;
        int to = min(rows, from + height);
        float sum_w = 0.0f;
        float sum_b = 0.0f;
        for (int i = from; i < to; i++) {
            float gradient = g[go + i * cols + col];
            float h = (x[xo + i * cols + col] - (centred ? mean[mo + i] : 0.0f)) * root[ro + i];
            sum_w = fma(gradient, h, sum_w);
            sum_b = sum_b + gradient;
        }
        of_w[wo + item] = sum_w;
        of_b[bo + item] = sum_b;
    }
}
