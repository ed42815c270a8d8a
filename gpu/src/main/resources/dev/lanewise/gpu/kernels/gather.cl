// Elements by index, as dev.lanewise.kernels.drivers.Moves, Gathers and RowGroups define it. Indices that an axis does
// not have are reported, and neither read from nor written to. Words are floats or ints.

__kernel void check_indices(
        __global const int* indices, int io, int limit, int n, __global int* fault, int step) {
    int i = get_global_id(0);
    if (i < n) {
        int index = indices[io + i];
        if (index < 0 || index >= limit) {
            atomic_min(fault, step);
        }
    }
}

// y[i, j] = x[index[i], j]
__kernel void take_rows(
        __global const int* x, int xo, __global const int* indices, int io, __global int* y, int yo, int rows,
        int cols, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int index = indices[io + i / cols];
        if (index >= 0 && index < rows) {
            y[yo + i] = x[xo + index * cols + i % cols];
        }
    }
}

// y[i, index[i]] = 1, all else 0
__kernel void one_hot(__global const int* indices, int io, __global float* y, int yo, int classes, int n) {
    int i = get_global_id(0);
    if (i < n) {
        y[yo + i] = indices[io + i / classes] == i % classes ? 1.0f : 0.0f;
    }
}

// y[o, k, j] = x[o, index[o, k, j], j] for x [outer, len, inner] and y [outer, count, inner]
__kernel void gather(
        __global const int* x, int xo, __global const int* indices, int io, __global int* y, int yo, int len,
        int count, int inner, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int index = indices[io + i];
        if (index >= 0 && index < len) {
            y[yo + i] = x[xo + (i / inner / count * len + index) * inner + i % inner];
        }
    }
}

// The indices of each line of a block [outer, count, inner], line by line.
__kernel void line_keys(
        __global const int* indices, int io, __global int* keys, int ko, int count, int inner, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int line = i / inner / count * inner + i % inner;
        keys[ko + line * count + i / inner % count] = indices[io + i];
    }
}

// How many of the sorted keys of each line are smaller than 0, 1, .. len: where the entries for each place begin.
__kernel void line_starts(
        __global const int* keys, int ko, __global int* starts, int so, int count, int len, int n) {
    int i = get_global_id(0);
    if (i < n) {
        starts[so + i] = lw_first(keys, ko + i / (len + 1) * count, count, i % (len + 1));
    }
}

// Entries that name place t of y [outer, len, inner] are the k with index[o, k, j] = t, or, if lines are shared by all
// j, with index[o, k] = t. Short lines are walked whole; entries of others are sorted by index, and instead of indices
// there are the starts of each place.
typedef struct {
    int first;  // entry
    int end;    // behind the last one
    int places; // of the line
    int index;  // of entry 0
    int step;   // from index to index
} Line;

static Line lw_line(
        __global const int* indices, int io, int sorted, int shared, int count, int inner, int len, int o, int j,
        int t) {
    int number = shared ? o : o * inner + j;
    int start = io + number * (len + 1) + t;
    Line line;
    line.first = sorted ? indices[start] : 0;
    line.end = sorted ? indices[start + 1] : count;
    line.places = number * count;
    line.index = io + (shared ? o * count : o * count * inner + j);
    line.step = shared ? 1 : inner;
    return line;
}

// y[o, t, j] = base[o, t, j], or 0, and the x[o, k, j] of the entries that name it, in ascending order: CHAIN of them
// one after the other, further ones in chains of CHAIN.
__kernel void add_entries(
        __global const int* indices, int io, __global const int* places, int po, int sorted, int shared,
        __global const float* x, int xo, __global const float* base, int bo, int has_base, __global float* y, int yo,
        int count, int inner, int len, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int j = i % inner;
        int t = i / inner % len;
        int o = i / inner / len;
        Line line = lw_line(indices, io, sorted, shared, count, inner, len, o, j, t);
        float total = 0.0f;
        float chain = has_base ? base[bo + i] : 0.0f;
        int found = 0;
        for (int e = line.first; e < line.end; e++) {
            if (sorted || indices[line.index + e * line.step] == t) {
                int k = sorted ? places[po + line.places + e] : e;
                if (found > 0 && found % CHAIN == 0) {
                    total = found == CHAIN ? chain : total + chain;
                    chain = 0.0f;
                }
                chain = chain + x[xo + (o * count + k) * inner + j];
                found++;
            }
        }
        y[yo + i] = found <= CHAIN ? chain : total + chain;
    }
}

// y[o, t, j] = x[o, k, j] of the last entry that names it, base[o, t, j] if none does.
__kernel void put_entries(
        __global const int* indices, int io, __global const int* places, int po, int sorted, int shared,
        __global const float* x, int xo, __global const float* base, int bo, __global float* y, int yo,
        int count, int inner, int len, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int j = i % inner;
        int t = i / inner % len;
        int o = i / inner / len;
        Line line = lw_line(indices, io, sorted, shared, count, inner, len, o, j, t);
        int last = -1;
        if (sorted) {
            last = line.end > line.first ? places[po + line.places + line.end - 1] : -1;
        } else {
            for (int e = 0; e < count; e++) {
                last = indices[line.index + e * line.step] == t ? e : last;
            }
        }
        y[yo + i] = last < 0 ? base[bo + i] : x[xo + (o * count + last) * inner + j];
    }
}
