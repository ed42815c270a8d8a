// Functions of ints, which wrap as Java's do, and conversions, as dev.lanewise.tensor.primitives.IntOp, LogicOp and
// ArrangeOp define them. Those that refuse values report the step and give 0.

static int lw_int_add(int a, int b) { return (int) ((uint) a + (uint) b); }
static int lw_int_sub(int a, int b) { return (int) ((uint) a - (uint) b); }
static int lw_int_mul(int a, int b) { return (int) ((uint) a * (uint) b); }
static int lw_int_maximum(int a, int b) { return a > b ? a : b; }
static int lw_int_minimum(int a, int b) { return a < b ? a : b; }
static int lw_int_bitAnd(int a, int b) { return a & b; }
static int lw_int_bitOr(int a, int b) { return a | b; }
static int lw_int_bitXor(int a, int b) { return a ^ b; }
static int lw_int_choose(float mask, int a, int b) { return mask != 0.0f ? a : b; }
static int lw_int_eq(int a, int b) { return a == b; }
static int lw_int_ne(int a, int b) { return a != b; }
static int lw_int_lt(int a, int b) { return a < b; }
static int lw_int_le(int a, int b) { return a <= b; }

static int lw_refuse(__global int* fault, int step) {
    atomic_min(fault, step);
    return 0;
}

// What is divided by; 0 and -1 have rules of their own, as the least int has no opposite and processors trap.
static int lw_divisor(int b) { return b == 0 || b == -1 ? 1 : b; }

static int lw_int_floorDiv(int a, int b, __global int* fault, int step) {
    int d = lw_divisor(b);
    int q = a / d - (a % d != 0 && (a < 0) != (d < 0));
    return b == 0 ? lw_refuse(fault, step) : b == -1 ? lw_int_sub(0, a) : q;
}

static int lw_int_remainder(int a, int b, __global int* fault, int step) {
    int d = lw_divisor(b);
    int r = a % d;
    return b == 0 ? lw_refuse(fault, step) : r != 0 && (r < 0) != (d < 0) ? r + d : r;
}

static int lw_int_shiftLeft(int a, int b, __global int* fault, int step) {
    return b == (b & 31) ? (int) ((uint) a << b) : lw_refuse(fault, step);
}

static int lw_int_shiftRight(int a, int b, __global int* fault, int step) {
    return b == (b & 31) ? a >> b : lw_refuse(fault, step);
}

static int lw_toInt(float x, __global int* fault, int step) {
    return x >= -0x1p31f && x < 0x1p31f ? (int) x : lw_refuse(fault, step);
}

static float lw_of_int(int x) { return (float) x; }
static float lw_xor(float a, float b) { return a != b; }
