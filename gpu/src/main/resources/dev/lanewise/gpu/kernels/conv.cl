// Convolutions and their gradients as implicit products of matrices, as dev.lanewise.kernels.conv.Convolutions defines
// them: each element is made of chains of CHAIN fused multiply-adds in ascending order, each from +0, added from left
// to right. What a tap reads outside of a plane is +0 and takes part.
//
// A place is four ints: where in a plane something is read, and its coordinates along the three axes, with those of a
// position and of a tap to be added up. Of a tap, the first one leads to the plane that it reads, too. Where padding is
// read they are added up modulo 2^32: however large the padding, the sum is right of what lies within the plane.

#define ITEMS 64
#define DEPTH 16
#define SIDE 8
#define TILE (ITEMS * SIDE * SIDE)

// What a tap reads at a position.
static float conv_read(__global const float* x, int4 position, int4 tap, uint4 sizes) {
    uint4 at = as_uint4(position) + as_uint4(tap);
    bool inside = at.y < sizes.y & at.z < sizes.z & at.w < sizes.w;
    return inside ? x[at.x] : 0.0f;
}

// A place that begins at an element.
static int4 conv_from(int4 place, int element) {
    place.x = (int) ((uint) place.x + (uint) element);
    return place;
}

// What is done to a sum: bias, addend, and the activation, or with a point its gradient.
static float conv_end(
        float sum, int plane, int at, __global const float* bias, int bias_at, int has_bias,
        __global const float* addend, int addend_at, int adds, __global const float* point, int point_at, int slope,
        int activation) {
    float y = has_bias ? sum + bias[bias_at + plane] : sum;
    y = adds ? y + addend[addend_at + at] : y;
    if (!slope) {
        return lw_activation(activation, y);
    }
    float s = point[point_at + at];
    return activation == 1 ? lw_reluGrad(y, s) : activation == 2 ? lw_tanhGrad(y, s) : lw_sigmoidGrad(y, s);
}

// Weights as [group, tile, depth, row of the tile], with zeros beyond the rows and the depth: for each of the depth
// where they are read, and row by row at a distance.
__kernel void conv_pack(
        __global const float* w, int wo, __global const int* from, int from_at, __global float* packed, int packed_at,
        int rows, int depth, int high, int deep, int of_row, int of_group, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int tiles = (rows + high - 1) / high;
        int k = item / high % deep;
        int row = item / high / deep % tiles * high + item % high;
        int group = item / high / deep / tiles;
        packed[packed_at + item] = k < depth && row < rows
                ? w[wo + group * of_group + row * of_row + from[from_at + k]]
                : 0.0f;
    }
}

// Elements that no tap reaches.
__kernel void conv_nothing(
        __global float* y, int yo, __global const float* bias, int bias_at, int has_bias,
        __global const float* addend, int addend_at, int adds, __global const float* point, int point_at, int slope,
        int activation, int of_plane, int planes, int items) {
    int item = get_global_id(0);
    if (item < items) {
        y[yo + item] = conv_end(0.0f, item / of_plane % planes, item, bias, bias_at, has_bias, addend, addend_at, adds,
                point, point_at, slope, activation);
    }
}

// A sum for each item.
__kernel void conv_single(
        __global const float* x, int xo, __global const float* w, int wo,
        __global const int* taps, int taps_at, __global const int* places, int places_at,
        __global const int* elements, int elements_at, __global float* y, int yo,
        __global const float* bias, int bias_at, int has_bias, __global const float* addend, int addend_at, int adds,
        __global const float* point, int point_at, int slope, int activation,
        int groups, int rows, int columns, int depth, int positions, int of_image, int of_group,
        int sizes0, int sizes1, int sizes2, int within, int of_plane) {
    int item = get_global_id(0);
    if (item < groups * rows * columns) {
        int column = item % columns;
        int row = item / columns % rows;
        int group = item / columns / rows;
        int image = column / positions;
        int position = column % positions;
        uint4 sizes = (uint4) (0, sizes0, sizes1, sizes2);
        int4 place = conv_from(
                vload4(position, places + places_at), xo + image * of_image + group * of_group);
        float sum = 0.0f;
        for (int from = 0; from < depth; from += CHAIN) {
            int to = from + min(CHAIN, depth - from);
            float chain = 0.0f;
            for (int k = from; k < to; k++) {
                float weight = w[wo + (group * depth + k) * rows + row];
                chain = fma(weight, conv_read(x, place, vload4(k, taps + taps_at), sizes), chain);
            }
            sum = from == 0 ? chain : sum + chain;
        }
        int plane = group * rows + row;
        int at = (image * groups * rows + plane) * of_plane + elements[elements_at + position];
        y[yo + at] = conv_end(sum, plane, at, bias, bias_at, has_bias, addend, addend_at, adds, point, point_at, slope,
                activation);
    }
}

