// Losses: cross entropy as dev.lanewise.kernels.SoftmaxKernels defines it, a group of LANES items for a row, and what
// the ops of dev.lanewise.loss check.

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

__kernel void labels(
        __global const int* labels, int labels_at, __global int* y, int yo, int items, __global int* fault, int step,
        int classes, int ignored, int has_ignored) {
    int i = get_global_id(0);
    if (i < items) {
        int label = labels[labels_at + i];
        bool counts = !has_ignored || label != ignored;
        if (counts && (label < 0 || label >= classes)) {
            atomic_min(fault, step);
        }
        y[yo + i] = counts ? label : 0;
    }
}

__kernel void within(
        __global const float* x, int xo, __global float* y, int yo, int items, __global int* fault, int step,
        float low, float high) {
    int i = get_global_id(0);
    if (i < items) {
        float value = x[xo + i];
        if (value < low || value > high) {
            atomic_min(fault, step);
        }
        y[yo + i] = value;
    }
}

__kernel void is_positive(
        __global const float* x, int xo, __global uchar* y, int yo, int items, __global int* fault, int step) {
    int i = get_global_id(0);
    if (i < items) {
        float target = x[xo + i];
        if (target != 1.0f && target != -1.0f) {
            atomic_min(fault, step);
        }
        y[yo + i] = target == 1.0f;
    }
}

__kernel void is_label(
        __global const int* labels, int labels_at, __global uchar* y, int yo, int items, __global int* fault, int step,
        int classes) {
    int i = get_global_id(0);
    if (i < items) {
        int label = labels[labels_at + i / classes];
        if (label < 0 || label >= classes) {
            atomic_min(fault, step);
        }
        y[yo + i] = label == i % classes;
    }
}
