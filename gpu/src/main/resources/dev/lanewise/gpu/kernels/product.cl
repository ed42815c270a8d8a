// Products of matrices. Each element is made of chains of CHAIN fused multiply-adds in ascending order, each from +0,
// added from left to right, as dev.lanewise.kernels.GemmKernels defines it.
//
// A group computes a tile of TILE x TILE elements, each item ITEM_ROWS rows of a vector of them; parts of A and B,
// DEPTH deep, are copied to local memory. VECTOR is 4 where items share wide units (graphics cards), and the length of
// a vector register where each item has its own. No barrier lies in a branch: PoCL fails then, even if all items take
// it. Groups follow each other down a matrix, then across it, then from matrix to matrix.
#define TILE STRIP
#define ITEM_ROWS 8
#define ITEMS_X (TILE / VECTOR)
#define ITEMS (ITEMS_X * (TILE / ITEM_ROWS))
#if VECTOR > 4
#define DEPTH 64
#define A_LINE DEPTH
#else
#define DEPTH 16
#define A_LINE (DEPTH + 4) // rows of neighbouring items do not meet in one bank
#endif

// Copies lines of an operand, each from one address to the next, to local memory. What lies outside stays what it was:
// only elements that are not there are made of it.
static void lw_copy_lines(
        __global const float* x, int xo, int x_line, int x_step, int lines, int length,
        __local float* y, int y_line, int y_step, int room_lines, int room_length) {
    int across = room_length / VECTOR;
    for (int e = get_local_id(1) * ITEMS_X + get_local_id(0); e < room_lines * across; e += ITEMS) {
        int line = e / across;
        int j = e % across * VECTOR;
        int from = xo + line * x_line + j * x_step;
        int to = line * y_line + j * y_step;
        if (line < lines && j + VECTOR <= length && x_step == 1) {
            lw_vector v = LOAD(0, x + from);
            if (y_step == 1) {
                STORE(v, 0, y + to);
            } else {
                float each[VECTOR];
                STORE(v, 0, each);
                for (int q = 0; q < VECTOR; q++) {
                    y[to + q * y_step] = each[q];
                }
            }
        } else if (line < lines) {
            for (int q = 0; q < VECTOR && j + q < length; q++) {
                y[to + q * y_step] = x[from + q * x_step];
            }
        }
    }
}

// Some elements of a row of C, of which so many are there: a chain, or its sum with what they hold.
static void lw_put(lw_vector chain, __global float* c, int at, int step, int count, bool add) {
    if (count >= VECTOR && step == 1) {
        STORE(add ? LOAD(0, c + at) + chain : chain, 0, c + at);
    } else {
        float each[VECTOR];
        STORE(chain, 0, each);
        for (int q = 0; q < VECTOR && q < count; q++) {
            c[at + q * step] = add ? c[at + q * step] + each[q] : each[q];
        }
    }
}

#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#define BEGIN(i) lw_vector c##i = (lw_vector) (0.0f);
#define ADD(i) c##i = fma((lw_vector) (a_items[i * A_LINE + p]), b_items[p * ITEMS_X], c##i);
#define ADD_FOUR(i) { \
        float4 v = *(__local const float4*) (a_items + i * A_LINE + p); \
        c##i = fma((lw_vector) (v.s0), b0, c##i); \
        c##i = fma((lw_vector) (v.s1), b1, c##i); \
        c##i = fma((lw_vector) (v.s2), b2, c##i); \
        c##i = fma((lw_vector) (v.s3), b3, c##i); \
    }
