// Softmax of a row for each group of LANES items, as dev.lanewise.kernels.SoftmaxKernels defines it.

__kernel void softmax(__global const float* x, int xo, __global float* y, int yo, int cols) {
    __local float lanes[LANES];
    int from = xo + get_group_id(0) * cols;
    int to = yo + get_group_id(0) * cols;
    float most = lw_row_max(x, from, cols, lanes);
    float sum = lw_row_exponentials(x, from, most, y, to, cols, lanes);
    float r = 1.0f / sum;
    for (int j = get_local_id(0); j < cols; j += LANES) {
        y[to + j] = lw_quotient(y[to + j], sum, r);
    }
}

__kernel void log_softmax(__global const float* x, int xo, __global float* y, int yo, int cols) {
    __local float lanes[LANES];
    int from = xo + get_group_id(0) * cols;
    int to = yo + get_group_id(0) * cols;
    float most = lw_row_max(x, from, cols, lanes);
    float log_sum = lw_log(lw_row_exponentials(x, from, most, y, to, cols, lanes));
    for (int j = get_local_id(0); j < cols; j += LANES) {
        y[to + j] = (x[from + j] - most) - log_sum;
    }
}
