// Normalisation of a row for each group of LANES items, as dev.lanewise.kernels.NormKernels defines it.
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// Sum of (x - m)^2, where a lane takes a square by one fma; a sum of products is never -0.
static float lw_row_squares(__global const float* x, int xo, float m, int cols, __local float* lanes) {
    int lane = get_local_id(0);
    float partial = 0.0f;
    float sum = 0.0f;
    for (int from = 0; from < cols; from += CHUNK) {
        int to = min(cols, from + CHUNK);
        float squares = 0.0f;
        for (int j = from + lane; j < to; j += LANES) {
            float d = x[xo + j] - m;
            squares = fma(d, d, squares);
        }
        lanes[lane] = squares;
        lw_fold(lanes);
        sum = lanes[0] + 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane == from / CHUNK % LANES) {
            partial = partial + sum;
        }
    }
    if (cols > CHUNK) {
        lanes[lane] = partial;
        lw_fold(lanes);
        sum = lanes[0];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return sum;
}

// 1 / sqrt(v) of a row whose v is infinite, tiny or NaN, from distances divided by the largest; y is overwritten.
static float lw_extreme_root(
        __global const float* x, int xo, float m, float v, float eps, __global float* y, int yo, int cols,
        __local float* lanes) {
    int lane = get_local_id(0);
    float most = 0.0f;
    for (int j = lane; j < cols; j += LANES) {
        most = lw_max(most, fabs(x[xo + j] - m));
    }
    lanes[lane] = most;
    lw_fold_extreme(0, lanes);
    most = lanes[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    bool scales = most > 0.0f && most < INFINITY;
    for (int j = lane; j < cols; j += LANES) {
        float d = (x[xo + j] - m) / most;
        y[yo + j] = d * d;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    float sum = lw_row_sum(y, yo, cols, lanes);
    double root = sqrt((double) (sum / (float) cols) + (double) eps / most / most);
    return scales ? (float) (1.0 / (most * root)) : 1.0f / sqrt(v);
}

__kernel void norm(
        __global const float* x, int xo, __global const float* w, int wo, int has_w, __global const float* b, int bo,
        int has_b, __global float* y, int yo, __global float* mean, int mo, __global float* root, int ro, int cols,
        float eps, float least, int centred) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int row = get_group_id(0);
    int from = xo + row * cols;
    int to = yo + row * cols;
    float m = centred ? lw_row_sum(x, from, cols, lanes) / (float) cols : 0.0f;
    float v = lw_row_squares(x, from, m, cols, lanes) / (float) cols + eps;
    float r = 1.0f / sqrt(v);
    if (!(v >= least && v < INFINITY)) { // the same for all items of the group
        r = lw_extreme_root(x, from, m, v, eps, y, to, cols, lanes);
    }
    if (lane == 0) {
        root[ro + row] = r;
        if (centred) {
            mean[mo + row] = m;
        }
    }
    for (int j = lane; j < cols; j += LANES) {
        float h = (x[from + j] - m) * r;
        y[to + j] = !has_w ? h : !has_b ? h * w[wo + j] : fma(h, w[wo + j], b[bo + j]);
    }
}