#define PUT(i) \
    lw_put(c##i, c, co + (row + i) * c_row + col * c_col, c_col, row + i < m ? n - col : 0, begun || from > 0);

// The group's tile of C: chains of so many elements of k, added to what C holds if it is begun.
static void lw_tile(
        __global const float* a, int ao, int a_row, int a_col, __global const float* b, int bo, int b_row, int b_col,
        __global float* c, int co, int c_row, int c_col, int first_row, int first_col, int m, int n, int k, int chain,
        bool begun, __local float4* a_tile, __local lw_vector* b_tile) {
    int row = first_row + get_local_id(1) * ITEM_ROWS;
    int col = first_col + get_local_id(0) * VECTOR;
    __local float* at = (__local float*) a_tile;
    __local float* bt = (__local float*) b_tile;
    __local const float* a_items = at + get_local_id(1) * ITEM_ROWS * A_LINE;
    __local const lw_vector* b_items = b_tile + get_local_id(0);
    int from = 0;
    do {
        int to = min(k, from + chain);
        EACH_ROW(BEGIN)
        for (int q = from; q < to; q += DEPTH) {
            int length = min(DEPTH, to - q);
            int a_from = ao + first_row * a_row + q * a_col;
            int b_from = bo + q * b_row + first_col * b_col;
            if (a_col == 1) {
                lw_copy_lines(a, a_from, a_row, 1, m - first_row, length, at, A_LINE, 1, TILE, DEPTH);
            } else {
                lw_copy_lines(a, a_from, a_col, a_row, length, m - first_row, at, 1, A_LINE, DEPTH, TILE);
            }
            if (b_col == 1) {
                lw_copy_lines(b, b_from, b_row, 1, length, n - first_col, bt, TILE, 1, DEPTH, TILE);
            } else {
                lw_copy_lines(b, b_from, b_col, b_row, n - first_col, length, bt, 1, TILE, TILE, DEPTH);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            if (row < m && col < n) {
                int p = 0;
                for (; p + 4 <= length; p += 4) {
                    lw_vector b0 = b_items[p * ITEMS_X];
                    lw_vector b1 = b_items[(p + 1) * ITEMS_X];
                    lw_vector b2 = b_items[(p + 2) * ITEMS_X];
                    lw_vector b3 = b_items[(p + 3) * ITEMS_X];
                    EACH_ROW(ADD_FOUR)
                }
                for (; p < length; p++) {
                    EACH_ROW(ADD)
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        EACH_ROW(PUT)
        from = to;
    } while (from < k);
}

// Bias and activation for the elements that the item has put.
static void lw_finish(
        __global const float* bias, int bias_at, int bias_row, int bias_col, int has_bias, int activation,
        __global float* c, int co, int c_row, int c_col, int first_row, int first_col, int m, int n) {
    int row = first_row + get_local_id(1) * ITEM_ROWS;
    int col = first_col + get_local_id(0) * VECTOR;
    for (int i = row; i < min(m, row + ITEM_ROWS); i++) {
        for (int j = col; j < min(n, col + VECTOR); j++) {
            int at = co + i * c_row + j * c_col;
            float sum = c[at];
            if (has_bias) {
                sum = sum + bias[bias_at + i * bias_row + j * bias_col];
            }
            c[at] = lw_activation(activation, sum);
        }
    }
}

// A stack of products; starts[3 * z ..] is where A, B and C of each begin. With limits, which are numbers for each row
// of C, a tile takes the last row's: for so many columns of C (limited = 1), or of A (limited = 2), and no others.
__kernel void product(
        __global const float* a, int ao, int a_row, int a_col, __global const float* b, int bo, int b_row, int b_col,
        __global float* c, int co, int c_row, int c_col, __global const int* starts, int starts_at,
        int m, int n, int k, __global const int* limits, int limits_at, int limited,
        __global const float* bias, int bias_at, int bias_row, int bias_col, int has_bias, int activation) {
    __local float4 a_tile[TILE * A_LINE / 4];
    __local lw_vector b_tile[DEPTH * ITEMS_X];
    int tiles_down = (m + TILE - 1) / TILE;
    int tiles_across = (n + TILE - 1) / TILE;
    int tile = get_group_id(0);
    int z = tile / tiles_down / tiles_across;
    int first_row = tile % tiles_down * TILE;
    int first_col = tile / tiles_down % tiles_across * TILE;
    int limit = limited ? limits[limits_at + z * m + min(m, first_row + TILE) - 1] : 0;
    int cols = limited == 1 ? min(n, limit) : n;
    int inner = first_col >= cols ? 0 : limited == 2 ? min(k, limit) : k;
    int a_start = ao + starts[starts_at + 3 * z];
    int b_start = bo + starts[starts_at + 3 * z + 1];
    int c_start = co + starts[starts_at + 3 * z + 2];
    lw_tile(a, a_start, a_row, a_col, b, b_start, b_row, b_col, c, c_start, c_row, c_col,
            first_row, first_col, m, cols, inner, CHAIN, false, a_tile, b_tile);
    if (has_bias || activation) {
        lw_finish(bias, bias_at, bias_row, bias_col, has_bias, activation, c, c_start, c_row, c_col,
                first_row, first_col, m, cols);
    }
}

// For attention's gradients of keys and values: sums, from +0, of a chain for each strip of STRIP rows of the matrices
// P, of which there are some for each matrix of C: C = sum of P^T G over them. P is [.., rows, m]; the limit of the
// last row of a strip is how many rows of C it counts for.
__kernel void product_of_strips(
        __global const float* p, int po, __global const float* g, int go, int g_row, __global float* c, int co,
        int c_row, __global const int* starts, int starts_at, int m, int n, int rows, int matrices,
        __global const int* limits, int limits_at) {
    __local float4 a_tile[TILE * A_LINE / 4];
    __local lw_vector b_tile[DEPTH * ITEMS_X];
    int tiles_down = (m + TILE - 1) / TILE;
    int tiles_across = (n + TILE - 1) / TILE;
    int tile = get_group_id(0);
    int z = tile / tiles_down / tiles_across;
    int first_row = tile % tiles_down * TILE;
    int first_col = tile / tiles_down % tiles_across * TILE;
    int c_start = co + starts[starts_at + 3 * z * matrices + 2];
    int row = first_row + get_local_id(1) * ITEM_ROWS;
    int col = first_col + get_local_id(0) * VECTOR;
    for (int i = row; i < min(m, row + ITEM_ROWS); i++) {
        lw_put((lw_vector) (0.0f), c, c_start + i * c_row + col, 1, n - col, false);
    }
    for (int matrix = z * matrices; matrix < (z + 1) * matrices; matrix++) {
        int g_start = go + starts[starts_at + 3 * matrix];
        for (int from = 0; from < rows; from += STRIP) {
            int length = min(STRIP, rows - from);
            int limit = min(m, limits[limits_at + matrix * rows + from + length - 1]);
            lw_tile(p, po + (matrix * rows + from) * m, 1, m, g, g_start + from * g_row, g_row, 1,
                    c, c_start, c_row, 1, first_row, first_col, limit, n, first_row < limit ? length : 0, STRIP, true,
                    a_tile, b_tile);
        }
    }
}

// The same as product for few elements: one for each item, so that many groups share the work.
#define SMALL 16

__kernel void product_small(
        __global const float* a, int ao, int a_row, int a_col, __global const float* b, int bo, int b_row, int b_col,
        __global float* c, int co, int c_row, int c_col, __global const int* starts, int starts_at,
        int m, int n, int k,
        __global const float* bias, int bias_at, int bias_row, int bias_col, int has_bias, int activation) {
    __local float at[SMALL][SMALL + 1];
    __local float bt[SMALL][SMALL + 1];
    int lx = get_local_id(0);
    int ly = get_local_id(1);
    int tiles_down = (m + SMALL - 1) / SMALL;
    int tiles_across = (n + SMALL - 1) / SMALL;
    int tile = get_group_id(0);
    int z = tile / tiles_down / tiles_across;
    int row = tile % tiles_down * SMALL + ly;
    int col = tile / tiles_down % tiles_across * SMALL + lx;
    int a_start = ao + starts[starts_at + 3 * z];
    int b_start = bo + starts[starts_at + 3 * z + 1];
    float sum = 0.0f;
    float chain = 0.0f;
    for (int from = 0; from < k; from += SMALL) {
        if (from > 0 && from % CHAIN == 0) {
            sum = from == CHAIN ? chain : sum + chain;
            chain = 0.0f;
        }
        at[ly][lx] = row < m && from + lx < k ? a[a_start + row * a_row + (from + lx) * a_col] : 0.0f;
        bt[ly][lx] = col < n && from + ly < k ? b[b_start + (from + ly) * b_row + col * b_col] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        int length = min(SMALL, k - from);
        for (int p = 0; p < length; p++) {
            chain = fma(at[ly][p], bt[p][lx], chain);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && col < n) {
        float total = k > CHAIN ? sum + chain : chain;
        if (has_bias) {
            total = total + bias[bias_at + row * bias_row + col * bias_col];
        }
        c[co + starts[starts_at + 3 * z + 2] + row * c_row + col * c_col] = lw_activation(activation, total);
    }
}