// A chain of the gradient of a weight for each item: [chain, group, row, column].
__kernel void conv_weight_single(
        __global const float* x, int xo, __global const float* g, int go,
        __global const int* taps, int taps_at, __global const int* places, int places_at, __global float* y, int yo,
        int groups, int rows, int columns, int depth, int positions, int of_image, int of_group,
        int sizes0, int sizes1, int sizes2, int within, int first, int chains) {
    int item = get_global_id(0);
    if (item < chains * groups * rows * columns) {
        int column = item % columns;
        int row = item / columns % rows;
        int group = item / columns / rows % groups;
        int from = (first + item / columns / rows / groups) * CHAIN;
        int to = from + min(CHAIN, depth - from);
        int4 tap = conv_from(vload4(column, taps + taps_at), xo + group * of_group);
        uint4 sizes = (uint4) (0, sizes0, sizes1, sizes2);
        float chain = 0.0f;
        for (int k = from; k < to; k++) {
            int image = k / positions;
            int position = k % positions;
            int4 place = conv_from(vload4(position, places + places_at), image * of_image);
            float slope = g[go + (image * groups * rows + group * rows + row) * positions + position];
            chain = fma(slope, conv_read(x, place, tap, sizes), chain);
        }
        y[yo + item] = chain;
    }
}

// Chains added up, to what is there unless they are the first; 0 if there are none.
__kernel void conv_add_up(
        __global const float* chains, int chains_at, int count, int add, __global float* y, int yo, int items) {
    int item = get_global_id(0);
    if (item < items) {
        float sum = count > 0 ? chains[chains_at + item] : 0.0f;
        sum = add ? y[yo + item] + sum : sum;
        for (int chain = 1; chain < count; chain++) {
            sum = sum + chains[chains_at + chain * items + item];
        }
        y[yo + item] = sum;
    }
}

// Tiles: a group of ITEMS computes "high" rows and "wide" columns, an item SIDE of each, from DEPTH columns of the one
// operand and rows of the other at a time, which lie in local memory. Beyond the end of a sum these are +0 and -0,
// whose product leaves every number as it is. Loops of a tile are not unrolled: what compilers then keep for each item
// takes more than it saves. Tiles of the same rows follow each other along the only axis: devices limit the second.

static void conv_multiply(
        const int high, const int wide, __local const float* a, __local const float* b, float8* sums) {
#pragma nounroll
    for (int k = 0; k < DEPTH; k++) {
        float8 right = vload8(0, b + k * wide);
#pragma unroll
        for (int i = 0; i < SIDE; i++) {
            sums[i] = fma((float8) (a[k * high + i]), right, sums[i]);
        }
    }
}

