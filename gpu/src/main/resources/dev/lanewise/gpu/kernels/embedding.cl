// Bags of rows of a table, as dev.lanewise.kernels.drivers.RowGroups and RowGroupKernels define them. Bag b has the
// entries from starts[b] on and before starts[b + 1], or each entries if there are no starts. Entries whose row is the
// padding take no part. What was refused is neither read nor written: other kernels check rows and starts.

#define BAGS __global const int* rows, int ro, __global const int* starts, int so, int has_starts, int each, \
    int bags, int padding, int entries

// Where a bag begins; for the number of bags, where the last one ends.
static int lw_start(__global const int* starts, int so, int has_starts, int each, int entries, int bag) {
    return has_starts ? clamp(starts[so + bag], 0, entries) : bag * each;
}

// The bag of an entry before the end of the last one: how many bags behind the first begin at it or before.
static int lw_bag(__global const int* starts, int so, int has_starts, int each, int bags, int entry) {
    return has_starts ? lw_first(starts, so + 1, bags - 1, entry + 1) : entry / each;
}

__kernel void check_starts(
        __global const int* starts, int so, int entries, int n, __global int* fault, int step) {
    int i = get_global_id(0);
    if (i < n) {
        int start = starts[so + i];
        int least = i == 0 ? 0 : starts[so + i - 1];
        if (start < least || start > (i == 0 ? 0 : entries)) {
            atomic_min(fault, step);
        }
    }
}

// y[b, j] = the sum of x[row, j], times factors if there are some, over the entries of bag b, in chains of CHAIN.
__kernel void sum_bags(
        BAGS, __global const float* factors, int fo, int has_factors, __global const float* x, int xo,
        __global float* y, int yo, int vocabulary, int cols, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int bag = i / cols;
        int j = i % cols;
        int end = lw_start(starts, so, has_starts, each, entries, bag + 1);
        float total = 0.0f;
        float chain = 0.0f;
        int found = 0;
        for (int e = lw_start(starts, so, has_starts, each, entries, bag); e < end; e++) {
            int row = rows[ro + e];
            if (row != padding && row >= 0 && row < vocabulary) {
                if (found > 0 && found % CHAIN == 0) {
                    total = total + chain;
                    chain = 0.0f;
                }
                float value = x[xo + row * cols + j];
                chain = has_factors ? fma(factors[fo + e], value, chain) : chain + value;
                found++;
            }
        }
        y[yo + i] = total + chain;
    }
}

// y[t, j] = the sum of x[bag, j], times factors if there are some, over the entries with row t, in chains of CHAIN.
// All entries are walked in their order, or, if they are sorted by row, those between the starts of t and t + 1.
__kernel void add_bags(
        __global const int* first, int first_at, __global const int* places, int po, int sorted,
        BAGS, __global const float* factors, int fo, int has_factors, __global const float* x, int xo,
        __global float* y, int yo, int vocabulary, int cols, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int t = i / cols;
        int j = i % cols;
        int end = lw_start(starts, so, has_starts, each, entries, bags);
        float total = 0.0f;
        float chain = 0.0f;
        int found = 0;
        int to = t == padding ? 0 : sorted ? first[first_at + t + 1] : entries;
        for (int at = sorted ? first[first_at + t] : 0; at < to; at++) {
            int e = sorted ? places[po + at] : at;
            if (e < end && (sorted || rows[ro + e] == t)) {
                if (found > 0 && found % CHAIN == 0) {
                    total = total + chain;
                    chain = 0.0f;
                }
                float value = x[xo + lw_bag(starts, so, has_starts, each, bags, e) * cols + j];
                chain = has_factors ? fma(factors[fo + e], value, chain) : chain + value;
                found++;
            }
        }
        y[yo + i] = total + chain;
    }
}

// For each entry, by a group of LANES items, the product of its bag's row of a and its row of x, summed like a run.
__kernel void dot_bags(
        BAGS, __global const float* a, int ao, __global const float* x, int xo, __global float* y, int yo,
        int vocabulary, int cols) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int e = get_group_id(0);
    int row = rows[ro + e];
    bool counts = e < lw_start(starts, so, has_starts, each, entries, bags)
            && row != padding && row >= 0 && row < vocabulary;
    int from = ao + (counts ? lw_bag(starts, so, has_starts, each, bags, e) * cols : 0);
    int other = xo + (counts ? row * cols : 0);
    int size = counts ? cols : 0;
    float partial = 0.0f;
    for (int begin = 0; begin < size; begin += CHUNK) {
        int end = begin + min(CHUNK, size - begin);
        float sum = 0.0f;
        for (int j = begin + lane; j < end; j += LANES) {
            float product = a[from + j] * x[other + j];
            sum = sum + product;
        }
        lanes[lane] = sum;
        lw_fold(lanes);
        if (lane == begin / CHUNK % LANES) {
            partial = partial + lanes[0];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    float total = lw_sum_of_chunks(partial, lanes);
    if (lane == 0) {
        y[yo + e] = total;
    }
}

// The first largest x[row, j] of each bag, the first NaN if there is one, and its row; else 0 and vocabulary.
__kernel void max_bags(
        BAGS, __global const float* x, int xo, __global float* y, int yo, __global int* places, int po,
        int vocabulary, int cols, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int bag = i / cols;
        int j = i % cols;
        int end = lw_start(starts, so, has_starts, each, entries, bag + 1);
        float best = 0.0f;
        int place = vocabulary;
        for (int e = lw_start(starts, so, has_starts, each, entries, bag); e < end; e++) {
            int row = rows[ro + e];
            if (row != padding && row >= 0 && row < vocabulary) {
                float value = x[xo + row * cols + j];
                if (place == vocabulary || !(value <= best || best != best)) {
                    best = value;
                    place = row;
                }
            }
        }
        y[yo + i] = best;
        places[po + i] = place;
    }
}

// How many entries of each bag take part, at least 1.
__kernel void bag_sizes(BAGS, __global float* y, int yo) {
    int bag = get_global_id(0);
    if (bag < bags) {
        int from = lw_start(starts, so, has_starts, each, entries, bag);
        int end = lw_start(starts, so, has_starts, each, entries, bag + 1);
        int size = end - from;
        for (int e = from; padding >= 0 && e < end; e++) {
            size -= rows[ro + e] == padding;
        }
        y[yo + bag] = max(1, size);
    }
}
