// Reductions, as dev.lanewise.kernels.drivers.Reductions, ArgReductions and ReduceKernels define them; those of ints
// and booleans as the ops do.

// A chunk of a run for each group of LANES items: y[run * chunks + chunk] = sum of the chunk.
__kernel void sum_runs(
        __global const float* x, int xo, int length, int chunks, __global float* y, int yo) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int group = get_group_id(0);
    int from = group % chunks * CHUNK;
    int to = from + min(CHUNK, length - from);
    int start = xo + group / chunks * length;
    float sum = 0.0f;
    for (int i = from + lane; i < to; i += LANES) {
        sum = sum + x[start + i];
    }
    lanes[lane] = sum;
    lw_fold(lanes);
    if (lane == 0) {
        y[yo + group] = lanes[0];
    }
}

// Rows added up in ascending order, up to ROWS of them for each item: y[(o * chunks + chunk) * inner + j].
__kernel void sum_rows(
        __global const float* x, int xo, int length, int inner, int chunks, __global float* y, int yo, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int j = item % inner;
        int chunk = item / inner % chunks;
        int o = item / inner / chunks;
        int from = chunk * ROWS;
        int to = from + min(ROWS, length - from);
        float sum = 0.0f;
        for (int i = from; i < to; i++) {
            sum = sum + x[xo + (o * length + i) * inner + j];
        }
        y[yo + item] = sum;
    }
}

// As sum_runs, the largest or smallest of each chunk; NaN if any is.
__kernel void extreme_runs(
        __global const float* x, int xo, int length, int chunks, __global float* y, int yo, int smallest) {
    __local float lanes[LANES];
    int lane = get_local_id(0);
    int group = get_group_id(0);
    int from = group % chunks * CHUNK;
    int to = from + min(CHUNK, length - from);
    int start = xo + group / chunks * length;
    float best = smallest ? INFINITY : -INFINITY;
    for (int i = from + lane; i < to; i += LANES) {
        best = lw_extreme(smallest, best, x[start + i]);
    }
    lanes[lane] = best;
    lw_fold_extreme(smallest, lanes);
    if (lane == 0) {
        y[yo + group] = lanes[0];
    }
}

// As sum_rows, the largest or smallest; NaN if any is.
__kernel void extreme_rows(
        __global const float* x, int xo, int length, int inner, int chunks, __global float* y, int yo, int items,
        int smallest) {
    int item = get_global_id(0);
    if (item < items) {
        int j = item % inner;
        int chunk = item / inner % chunks;
        int o = item / inner / chunks;
        int from = chunk * ROWS;
        int to = from + min(ROWS, length - from);
        float best = smallest ? INFINITY : -INFINITY;
        for (int i = from; i < to; i++) {
            best = lw_extreme(smallest, best, x[xo + (o * length + i) * inner + j]);
        }
        y[yo + item] = best;
    }
}

// Whether a value comes before another as the largest or smallest: NaN before all, -0 and +0 are equal.
static bool lw_wins(int smallest, float value, float best) {
    return best == best && (value != value || (smallest ? value < best : value > best));
}

// The place of the first largest or smallest of a run for each group of LANES items.
__kernel void place_runs(__global const float* x, int xo, int length, __global int* y, int yo, int smallest) {
    __local float lanes[LANES];
    __local int places[LANES];
    int lane = get_local_id(0);
    int run = get_group_id(0);
    int start = xo + run * length;
    int place = min(lane, length - 1);
    float best = x[start + place];
    for (int i = lane + LANES; i < length; i += LANES) {
        float value = x[start + i];
        if (lw_wins(smallest, value, best)) {
            best = value;
            place = i;
        }
    }
    lanes[lane] = best;
    places[lane] = place;
    for (int half_lanes = LANES / 2; half_lanes > 0; half_lanes /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < half_lanes) {
            float other = lanes[lane + half_lanes];
            bool wins = lw_wins(smallest, other, lanes[lane]);
            bool trails = lw_wins(smallest, lanes[lane], other);
            if (wins || (!trails && places[lane + half_lanes] < places[lane])) {
                lanes[lane] = other;
                places[lane] = places[lane + half_lanes];
            }
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane == 0) {
        y[yo + run] = places[0];
    }
}

