// Normalisation of channels, as dev.lanewise.kernels.drivers.ChannelNorms defines it. A channel c begins at
// c * positions and has a plane of positions for each sample, stride apart, in chunks as
// dev.lanewise.kernels.drivers.Planes cuts them.

// Where element i of a chunk lies, from its channel's first on.
static int lw_in_chunk(int chunk, int i, int positions, int stride, int runs, int height) {
    if (runs > 1) {
        return chunk / runs * stride + chunk % runs * CHUNK + i;
    }
    return (chunk * height + i / positions) * stride + i % positions;
}

// How many elements a chunk has.
static int lw_chunk_size(int chunk, int batch, int positions, int runs, int height) {
    return runs > 1
        ? min(CHUNK, positions - chunk % runs * CHUNK)
        : min(height, batch - chunk * height) * positions;
}

// Mean and sum of squared distances of each chunk of each channel, for a group of LANES items.
__kernel void channel_moments(
        __global const float* x, int xo, __global float* means, int mo, __global float* squares, int so, int batch,
        int positions, int stride, int runs, int height, int chunks, float far) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int group = get_group_id(0);
    int chunk = group % chunks;
    int start = xo + group / chunks * positions;
    int n = lw_chunk_size(chunk, batch, positions, runs, height);
    float sum = 0.0f;
    for (int i = lane; i < n; i += LANES) {
        sum = sum + x[start + lw_in_chunk(chunk, i, positions, stride, runs, height)];
    }
    lanes[lane] = sum;
    lw_fold(lanes);
    float m = lanes[0] / (float) n;
    barrier(CLK_LOCAL_MEM_FENCE);
    float square = 0.0f;
    for (int i = lane; i < n; i += LANES) {
        float d = x[start + lw_in_chunk(chunk, i, positions, stride, runs, height)] - m;
        square = fma(d, d, square);
    }
    lanes[lane] = square;
    lw_fold(lanes);
    float q = lanes[0] + 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    // where the mean is far away a second look is taken at it, by loops that others pass through without an element
    bool again = m * m > far * (q / (float) n);
    int left = again ? n : 0;
    float rest = 0.0f;
    for (int i = lane; i < left; i += LANES) {
        rest = rest + (x[start + lw_in_chunk(chunk, i, positions, stride, runs, height)] - m);
    }
    lanes[lane] = rest;
    lw_fold(lanes);
    float nearer = m + (lanes[0] + 0.0f) / (float) n;
    barrier(CLK_LOCAL_MEM_FENCE);
    square = 0.0f;
    for (int i = lane; i < left; i += LANES) {
        float d = x[start + lw_in_chunk(chunk, i, positions, stride, runs, height)] - nearer;
        square = fma(d, d, square);
    }
    lanes[lane] = square;
    lw_fold(lanes);
    if (lane == 0) {
        means[mo + group] = again ? nearer : m;
        squares[so + group] = again ? lanes[0] + 0.0f : q;
    }
}

// Joins the chunks of a channel, an item for each; counts has as many ints as there are chunks of all.
__kernel void channel_join(
        __global float* means, int mo, __global float* squares, int so, __global int* counts, int co,
        __global float* mean, int to_mean, __global float* variance, int to_variance, int batch, int positions,
        int runs, int height, int chunks, int channels) {
    int channel = get_global_id(0);
    if (channel < channels) {
        int first = channel * chunks;
        for (int k = 0; k < chunks; k++) {
            counts[co + first + k] = lw_chunk_size(k, batch, positions, runs, height);
        }
        for (int step = 1; step < chunks; step *= 2) {
            for (int k = first; k + step < first + chunks; k += 2 * step) {
                int n = counts[co + k + step];
                int count = counts[co + k] + n;
                float d = means[mo + k + step] - means[mo + k];
                float part = (float) n / (float) count;
                means[mo + k] = fma(d, part, means[mo + k]);
                squares[so + k] = fma(
                    d * d, (float) counts[co + k] * part, squares[so + k] + squares[so + k + step]);
                counts[co + k] = count;
            }
        }
        mean[to_mean + channel] = chunks == 0 ? 0.0f : means[mo + first];
        variance[to_variance + channel] = chunks == 0 ? 0.0f : squares[so + first] / (float) (batch * positions);
    }
}

