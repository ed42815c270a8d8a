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

// Entries that name place t of y [outer, len, inner] are the k with index[o, k, j] = t, or, if lines are shared by all
// j, with index[o, k] = t. Short lines are walked whole, in others entries are sorted by their index.
typedef struct {
    int at;    // of the line's first key
    int step;  // from key to key
    int first; // entry that may name the place
} Line;

static Line lw_line(
        __global const int* keys, int ko, int sorted, int shared, int count, int inner, int o, int j, int t) {
    Line line;
    line.step = sorted || shared ? 1 : inner;
    line.at = ko + (shared ? o * count : sorted ? (o * inner + j) * count : o * count * inner + j);
    line.first = sorted ? lw_first(keys, line.at, count, t) : 0;
    return line;
}

// y[o, t, j] = base[o, t, j], or 0, and the x[o, k, j] of the entries that name it, in ascending order: CHAIN of them
// one after the other, further ones in chains of CHAIN.
__kernel void add_entries(
        __global const int* keys, int ko, __global const int* places, int po, int sorted, int shared,
        __global const float* x, int xo, __global const float* base, int bo, int has_base, __global float* y, int yo,
        int count, int inner, int len, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int j = i % inner;
        int t = i / inner % len;
        int o = i / inner / len;
        Line line = lw_line(keys, ko, sorted, shared, count, inner, o, j, t);
        float total = 0.0f;
        float chain = has_base ? base[bo + i] : 0.0f;
        int found = 0;
        for (int e = line.first; e < count; e++) {
            if (keys[line.at + e * line.step] == t) {
                int k = sorted ? places[po + line.at - ko + e] : e;
                if (found > 0 && found % CHAIN == 0) {
                    total = found == CHAIN ? chain : total + chain;
                    chain = 0.0f;
                }
                chain = chain + x[xo + (o * count + k) * inner + j];
                found++;
            } else if (sorted) {
                break;
            }
        }
        y[yo + i] = found <= CHAIN ? chain : total + chain;
    }
}

// y[o, t, j] = x[o, k, j] of the last entry that names it, base[o, t, j] if none does.
__kernel void put_entries(
        __global const int* keys, int ko, __global const int* places, int po, int sorted, int shared,
        __global const float* x, int xo, __global const float* base, int bo, __global float* y, int yo,
        int count, int inner, int len, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int j = i % inner;
        int t = i / inner % len;
        int o = i / inner / len;
        Line line = lw_line(keys, ko, sorted, shared, count, inner, o, j, t);
        int last = -1;
        if (sorted) {
            int e = line.first + lw_first(keys, line.at + line.first, count - line.first, t + 1) - 1;
            last = e >= line.first ? places[po + line.at - ko + e] : -1;
        } else {
            for (int e = 0; e < count; e++) {
                last = keys[line.at + e * line.step] == t ? e : last;
            }
        }
        y[yo + i] = last < 0 ? base[bo + i] : x[xo + (o * count + last) * inner + j];
    }
}
