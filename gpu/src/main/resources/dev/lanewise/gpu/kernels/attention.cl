// What attention does to rows of scores between its products (product.cl), as dev.lanewise.kernels.AttentionKernels and
// dev.lanewise.kernels.sequence.Attentions define it. Scores are [heads, queries, keys], with the heads of all samples.

// Integers from 0 to a limit; others are reported, and lie within it in the copy.
__kernel void take_within(
        __global const int* x, int xo, __global int* y, int yo, int limit, int items, __global int* fault, int step) {
    int item = get_global_id(0);
    if (item < items) {
        int value = x[xo + item];
        if (value < 0 || value > limit) {
            atomic_min(fault, step);
        }
        y[yo + item] = max(0, min(value, limit));
    }
}

// How many keys may take part for each query, as far as lengths and order tell.
__kernel void attention_counts(
        __global const int* start, int start_at, int has_start,
        __global const int* lengths, int lengths_at, int of_sample, int of_head, int has_lengths,
        int heads, int queries, int keys, int causal, __global int* counts, int counts_at, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int h = item / queries % heads;
        int sample = item / queries / heads;
        int count = has_lengths ? lengths[lengths_at + sample * of_sample + h * of_head] : keys;
        if (causal) {
            int first = has_start ? start[start_at] : 0;
            count = min(count, first + item % queries + 1);
        }
        counts[counts_at + item] = min(count, keys);
    }
}

// The count of the last query of a strip, up to which its rows are read.
static int lw_strip_count(__global const int* counts, int at, int row, int queries, int strip) {
    int i = row % queries;
    int last = min(queries, (i / strip + 1) * strip) - 1;
    return counts[at + row - i + last];
}

// Products of queries and keys become weights, in place: a row for each group of LANES items. Rows and their counts
// begin at those of first_head; masks are those of all heads.
__kernel void attention_weights(
        __global float* x, int xo, int first_head, int heads, int queries, int keys, int strip, float scale,
        __global const int* counts, int counts_at,
        __global const uchar* allowed, int allowed_at, int allowed_sample, int allowed_head, int allowed_row,
        int allowed_key, int has_allowed,
        __global const float* bias, int bias_at, int bias_sample, int bias_head, int bias_row, int bias_key,
        int has_bias, int masked) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int row = get_group_id(0);
    int i = row % queries;
    int head = first_head + row / queries;
    int h = head % heads;
    int sample = head / heads;
    int from = xo + row * keys;
    int n = counts[counts_at + row];
    int all = lw_strip_count(counts, counts_at, row, queries, strip);
    int bias_from = bias_at + sample * bias_sample + h * bias_head + i * bias_row;
    int allowed_from = allowed_at + sample * allowed_sample + h * allowed_head + i * allowed_row;
    float most = -INFINITY;
    for (int j = lane; j < n; j += LANES) {
        float s = x[from + j] * scale;
        if (has_bias) {
            s = s + bias[bias_from + j * bias_key];
        }
        if (has_allowed && !allowed[allowed_from + j * allowed_key]) {
            s = -INFINITY;
        }
        x[from + j] = s;
        most = lw_max(most, s);
    }
    lanes[lane] = most;
    for (int half_lanes = LANES / 2; half_lanes > 0; half_lanes /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < half_lanes) {
            lanes[lane] = lw_max(lanes[lane], lanes[lane + half_lanes]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    most = lanes[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    if (masked && most == -INFINITY) {
        n = 0;
    }
    for (int j = lane; j < n; j += LANES) {
        x[from + j] = lw_exp(x[from + j] - most);
    }
    float sum = lw_row_sum(x, from, n, lanes);
    float r = 1.0f / sum;
    for (int j = lane; j < all; j += LANES) {
        float e = j < n ? x[from + j] : 0.0f;
        float q = e * r;
        x[from + j] = j < n ? fma(fma(-q, sum, e), r, q) : 0.0f;
    }
}

// Gradients g of weights p become those of the products of queries and keys, in place.
__kernel void attention_slopes(
        __global const float* p, int po, __global float* g, int go, int queries, int keys, int strip, float scale,
        __global const int* counts, int counts_at) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int row = get_group_id(0);
    int from = po + row * keys;
    int at = go + row * keys;
    int n = counts[counts_at + row];
    int all = lw_strip_count(counts, counts_at, row, queries, strip);
    for (int j = lane; j < n; j += LANES) {
        g[at + j] = p[from + j] * g[at + j];
    }
    float d = lw_row_sum(g, at, n, lanes);
    for (int j = lane; j < all; j += LANES) {
        g[at + j] = j < n ? fma(-d, p[from + j], g[at + j]) * scale : 0.0f;
    }
}
