// Reductions by the LANES items of a group, as dev.lanewise.kernels.ReduceKernels defines them.

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

// Sum of a row of exponentials, in the order of a sum of its length; scratch has LANES floats.
static float lw_row_sum(__global const float* e, int eo, int cols, __local float* lanes) {
    int lane = get_local_id(0);
    float partial = 0.0f;
    int chunks = (cols + CHUNK - 1) / CHUNK;
    for (int chunk = 0; chunk < chunks; chunk++) {
        int to = min(cols, (chunk + 1) * CHUNK);
        float sum = 0.0f;
        for (int j = chunk * CHUNK + lane; j < to; j += LANES) {
            sum = sum + e[eo + j];
        }
        lanes[lane] = sum;
        lw_fold(lanes);
        if (lane == chunk % LANES) {
            partial = partial + lanes[0];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    lanes[lane] = chunks == 1 ? lanes[lane] : partial;
    if (chunks > 1) {
        lw_fold(lanes);
    }
    return lanes[0];
}
