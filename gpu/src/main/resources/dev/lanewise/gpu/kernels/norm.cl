// Normalisation of a row for each group of LANES items, as dev.lanewise.kernels.NormKernels defines it.
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// Sum of (x - m)^2, where a lane takes a square by one fma.
static float lw_row_squares(__global const float* x, int xo, float m, int cols, __local float* lanes) {
    int lane = get_local_id(0);
    float partial = 0.0f;
    for (int from = 0; from < cols; from += CHUNK) {
        int to = from + min(CHUNK, cols - from);
        float squares = 0.0f;
        for (int j = from + lane; j < to; j += LANES) {
            float d = x[xo + j] - m;
            squares = fma(d, d, squares);
        }
        lanes[lane] = squares;
        lw_fold(lanes);
        if (lane == from / CHUNK % LANES) {
            partial = partial + lanes[0];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return lw_sum_of_chunks(partial, lanes);
}

// 1 / sqrt(v) of a row. If v is infinite, tiny or NaN it comes from distances divided by the largest, which overwrite
// y; all other rows pass through the same loops without an element.
static float lw_root(
        __global const float* x, int xo, float m, float v, float eps, float least, __global float* y, int yo, int cols,
        __local float* lanes) {
    int lane = get_local_id(0);
    int n = v >= least && v < INFINITY ? 0 : cols;
    float most = 0.0f;
    for (int j = lane; j < n; j += LANES) {
        most = lw_max(most, fabs(x[xo + j] - m));
    }
    lanes[lane] = most;
    lw_fold_extreme(0, lanes);
    most = lanes[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int j = lane; j < n; j += LANES) {
        float d = (x[xo + j] - m) / most;
        y[yo + j] = d * d;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    float sum = lw_row_sum(y, yo, n, lanes);
    double root = sqrt((double) (sum / (float) cols) + (double) eps / most / most);
    return most > 0.0f && most < INFINITY ? (float) (1.0 / (most * root)) : 1.0f / sqrt(v);
}

// A row from its mean and root; its weights and biases may be missing.
static void lw_normalise(
        __global const float* x, int xo, float m, float r, __global const float* w, int wo, int has_w,
        __global const float* b, int bo, int has_b, __global float* y, int yo, int cols) {
    for (int j = get_local_id(0); j < cols; j += LANES) {
        float h = (x[xo + j] - m) * r;
        y[yo + j] = !has_w ? h : !has_b ? h * w[wo + j] : fma(h, w[wo + j], b[bo + j]);
    }
}

__kernel void layer_norm(
        __global const float* x, int xo, __global const float* w, int wo, int has_w, __global const float* b, int bo,
        int has_b, __global float* y, int yo, __global float* mean, int mo, __global float* root, int ro, int cols,
        float eps, float least) {
    __local float lanes[LANES];
    int row = get_group_id(0);
    int from = xo + row * cols;
    int to = yo + row * cols;
    float m = lw_row_sum(x, from, cols, lanes) / (float) cols;
    float v = lw_row_squares(x, from, m, cols, lanes) / (float) cols + eps;
    float r = lw_root(x, from, m, v, eps, least, y, to, cols, lanes);
    if (get_local_id(0) == 0) {
        mean[mo + row] = m;
        root[ro + row] = r;
    }
    lw_normalise(x, from, m, r, w, wo, has_w, b, bo, has_b, y, to, cols);
}

__kernel void rms_norm(
        __global const float* x, int xo, __global const float* w, int wo, int has_w, __global float* y, int yo,
        __global float* root, int ro, int cols, float eps, float least) {
    __local float lanes[LANES];
    int row = get_group_id(0);
    int from = xo + row * cols;
    int to = yo + row * cols;
    float v = lw_row_squares(x, from, 0.0f, cols, lanes) / (float) cols + eps;
    float r = lw_root(x, from, 0.0f, v, eps, least, y, to, cols, lanes);
    if (get_local_id(0) == 0) {
        root[ro + row] = r;
    }
    lw_normalise(x, from, 0.0f, r, w, wo, has_w, w, wo, 0, y, to, cols);
}
