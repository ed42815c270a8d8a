// Sums in the order that dev.lanewise.kernels.drivers.Reductions and ReduceKernels define.

// A chunk of a run for each group of LANES items: y[run * chunks + chunk] = sum of the chunk.
__kernel void sum_runs(
        __global const float* x, int xo, int length, int chunks, __global float* y, int yo) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int group = get_group_id(0);
    int from = group % chunks * CHUNK;
    int to = min(length, from + CHUNK);
    int start = xo + group / chunks * length;
    float sum = 0.0f;
    for (int i = from + lane; i < to; i += LANES) {
        sum = sum + x[start + i];
    }
    lanes[lane] = sum;
    lw_fold(lanes);
    if (lane == 0) {
        y[yo + group] = lanes[0];
    }
}

// Rows added up in ascending order, up to ROWS of them for each item: y[(o * chunks + chunk) * inner + j].
__kernel void sum_rows(
        __global const float* x, int xo, int length, int inner, int chunks, __global float* y, int yo, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int j = item % inner;
        int chunk = item / inner % chunks;
        int o = item / inner / chunks;
        int from = chunk * ROWS;
        int to = min(length, from + ROWS);
        float sum = 0.0f;
        for (int i = from; i < to; i++) {
            sum = sum + x[xo + (o * length + i) * inner + j];
        }
        y[yo + item] = sum;
    }
}
