// Rows whose positions are read when a kernel runs, as dev.lanewise.ops.PositionOp defines them.

// Turns pairs of the first heads of x [rows, heads, width], as dev.lanewise.kernels.drivers.Turns defines it: the row i
// by the angles of position start + i % length of the table [positions, 2 angles].
__kernel void rotary(
        __global const float* x, int xo, __global const float* table, int to, __global const int* start, int start_at,
        __global float* y, int yo, int heads, int turned, int width, int angles, int neighbours, float sign,
        int length, int positions, int n, __global int* fault, int step) {
    int i = get_global_id(0);
    int from = start[start_at];
    bool fits = from >= 0 && from <= positions - length;
    if (i == 0 && !fits) {
        atomic_min(fault, step);
    }
    if (i < n && fits) {
        int e = i % width;
        int head = i / width % heads;
        int row = i / width / heads;
        float own = x[xo + i];
        if (head < turned && e < 2 * angles) {
            int angle = neighbours ? e / 2 : e % angles;
            bool is_first = neighbours ? e % 2 == 0 : e < angles;
            int apart = neighbours ? 1 : angles;
            int at = to + (from + row % length) * 2 * angles + angle;
            float cosine = table[at];
            float sine = sign * table[at + angles];
            float other = x[xo + (is_first ? i + apart : i - apart)];
            float turning = other * sine;
            own = is_first ? own * cosine - turning : own * cosine + turning;
        }
        y[yo + i] = own;
    }
}

// target[sample, start + i, j] = rows[sample, i, j]
__kernel void write_rows(
        __global float* target, int target_at, __global const float* rows, int ro, __global const int* start,
        int start_at, int capacity, int length, int width, int n, __global int* fault, int step) {
    int i = get_global_id(0);
    int from = start[start_at];
    bool fits = from >= 0 && from <= capacity - length;
    if (i == 0 && !fits) {
        atomic_min(fault, step);
    }
    if (i < n && fits) {
        int run = length * width;
        target[target_at + (i / run * capacity + from) * width + i % run] = rows[ro + i];
    }
}
