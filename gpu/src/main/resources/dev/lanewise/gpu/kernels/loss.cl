// Cross entropy of a row for each group of LANES items, as dev.lanewise.kernels.SoftmaxKernels defines it.

__kernel void cross_entropy(
        __global const float* x, int xo, __global const int* labels, int labels_at, int ignored, int has_ignored,
        __global float* loss, int loss_at, __global float* p, int po, int cols, __global int* fault, int step) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int row = get_group_id(0);
    int from = xo + row * cols;
    int to = po + row * cols;
    int label = labels[labels_at + row];
    bool counts = !has_ignored || label != ignored;
    bool fits = label >= 0 && label < cols;
    if (counts && !fits && lane == 0) {
        atomic_min(fault, step);
    }
    float most = lw_row_max(x, from, cols, lanes);
    float sum = lw_row_exponentials(x, from, most, p, to, cols, lanes);
    if (lane == 0) {
        loss[loss_at + row] = counts && fits ? lw_log(sum) - (x[from + label] - most) : 0.0f;
    }
    float r = 1.0f / sum;
    for (int j = lane; j < cols; j += LANES) {
        p[to + j] = counts ? lw_quotient(p[to + j], sum, r) : 0.0f;
    }
}

__kernel void cross_entropy_gradient(
        __global const float* p, int po, __global const int* labels, int labels_at, int ignored, int has_ignored,
        __global const float* grad, int grad_at, int grad_step, __global float* y, int yo, int cols, int items,
        __global int* fault, int step) {
    int item = get_global_id(0);
    if (item < items) {
        int row = item / cols;
        int col = item % cols;
        int label = labels[labels_at + row];
        float g = grad[grad_at + row * grad_step];
        if (has_ignored && label == ignored) {
            y[yo + item] = 0.0f;
        } else if (label < 0 || label >= cols) {
            atomic_min(fault, step);
        } else {
            y[yo + item] = (col == label ? p[po + item] - 1.0f : p[po + item]) * g;
        }
    }
}
