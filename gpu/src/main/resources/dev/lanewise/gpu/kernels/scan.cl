// Running results along lines, as dev.lanewise.kernels.drivers.Scans defines them.

// Sums of a chunk of a line for each item, from its first element on.
__kernel void scan_chunks(
        __global const float* x, int xo, int length, int inner, int chunk, int chunks, __global float* y, int yo,
        int items) {
    int item = get_global_id(0);
    if (item < items) {
        int j = item % inner;
        int from = item / inner % chunks * chunk;
        int to = from + min(chunk, length - from);
        int start = item / inner / chunks * length * inner + j;
        float sum = x[xo + start + from * inner];
        y[yo + start + from * inner] = sum;
        for (int k = from + 1; k < to; k++) {
            sum = sum + x[xo + start + k * inner];
            y[yo + start + k * inner] = sum;
        }
    }
}

// What all chunks before a chunk add up to, for an item of each line.
__kernel void scan_totals(
        __global const float* y, int yo, int length, int inner, int chunk, int chunks, __global float* before,
        int before_at, int items) {
    int line = get_global_id(0);
    if (line < items) {
        int start = yo + line / inner * length * inner + line % inner;
        float total = 0.0f;
        for (int i = 0; i < chunks - 1; i++) {
            float last = y[start + ((i + 1) * chunk - 1) * inner];
            total = i == 0 ? last : total + last;
            before[before_at + line * chunks + i + 1] = total;
        }
    }
}

__kernel void scan_add(
        __global const float* before, int before_at, int length, int inner, int chunk, int chunks, __global float* y,
        int yo, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int line = item / inner / length * inner + item % inner;
        int at = item / inner % length / chunk;
        if (at > 0) {
            y[yo + item] = before[before_at + line * chunks + at] + y[yo + item];
        }
    }
}

__kernel void recurrence(
        __global const float* a, int ao, __global const float* b, int bo, int length, int inner, __global float* y,
        int yo, int items) {
    int line = get_global_id(0);
    if (line < items) {
        int start = line / inner * length * inner + line % inner;
        float last = 0.0f;
        for (int k = 0; k < length; k++) {
            int at = start + k * inner;
            last = k == 0 ? b[bo + at] : fma(a[ao + at], last, b[bo + at]);
            y[yo + at] = last;
        }
    }
}

__kernel void scan_extremes(
        __global const float* x, int xo, int length, int inner, __global float* y, int yo, __global int* places,
        int po, int items, int smallest) {
    int line = get_global_id(0);
    if (line < items) {
        int start = line / inner * length * inner + line % inner;
        float best = x[xo + start];
        int place = 0;
        for (int k = 0; k < length; k++) {
            int at = start + k * inner;
            float value = x[xo + at];
            bool wins = smallest ? value <= best : value >= best;
            if ((wins && best == best) || value != value) {
                best = value;
                place = k;
            }
            y[yo + at] = best;
            places[po + at] = place;
        }
    }
}
