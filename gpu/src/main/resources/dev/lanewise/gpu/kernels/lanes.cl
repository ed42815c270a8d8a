// Reductions by the LANES items of a group, as dev.lanewise.kernels.ReduceKernels defines them. No barrier stands in a
// condition, not even one that is the same for all items: drivers (PoCL 3.1) get values wrong that pass through it.

// Folds the lanes of a group by halves, into lane 0.
static void lw_fold(__local float* lanes) {
    int lane = get_local_id(0);
    for (int half_lanes = LANES / 2; half_lanes > 0; half_lanes /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < half_lanes) {
            lanes[lane] = lanes[lane] + lanes[lane + half_lanes];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

static float lw_extreme(int smallest, float a, float b) {
    return smallest ? lw_min(a, b) : lw_max(a, b);
}

// The largest or smallest of all lanes, in lane 0.
static void lw_fold_extreme(int smallest, __local float* lanes) {
    int lane = get_local_id(0);
    for (int half_lanes = LANES / 2; half_lanes > 0; half_lanes /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < half_lanes) {
            lanes[lane] = lw_extreme(smallest, lanes[lane], lanes[lane + half_lanes]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

// Adds up the sums of chunks, which items hold in turn; a single one stays as it is.
static float lw_sum_of_chunks(float partial, __local float* lanes) {
    int lane = get_local_id(0);
    lanes[lane] = partial;
    lw_fold(lanes);
    float sum = lanes[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return sum;
}

// Sum of a row, in the order of a sum of its length; scratch has LANES floats.
static float lw_row_sum(__global const float* e, int eo, int cols, __local float* lanes) {
    int lane = get_local_id(0);
    float partial = 0.0f;
    for (int from = 0; from < cols; from += CHUNK) {
        int to = from + min(CHUNK, cols - from);
        float sum = 0.0f;
        for (int j = from + lane; j < to; j += LANES) {
            sum = sum + e[eo + j];
        }
        lanes[lane] = sum;
        lw_fold(lanes);
        if (lane == from / CHUNK % LANES) {
            partial = partial + lanes[0];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return lw_sum_of_chunks(partial, lanes);
}

// The largest element of a row; scratch has LANES floats.
static float lw_row_max(__global const float* x, int xo, int cols, __local float* lanes) {
    int lane = get_local_id(0);
    float most = -INFINITY;
    for (int j = lane; j < cols; j += LANES) {
        most = lw_max(most, x[xo + j]);
    }
    lanes[lane] = most;
    lw_fold_extreme(0, lanes);
    most = lanes[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return most;
}

// Writes e^(x - most) of a row, and returns their sum.
static float lw_row_exponentials(
        __global const float* x, int xo, float most, __global float* e, int eo, int cols, __local float* lanes) {
    for (int j = get_local_id(0); j < cols; j += LANES) {
        e[eo + j] = lw_exp(x[xo + j] - most);
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    return lw_row_sum(e, eo, cols, lanes);
}

// e / sum, with r = 1 / sum.
static float lw_quotient(float e, float sum, float r) {
    float q = e * r;
    return fma(fma(-q, sum, e), r, q);
}