// y = fma(x - mean, k, b) with k = w / sqrt(variance + eps), an item for each element; there is a mean and a variance
// for every size elements, in turn.
__kernel void channel_scale(
        __global const float* x, int xo, __global const float* mean, int mo, __global const float* variance, int vo,
        __global const float* w, int wo, int has_w, __global const float* b, int bo, int has_b, __global float* y,
        int yo, int channels, int positions, int size, int statistics, int items, float eps) {
    int item = get_global_id(0);
    if (item < items) {
        int s = item / size % statistics;
        int c = item / positions % channels;
        float r = 1.0f / sqrt(variance[vo + s] + eps);
        float k = has_w ? r * w[wo + c] : r;
        y[yo + item] = fma(x[xo + item] - mean[mo + s], k, has_b ? b[bo + c] : 0.0f);
    }
}

// Sums of g and of g * (x - mean) of each chunk, for a group of LANES items; width channels share a mean.
__kernel void channel_products(
        __global const float* g, int go, __global const float* x, int xo, __global const float* mean, int mo,
        __global float* p, int po, __global float* q, int qo, int batch, int positions, int stride, int runs,
        int height, int chunks, int width, int channels) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int group = get_group_id(0);
    int channel = group / chunks;
    int chunk = group % chunks;
    int start = channel * positions;
    int n = lw_chunk_size(chunk, batch, positions, runs, height);
    float m = mean[mo + channel / width];
    float sum_p = 0.0f;
    float sum_q = 0.0f;
    for (int i = lane; i < n; i += LANES) {
        int at = start + lw_in_chunk(chunk, i, positions, stride, runs, height);
        sum_p = sum_p + g[go + at];
        sum_q = fma(g[go + at], x[xo + at] - m, sum_q);
    }
    lanes[lane] = sum_p;
    lw_fold(lanes);
    if (lane == 0) {
        p[po + chunk * channels + channel] = lanes[0] + 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    lanes[lane] = sum_q;
    lw_fold(lanes);
    if (lane == 0) {
        q[qo + chunk * channels + channel] = lanes[0] + 0.0f;
    }
}

// q / sqrt(variance + eps), in place; width channels share a variance.
__kernel void channel_roots(
        __global float* q, int qo, __global const float* variance, int vo, int width, float eps, int items) {
    int item = get_global_id(0);
    if (item < items) {
        q[qo + item] = q[qo + item] * (1.0f / sqrt(variance[vo + item / width] + eps));
    }
}

// The gradient of x of batch norm, from those of w and b.
__kernel void channel_combine(
        __global const float* g, int go, __global const float* x, int xo, __global const float* mean, int mo,
        __global const float* variance, int vo, __global const float* w, int wo, int has_w, __global const float* gw,
        int gwo, __global const float* gb, int gbo, __global float* gx, int o, int channels, int positions, int n,
        int items, float eps) {
    int item = get_global_id(0);
    if (item < items) {
        int c = item / positions % channels;
        float r = 1.0f / sqrt(variance[vo + c] + eps);
        float k = has_w ? r * w[wo + c] : r;
        float slope = -(gw[gwo + c] / (float) n * r) * k;
        float shift = -(gb[gbo + c] / (float) n) * k;
        gx[o + item] = fma(g[go + item], k, fma(x[xo + item] - mean[mo + c], slope, shift));
    }
}

// Sums of p and q of a group's channels, times w, an item for each group.
__kernel void group_sums(
        __global const float* p, int po, __global const float* q, int qo, __global const float* w, int wo, int has_w,
        __global float* of_p, int to_p, __global float* of_q, int to_q, int width, int channels, int items) {
    int item = get_global_id(0);
    if (item < items) {
        float sum_p = 0.0f;
        float sum_q = 0.0f;
        for (int j = 0; j < width; j++) {
            int row = item * width + j;
            float weight = has_w ? w[wo + row % channels] : 1.0f;
            sum_p = fma(p[po + row], weight, sum_p);
            sum_q = fma(q[qo + row], weight, sum_q);
        }
        of_p[to_p + item] = sum_p;
        of_q[to_q + item] = sum_q;
    }
}

// The gradient of x of group norm, from the sums of groups of size elements.
__kernel void group_combine(
        __global const float* g, int go, __global const float* x, int xo, __global const float* mean, int mo,
        __global const float* variance, int vo, __global const float* w, int wo, int has_w,
        __global const float* of_p, int po, __global const float* of_q, int qo, __global float* gx, int o,
        int channels, int positions, int size, int items, float eps) {
    int item = get_global_id(0);
    if (item < items) {
        int s = item / size;
        int c = item / positions % channels;
        float r = 1.0f / sqrt(variance[vo + s] + eps);
        float k = has_w ? r * w[wo + c] : r;
        float slope = -(of_q[qo + s] / (float) size * r) * r;
        float shift = -(of_p[po + s] / (float) size) * r;
        gx[o + item] = fma(g[go + item], k, fma(x[xo + item] - mean[mo + s], slope, shift));
    }
}