__kernel void place_rows(
        __global const float* x, int xo, int length, int inner, __global int* y, int yo, int items, int smallest) {
    int item = get_global_id(0);
    if (item < items) {
        int start = xo + item / inner * length * inner + item % inner;
        int place = 0;
        float best = x[start];
        for (int i = 1; i < length; i++) {
            float value = x[start + i * inner];
            if (lw_wins(smallest, value, best)) {
                best = value;
                place = i;
            }
        }
        y[yo + item] = place;
    }
}

// Reductions of ints by their numbers: sums and products wrap.
static int lw_join_ints(int which, int a, int b) {
    return which == 0 ? (int) ((uint) a + (uint) b) : which == 1 ? (int) ((uint) a * (uint) b)
        : which == 2 ? max(a, b) : min(a, b);
}

static int lw_int_of_none(int which) {
    return which < 2 ? which : which == 2 ? INT_MIN : INT_MAX;
}

static void lw_fold_ints(int which, __local int* lanes) {
    int lane = get_local_id(0);
    for (int half_lanes = LANES / 2; half_lanes > 0; half_lanes /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < half_lanes) {
            lanes[lane] = lw_join_ints(which, lanes[lane], lanes[lane + half_lanes]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

// A group of LANES items for each run.
__kernel void int_runs(
        __global const int* x, int xo, int length, int inner, __global int* y, int yo, int items, int which) {
    __local int lanes[LANES];
    int lane = get_local_id(0);
    int run = get_group_id(0);
    int result = lw_int_of_none(which);
    for (int i = lane; i < length; i += LANES) {
        result = lw_join_ints(which, result, x[xo + run * length + i]);
    }
    lanes[lane] = result;
    lw_fold_ints(which, lanes);
    if (lane == 0) {
        y[yo + run] = lanes[0];
    }
}

// An item for each column.
__kernel void int_rows(
        __global const int* x, int xo, int length, int inner, __global int* y, int yo, int items, int which) {
    int item = get_global_id(0);
    if (item < items) {
        int start = xo + item / inner * length * inner + item % inner;
        int result = lw_int_of_none(which);
        for (int i = 0; i < length; i++) {
            result = lw_join_ints(which, result, x[start + i * inner]);
        }
        y[yo + item] = result;
    }
}

// The same for booleans, of which those that are true are counted.
__kernel void count_runs(
        __global const uchar* x, int xo, int length, int inner, __global int* y, int yo, int items, int which) {
    __local int lanes[LANES];
    int lane = get_local_id(0);
    int run = get_group_id(0);
    int result = 0;
    for (int i = lane; i < length; i += LANES) {
        result += x[xo + run * length + i] != 0;
    }
    lanes[lane] = result;
    lw_fold_ints(which, lanes);
    if (lane == 0) {
        y[yo + run] = lanes[0];
    }
}

__kernel void count_rows(
        __global const uchar* x, int xo, int length, int inner, __global int* y, int yo, int items, int which) {
    int item = get_global_id(0);
    if (item < items) {
        int start = xo + item / inner * length * inner + item % inner;
        int result = 0;
        for (int i = 0; i < length; i++) {
            result += x[start + i * inner] != 0;
        }
        y[yo + item] = result;
    }
}

// The standard deviation and the root that it is made of, as dev.lanewise.tensor.primitives.StdOp defines them.
__kernel void deviation(
        __global const float* scale, int so, __global const float* root, int ro, __global float* y, int yo,
        __global float* q, int qo, int items) {
    int i = get_global_id(0);
    if (i < items) {
        y[yo + i] = scale[so + i] * root[ro + i];
        q[qo + i] = root[ro + i];
    }
}
