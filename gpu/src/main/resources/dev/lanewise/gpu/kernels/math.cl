// Elementary functions on one float: what dev.lanewise.kernels.scalar.ScalarMath defines, operation by operation.
// Its constants are defined before this file is read.

static float lw_exponent(float x) { return fma(x, LOG2_E, ROUND); }

static float lw_remainder(float x, float t) {
    float n = t - ROUND;
    return fma(n, -LN2_LO, fma(n, -LN2_HI, x));
}

static float lw_exp_tail(float r) { return fma(fma(fma(fma(EXP_6, r, EXP_5), r, EXP_4), r, EXP_3), r, EXP_2); }

static float lw_exp_near_zero(float r) { return fma(fma(lw_exp_tail(r), r, 1.0f), r, 1.0f); }

static float lw_expm1_near_zero(float r) { return fma(r * r, lw_exp_tail(r), r); }

static float lw_scale(float v, float t) {
    uint bits = as_uint(t);
    uint half_bits = (bits << 22) & EXPONENT;
    return v * as_float(half_bits) * as_float((bits << 23) - half_bits);
}

static float lw_power_of_two(float t, int shift) {
    return as_float((as_uint(t) + (uint) (shift + 127 - TWICE_BIAS)) << 23);
}

static float lw_log_near_one(float f, float e) {
    float p = fma(fma(fma(LOG_10, f, LOG_9), f, LOG_8), f, LOG_7);
    p = fma(fma(fma(fma(p, f, LOG_6), f, LOG_5), f, LOG_4), f, LOG_3);
    float tail = fma(f * f, fma(p, f, -0.5f), e * LN2_LO);
    return fma(e, LN2_HI, f + tail);
}

static float lw_exp(float x) {
    if (x < EXP_LOW) return 0.0f;
    if (x > EXP_HIGH) return INFINITY;
    float t = lw_exponent(x);
    return lw_scale(lw_exp_near_zero(lw_remainder(x, t)), t);
}

static float lw_log(float x) {
    if (!(x < INFINITY)) return x;
    if (x <= 0.0f) return x < 0.0f ? NAN : -INFINITY;
    bool subnormal = x < 0x1p-126f;
    int bits = as_int(subnormal ? x * 0x1p23f : x);
    int exponent = bits - SQRT_HALF_BITS;
    float e = (float) (exponent >> 23) - (subnormal ? 23.0f : 0.0f);
    float f = as_float(bits - (exponent & ~0x7fffff)) - 1.0f;
    return lw_log_near_one(f, e);
}

static float lw_exp_of_minus(float a) {
    float z = -(a > -EXP_LOW ? -EXP_LOW : a);
    float t = lw_exponent(z);
    return lw_scale(lw_exp_near_zero(lw_remainder(z, t)), t);
}

static float lw_sigmoid(float x) {
    float z = lw_exp_of_minus(fabs(x));
    return (x < 0.0f ? z : 1.0f) / (1.0f + z);
}

static float lw_tanh(float x) {
    float a = fabs(x);
    float z = -2.0f * (a > TANH_HIGH ? TANH_HIGH : a);
    float t = lw_exponent(z);
    float s = lw_power_of_two(t, 0);
    float p = lw_expm1_near_zero(lw_remainder(z, t));
    return copysign(fma(s, p, s - 1.0f) / fma(s, p, s + 1.0f), x);
}

static float lw_copy(float x) { return x; }
static float lw_neg(float x) { return -x; }
static float lw_abs(float x) { return fabs(x); }
static float lw_sign(float x) { return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x; }
static float lw_square(float x) { return x * x; }
static float lw_sqrt(float x) { return sqrt(x); }
static float lw_rsqrt(float x) { return 1.0f / sqrt(x); }
static float lw_reciprocal(float x) { return 1.0f / x; }
static float lw_relu(float x) { return x <= 0.0f ? 0.0f : x; }

static float lw_add(float a, float b) { return a + b; }
static float lw_sub(float a, float b) { return a - b; }
static float lw_mul(float a, float b) { return a * b; }
static float lw_div(float a, float b) { return a / b; }

// As Java's: NaN if either is, and -0 below +0.
static float lw_max(float a, float b) {
    if (a != a) return a;
    if (a == 0.0f && b == 0.0f && as_int(a) != 0) return b;
    return a >= b ? a : b;
}

static float lw_min(float a, float b) {
    if (a != a) return a;
    if (a == 0.0f && b == 0.0f && as_int(b) != 0) return b;
    return a <= b ? a : b;
}

static float lw_eq(float a, float b) { return a == b; }
static float lw_ne(float a, float b) { return a != b; }
static float lw_lt(float a, float b) { return a < b; }
static float lw_le(float a, float b) { return a <= b; }
static float lw_gt(float a, float b) { return a > b; }
static float lw_ge(float a, float b) { return a >= b; }
static float lw_and(float a, float b) { return a != 0.0f && b != 0.0f; }
static float lw_not(float a) { return a == 0.0f; }
static float lw_select(float mask, float a, float b) { return mask != 0.0f ? a : b; }

// The activation of a linear layer, by its number.
static float lw_activation(int which, float x) {
    return which == 1 ? lw_relu(x) : which == 2 ? lw_tanh(x) : which == 3 ? lw_sigmoid(x) : x;
}

// Gradients of activations from those of their outputs, and from these.
static float lw_reluGrad(float g, float y) { return y <= 0.0f ? 0.0f : g; }
static float lw_tanhGrad(float g, float y) { return g * (1.0f - y * y); }
static float lw_sigmoidGrad(float g, float y) { return g * y * (1.0f - y); }
