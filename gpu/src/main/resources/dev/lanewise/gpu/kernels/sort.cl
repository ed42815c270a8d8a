// Orders of lines, as dev.lanewise.kernels.drivers.Sorts defines them: stable, NaN behind all numbers, -0 equal to +0.
#define BITS 4
#define DIGITS (1 << BITS)
#define EACH 16
#define SORTED (LANES * EACH)

// An unsigned number for each float, in the same order.
static uint lw_key(float x, int descending) {
    uint bits = as_uint(x + 0.0f);
    uint key = x != x ? 0xffffffffu : bits ^ (bits >> 31 != 0 ? 0xffffffffu : 0x80000000u);
    return descending ? ~key : key;
}

// Keys of the lines of x [outer, len, inner], line by line.
__kernel void float_keys(
        __global const float* x, int xo, __global uint* keys, int ko, int len, int inner, int descending, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int line = i / inner / len * inner + i % inner;
        keys[ko + line * len + i / inner % len] = lw_key(x[xo + i], descending);
    }
}

// A pass of a sort by BITS bits from shift on has three kernels, in which a group has SORTED entries of a line: this
// one counts digits, as counts[line][digit][group].
__kernel void count_digits(
        __global const uint* keys, int ko, __global int* counts, int co, int len, int tiles, int shift) {
    __local int own[DIGITS * LANES];
    int lane = get_local_id(0);
    int line = (int) get_group_id(0) / tiles;
    int tile = (int) get_group_id(0) % tiles;
    for (int digit = 0; digit < DIGITS; digit++) {
        own[digit * LANES + lane] = 0;
    }
    for (int e = 0; e < EACH; e++) {
        int i = tile * SORTED + e * LANES + lane;
        if (i < len) {
            int digit = keys[ko + line * len + i] >> shift & (DIGITS - 1);
            own[digit * LANES + lane]++;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < DIGITS) {
        int sum = 0;
        for (int other = 0; other < LANES; other++) {
            sum += own[lane * LANES + other];
        }
        counts[co + (line * DIGITS + lane) * tiles + tile] = sum;
    }
}

// Makes of the n counts of each line the sums of those before; a group for each line.
__kernel void sum_counts(__global int* counts, int co, int n) {
    __local int sums[LANES];
    int lane = get_local_id(0);
    int start = co + (int) get_group_id(0) * n;
    int each = (n + LANES - 1) / LANES;
    int from = min(n, lane * each);
    int to = min(n, from + each);
    int sum = 0;
    for (int i = from; i < to; i++) {
        sum += counts[start + i];
    }
    sums[lane] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    int before = 0;
    for (int other = 0; other < lane; other++) {
        before += sums[other];
    }
    for (int i = from; i < to; i++) {
        int count = counts[start + i];
        counts[start + i] = before;
        before += count;
    }
}

// Moves entries to where the counts say, in their order; in the first pass an entry's place is where it is.
__kernel void move_entries(
        __global const uint* keys, int ko, __global const int* places, int po, int first,
        __global const int* counts, int co, __global uint* to_keys, int tko, __global int* to_places, int tpo,
        int len, int tiles, int shift) {
    __local uint own[SORTED];
    __local int next[DIGITS * LANES];
    int lane = get_local_id(0);
    int line = (int) get_group_id(0) / tiles;
    int tile = (int) get_group_id(0) % tiles;
    int start = tile * SORTED;
    int size = min(SORTED, len - start);
    for (int i = lane; i < size; i += LANES) {
        own[i] = keys[ko + line * len + start + i];
    }
    for (int digit = 0; digit < DIGITS; digit++) {
        next[digit * LANES + lane] = 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    int from = min(size, lane * EACH);
    int to = min(size, from + EACH);
    for (int i = from; i < to; i++) {
        int digit = own[i] >> shift & (DIGITS - 1);
        next[digit * LANES + lane]++;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < DIGITS) {
        int before = counts[co + (line * DIGITS + lane) * tiles + tile];
        for (int other = 0; other < LANES; other++) {
            int count = next[lane * LANES + other];
            next[lane * LANES + other] = before;
            before += count;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = from; i < to; i++) {
        int digit = own[i] >> shift & (DIGITS - 1);
        int at = line * len + next[digit * LANES + lane]++;
        to_keys[tko + at] = own[i];
        to_places[tpo + at] = first ? start + i : places[po + line * len + start + i];
    }
}

// The first k of each sorted line of x [outer, len, inner], and their places.
__kernel void top_sorted(
        __global const float* x, int xo, __global const int* sorted, int so, __global float* y, int yo,
        __global int* places, int po, int len, int inner, int k, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int j = i % inner;
        int o = i / inner / k;
        int place = sorted[so + (o * inner + j) * len + i / inner % k];
        y[yo + i] = x[xo + (o * len + place) * inner + j];
        places[po + i] = place;
    }
}

// The same for short lines that are not sorted: each element counts those before it.
__kernel void top_ranked(
        __global const float* x, int xo, __global float* y, int yo, __global int* places, int po, int len, int inner,
        int k, int descending, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int j = i % inner;
        int place = i / inner % len;
        int o = i / inner / len;
        uint key = lw_key(x[xo + i], descending);
        int rank = 0;
        for (int p = 0; p < len; p++) {
            uint other = lw_key(x[xo + (o * len + p) * inner + j], descending);
            rank += other < key || (other == key && p < place);
        }
        if (rank < k) {
            int to = (o * k + rank) * inner + j;
            y[yo + to] = x[xo + i];
            places[po + to] = place;
        }
    }
}

// Where values would be put in ascending lines: line i of the values, of m, in line i of the lines, or in the only one.
__kernel void search(
        __global const float* sorted, int so, __global const float* values, int vo, __global int* places, int po,
        int single, int len, int m, int right, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int start = so + (single ? 0 : i / m * len);
        uint key = lw_key(values[vo + i], 0);
        int low = 0;
        int high = len;
        while (low < high) {
            int middle = low + (high - low) / 2;
            uint other = lw_key(sorted[start + middle], 0);
            if (other < key || (right && other == key)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        places[po + i] = low;
    }
}
