// Pools of planes, as dev.lanewise.kernels.PoolKernels and dev.lanewise.kernels.drivers.Gathers define them. Windows
// are tables of (from, to, count), first those along the depth, then those along the height and the width. Kernels that
// add to places which an index names have an item for each segment of a plane, which goes through all indices in order.

// What the sum of a window is divided by.
static float pool_divisor(
        __global const int* d, __global const int* h, __global const int* w, int divisor) {
    return divisor == 0 ? (float) d[2] * (float) h[2] * (float) w[2] : (float) divisor;
}

__kernel void pool_max(
        __global const float* x, int xo, __global const int* windows, int windows_at, int depths, int heights,
        int widths, int step_d, int step_h, int step_w, int size_d, int size_h, int size_w,
        __global float* y, int yo, __global int* at, int ao, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int plane = xo + item / widths / heights / depths * size_d * size_h * size_w;
        __global const int* d = windows + windows_at + 3 * (item / widths / heights % depths);
        __global const int* h = windows + windows_at + 3 * (depths + item / widths % heights);
        __global const int* w = windows + windows_at + 3 * (depths + heights + item % widths);
        int best = (d[0] * size_h + h[0]) * size_w + w[0];
        float most = x[plane + best];
        // a step beyond the last element may leave the ints
        for (uint i = d[0]; i < (uint) d[1]; i += step_d) {
            for (uint j = h[0]; j < (uint) h[1]; j += step_h) {
                int line = (i * size_h + j) * size_w;
                for (uint k = w[0]; k < (uint) w[1]; k += step_w) {
                    int place = line + (int) k;
                    float v = x[plane + place];
                    bool better = v > most || v != v;
                    most = better ? v : most;
                    best = better ? place : best;
                }
            }
        }
        y[yo + item] = most;
        at[ao + item] = best;
    }
}

__kernel void pool_average(
        __global const float* x, int xo, __global const int* windows, int windows_at, int depths, int heights,
        int widths, int size_d, int size_h, int size_w, int divisor, __global float* y, int yo, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int plane = xo + item / widths / heights / depths * size_d * size_h * size_w;
        __global const int* d = windows + windows_at + 3 * (item / widths / heights % depths);
        __global const int* h = windows + windows_at + 3 * (depths + item / widths % heights);
        __global const int* w = windows + windows_at + 3 * (depths + heights + item % widths);
        float sum = -0.0f;
        for (int k = w[0]; k < w[1]; k++) {
            float column = -0.0f;
            for (int i = d[0]; i < d[1]; i++) {
                for (int j = h[0]; j < h[1]; j++) {
                    column = column + x[plane + (i * size_h + j) * size_w + k];
                }
            }
            sum = sum + column;
        }
        y[yo + item] = sum / pool_divisor(d, h, w, divisor);
    }
}

// An item for each element of the planes; covers are tables of (first, end) of the windows that an element lies in.
__kernel void pool_average_gradient(
        __global const float* g, int go, __global const int* windows, int windows_at, int depths, int heights,
        int widths, __global const int* covers, int covers_at, int size_d, int size_h, int size_w, int divisor,
        __global float* y, int yo, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int plane = item / size_w / size_h / size_d * depths * heights;
        __global const int* d = covers + covers_at + 2 * (item / size_w / size_h % size_d);
        __global const int* h = covers + covers_at + 2 * (size_d + item / size_w % size_h);
        __global const int* w = covers + covers_at + 2 * (size_d + size_h + item % size_w);
        __global const int* of_d = windows + windows_at;
        __global const int* of_h = of_d + 3 * depths;
        __global const int* of_w = of_h + 3 * heights;
        float sum = 0.0f;
        for (int z = d[0]; z < d[1]; z++) {
            for (int r = h[0]; r < h[1]; r++) {
                float row = 0.0f;
                for (int c = w[0]; c < w[1]; c++) {
                    float part = g[go + (plane + z * heights + r) * widths + c]
                            / pool_divisor(of_d + 3 * z, of_h + 3 * r, of_w + 3 * c, divisor);
                    row = row + part;
                }
                sum = sum + row;
            }
        }
        y[yo + item] = sum;
    }
}

__kernel void plane_clear(__global float* y, int yo, int items) {
    int item = get_global_id(0);
    if (item < items) {
        y[yo + item] = 0.0f;
    }
}

// Elements in the places of their plane that the indices name, added up or the last one put there.
__kernel void plane_scatter(
        __global const float* x, int xo, __global const int* at, int ao, int count, __global float* y, int yo, int size,
        int put, int segments, int planes, __global int* fault, int step) {
    int item = get_global_id(0);
    if (item < planes * segments) {
        int plane = item / segments;
        int segment = item % segments;
        int width = (size + segments - 1) / segments;
        int from = segment * width;
        int to = min(size, from + width);
        for (int i = plane * count; i < (plane + 1) * count; i++) {
            int place = at[ao + i];
            if (place >= from && place < to) {
                int target = yo + plane * size + place;
                y[target] = put ? x[xo + i] : y[target] + x[xo + i];
            } else if (place < 0 || place >= size) {
                atomic_min(fault, step);
            }
        }
    }
}

__kernel void plane_gather(
        __global const float* x, int xo, int size, __global const int* at, int ao, int count, __global float* y, int yo,
        int items, __global int* fault, int step) {
    int item = get_global_id(0);
    if (item < items) {
        int place = at[ao + item];
        if (place >= 0 && place < size) {
            y[yo + item] = x[xo + item / count * size + place];
        } else {
            atomic_min(fault, step);
        }
    }
}
