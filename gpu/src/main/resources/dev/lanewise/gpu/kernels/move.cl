// Copies of elements to other places, as dev.lanewise.kernels.drivers.Moves defines them. Words are floats or ints.
// A walk is a table with the size of each axis and the steps along it in each block, the outermost axis first.
#define TILE 32

#define COPY(NAME, TYPE)                                                                                \
    __kernel void NAME(                                                                                 \
            __global const TYPE* x, int xo, __global TYPE* y, int yo, __constant int* walk, int wo, int rank, int n) { \
        int i = get_global_id(0);                                                                       \
        if (i < n) {                                                                                    \
            int from = xo;                                                                              \
            int to = yo;                                                                                \
            for (int axis = rank - 1; axis >= 0; axis--) {                                              \
                __constant int* at = walk + wo + 3 * axis;                                              \
                int rest = i / at[0];                                                                   \
                int k = i - rest * at[0];                                                               \
                from += k * at[1];                                                                      \
                to += k * at[2];                                                                        \
                i = rest;                                                                               \
            }                                                                                           \
            y[to] = x[from];                                                                            \
        }                                                                                               \
    }

COPY(copy_words, int)
COPY(copy_bytes, uchar)

// y[col * y_step + row] = x[row * x_step + col], for the matrices that the walk visits.
__kernel void copy_tiles(
        __global const int* x, int xo, __global int* y, int yo, int rows, int x_step, int cols, int y_step,
        int row_tiles, __constant int* walk, int wo, int rank) {
    __local int tile[TILE][TILE + 1];
    int lx = get_local_id(0);
    int ly = get_local_id(1);
    int group = get_group_id(0);
    int col_tiles = (cols + TILE - 1) / TILE;
    int col = group % col_tiles * TILE;
    int row = group / col_tiles % row_tiles * TILE;
    int matrix = group / col_tiles / row_tiles;
    int from = xo;
    int to = yo;
    for (int axis = rank - 1; axis >= 0; axis--) {
        __constant int* at = walk + wo + 3 * axis;
        int rest = matrix / at[0];
        int k = matrix - rest * at[0];
        from += k * at[1];
        to += k * at[2];
        matrix = rest;
    }
    for (int r = ly; r < TILE; r += get_local_size(1)) {
        if (row + r < rows && col + lx < cols) {
            tile[r][lx] = x[from + (row + r) * x_step + col + lx];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int c = ly; c < TILE; c += get_local_size(1)) {
        if (row + lx < rows && col + c < cols) {
            y[to + (col + c) * y_step + row + lx] = tile[lx][c];
        }
    }
}

// y[o, start + k step, j] = x[o, k, j] for x [outer, count, inner] and y [outer, len, inner]; 0 elsewhere.
__kernel void spread(
        __global const int* x, int xo, __global int* y, int yo, int count, int inner, int len, int start, int step,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        int j = i % inner;
        int from_start = i / inner % len - start;
        int o = i / inner / len;
        int k = from_start / step;
        bool is_there = k * step == from_start && k >= 0 && k < count;
        y[yo + i] = is_there ? x[xo + (o * count + k) * inner + j] : 0;
    }
}

__kernel void triangle(
        __global const int* x, int xo, __global int* y, int yo, int rows, int cols, int lower, int k, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int col = i % cols;
        int row = i / cols % rows;
        bool stays = lower ? col <= row + k : col >= row + k;
        y[yo + i] = stays ? x[xo + i] : 0;
    }
}

// y[i] = mask ? a : b, in the order of y.
__kernel void choose(
        __global const uchar* mask, int mo, __global const int* a, int ao, __global const int* b, int bo,
        __global int* y, int yo, __constant int* walk, int wo, int rank, int n) {
    int i = get_global_id(0);
    if (i < n) {
        int left = i;
        int m = mo;
        int p = ao;
        int q = bo;
        for (int axis = rank - 1; axis >= 0; axis--) {
            __constant int* at = walk + wo + 4 * axis;
            int rest = left / at[0];
            int k = left - rest * at[0];
            m += k * at[1];
            p += k * at[2];
            q += k * at[3];
            left = rest;
        }
        y[yo + i] = mask[m] ? a[p] : b[q];
    }
}