static void conv_tile(
        const int high, const int wide, __local float* a, __local float* b, __local int4* read, __local int* written,
        __global const float* x, int xo, __global const float* w, int wo,
        __global const int* taps, int taps_at, __global const int* places, int places_at,
        __global const int* elements, int elements_at, __global float* y, int yo,
        __global const float* bias, int bias_at, int has_bias, __global const float* addend, int addend_at, int adds,
        __global const float* point, int point_at, int slope, int activation,
        int groups, int rows, int columns, int depth, int positions, int of_image, int of_group,
        int sizes0, int sizes1, int sizes2, int within, int of_plane) {
    int item = get_local_id(0);
    int wide_tiles = (columns + wide - 1) / wide;
    int column = (int) get_group_id(0) % wide_tiles * wide;
    int tile = (int) get_group_id(0) / wide_tiles;
    int tiles = (rows + high - 1) / high;
    int row = tile % tiles * high;
    int group = tile / tiles;
    int down = item / (wide / SIDE) * SIDE;
    int across = item % (wide / SIDE) * SIDE;
    int weights = wo + tile * ((depth + DEPTH - 1) / DEPTH * DEPTH * high);
    bool active = row + down < rows && column + across < columns;
    for (int j = item; j < wide; j += ITEMS) {
        int image = min(column + j, columns - 1) / positions;
        int position = min(column + j, columns - 1) % positions;
        read[j] = conv_from(
                vload4(position, places + places_at), xo + image * of_image + group * of_group);
        written[j] = image * groups * rows * of_plane + elements[elements_at + position];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    float8 sums[SIDE];
    for (int i = 0; i < SIDE; i++) {
        sums[i] = (float8) (0.0f);
    }
    uint4 sizes = (uint4) (0, sizes0, sizes1, sizes2);
    for (int from = 0; from < depth; from += DEPTH) {
        if (active && from > 0 && from % CHAIN == 0) {
            for (int i = 0; i < SIDE; i++) {
                float chain[SIDE];
                vstore8(sums[i], 0, chain);
                for (int j = 0; j < SIDE; j++) {
                    if (row + down + i < rows && column + across + j < columns) {
                        int at = yo + (group * rows + row + down + i) * of_plane + written[across + j];
                        y[at] = from == CHAIN ? chain[j] : y[at] + chain[j];
                    }
                }
                sums[i] = (float8) (0.0f);
            }
        }
        for (int i = 4 * item; i < DEPTH * high; i += 4 * ITEMS) {
            vstore4(vload4(0, w + weights + from * high + i), 0, a + i);
        }
        int terms = min(DEPTH, depth - from);
        for (int j = item; j < wide; j += ITEMS) {
            int4 place = read[j];
            if (within) {
#pragma nounroll
                for (int k = 0; k < terms; k++) {
                    b[k * wide + j] = x[place.x + taps[taps_at + 4 * (from + k)]];
                }
            } else {
#pragma nounroll
                for (int k = 0; k < terms; k++) {
                    b[k * wide + j] = conv_read(x, place, vload4(from + k, taps + taps_at), sizes);
                }
            }
            for (int k = terms; k < DEPTH; k++) {
                b[k * wide + j] = -0.0f;
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        if (active) {
            conv_multiply(high, wide, a + down, b + across, sums);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (active) {
        for (int i = 0; i < SIDE; i++) {
            int plane = group * rows + row + down + i;
            float chain[SIDE];
            vstore8(sums[i], 0, chain);
            for (int j = 0; j < SIDE; j++) {
                if (row + down + i < rows && column + across + j < columns) {
                    int at = plane * of_plane + written[across + j];
                    float sum = depth > CHAIN ? y[yo + at] + chain[j] : chain[j];
                    y[yo + at] = conv_end(sum, plane, at, bias, bias_at, has_bias, addend, addend_at, adds, point,
                            point_at, slope, activation);
                }
            }
        }
    }
}

#define CONV_TILE(HIGH) \
__kernel void conv_tile_##HIGH( \
        __global const float* x, int xo, __global const float* w, int wo, \
        __global const int* taps, int taps_at, __global const int* places, int places_at, \
        __global const int* elements, int elements_at, __global float* y, int yo, \
        __global const float* bias, int bias_at, int has_bias, __global const float* addend, int addend_at, int adds, \
        __global const float* point, int point_at, int slope, int activation, \
        int groups, int rows, int columns, int depth, int positions, int of_image, int of_group, \
        int sizes0, int sizes1, int sizes2, int within, int of_plane) { \
    __local float a[DEPTH * HIGH]; \
    __local float b[DEPTH * (TILE / HIGH)]; \
    __local int4 read[TILE / HIGH]; \
    __local int written[TILE / HIGH]; \
    conv_tile(HIGH, TILE / HIGH, a, b, read, written, x, xo, w, wo, taps, taps_at, places, places_at, elements, \
            elements_at, y, yo, bias, bias_at, has_bias, addend, addend_at, adds, point, point_at, slope, activation, \
            groups, rows, columns, depth, positions, of_image, of_group, sizes0, sizes1, sizes2, within, of_plane); \
}

CONV_TILE(16)
CONV_TILE(32)
CONV_TILE(64)

// Chains of the gradient of a weight: [chain, group, row, column]; the depth is images and their positions.
static void conv_weight_tile(
        const int high, const int wide, __local float* a, __local float* b, __local int4* read, __local int* slopes,
        __local int4* at, __global const float* x, int xo, __global const float* g, int go,
        __global const int* taps, int taps_at, __global const int* places, int places_at, __global float* y, int yo,
        int groups, int rows, int columns, int depth, int positions, int of_image, int of_group,
        int sizes0, int sizes1, int sizes2, int within, int first, int chains) {
    int item = get_local_id(0);
    int wide_tiles = (columns + wide - 1) / wide;
    int column = (int) get_group_id(0) % wide_tiles * wide;
    int tile = (int) get_group_id(0) / wide_tiles;
    int tiles = (rows + high - 1) / high;
    int row = tile % tiles * high;
    int group = tile / tiles % groups;
    int chain = tile / tiles / groups;
    int begin = (first + chain) * CHAIN;
    int terms = min(CHAIN, depth - begin);
    int down = item / (wide / SIDE) * SIDE;
    int across = item % (wide / SIDE) * SIDE;
    bool active = row + down < rows && column + across < columns;
    for (int k = item; k < terms; k += ITEMS) {
        int image = (begin + k) / positions;
        int position = (begin + k) % positions;
        read[k] = conv_from(vload4(position, places + places_at), image * of_image);
        slopes[k] = go + (image * groups + group) * rows * positions + position;
    }
    for (int j = item; j < wide; j += ITEMS) {
        at[j] = conv_from(vload4(min(column + j, columns - 1), taps + taps_at), xo + group * of_group);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    float8 sums[SIDE];
    for (int i = 0; i < SIDE; i++) {
        sums[i] = (float8) (0.0f);
    }
    uint4 sizes = (uint4) (0, sizes0, sizes1, sizes2);
    for (int from = 0; from < terms; from += DEPTH) {
        int some = min(DEPTH, terms - from);
        int term = item % DEPTH;
        int slope = slopes[min(from + term, terms - 1)] + row * positions;
        for (int r = item / DEPTH; r < high; r += ITEMS / DEPTH) {
            a[term * high + r] = term < some && row + r < rows ? g[slope + r * positions] : 0.0f;
        }
        for (int j = item; j < wide && column + j < columns; j += ITEMS) {
            int4 tap = at[j];
            if (within) {
#pragma nounroll
                for (int k = 0; k < some; k++) {
                    b[k * wide + j] = x[read[from + k].x + tap.x];
                }
            } else {
#pragma nounroll
                for (int k = 0; k < some; k++) {
                    b[k * wide + j] = conv_read(x, read[from + k], tap, sizes);
                }
            }
            for (int k = some; k < DEPTH; k++) {
                b[k * wide + j] = -0.0f;
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        if (active) {
            conv_multiply(high, wide, a + down, b + across, sums);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (active) {
        for (int i = 0; i < SIDE; i++) {
            float sum[SIDE];
            vstore8(sums[i], 0, sum);
            for (int j = 0; j < SIDE; j++) {
                if (row + down + i < rows && column + across + j < columns) {
                    y[yo + ((chain * groups + group) * rows + row + down + i) * columns + column + across + j] = sum[j];
                }
            }
        }
    }
}

#define CONV_WEIGHT_TILE(HIGH) \
__kernel void conv_weight_tile_##HIGH( \
        __global const float* x, int xo, __global const float* g, int go, \
        __global const int* taps, int taps_at, __global const int* places, int places_at, __global float* y, int yo, \
        int groups, int rows, int columns, int depth, int positions, int of_image, int of_group, \
        int sizes0, int sizes1, int sizes2, int within, int first, int chains) { \
    __local float a[DEPTH * HIGH]; \
    __local float b[DEPTH * (TILE / HIGH)]; \
    __local int4 read[CHAIN]; \
    __local int slopes[CHAIN]; \
    __local int4 at[TILE / HIGH]; \
    conv_weight_tile(HIGH, TILE / HIGH, a, b, read, slopes, at, x, xo, g, go, taps, taps_at, places, places_at, y, yo, \
            groups, rows, columns, depth, positions, of_image, of_group, sizes0, sizes1, sizes2, within, first, \
            chains); \
}

CONV_WEIGHT_TILE(32)
CONV_WEIGHT_TILE(64)
