// More functions on one float, by the definitions of dev.lanewise.kernels.scalar: ScalarMath, ScalarErf,
// ScalarGeluTanh, ScalarRounding and ScalarActivationKernels, operation by operation.

static float lw_expm1(float x) {
    if (fabs(x) < TINY) return x;
    if (x < EXPM1_LOW) return -1.0f;
    if (x > EXP_HIGH) return INFINITY;
    float t = lw_exponent(x);
    float s = lw_power_of_two(t, -1);
    return 2.0f * fma(s, lw_expm1_near_zero(lw_remainder(x, t)), s - 0.5f);
}

static float lw_log2(float x) {
    if (!(x < INFINITY)) return x;
    if (x <= 0.0f) return x < 0.0f ? NAN : -INFINITY;
    bool subnormal = x < 0x1p-126f;
    int bits = as_int(subnormal ? x * 0x1p23f : x);
    int exponent = bits - SQRT_HALF_BITS;
    float e = (float) (exponent >> 23) - (subnormal ? 23.0f : 0.0f);
    float f = as_float(bits - (exponent & ~0x7fffff)) - 1.0f;
    return fma(lw_log_near_one(f, 0.0f), LOG2_E, e);
}

static float lw_log1p(float x) {
    if (fabs(x) < TINY || !(x < INFINITY)) return x;
    if (x <= -1.0f) return x < -1.0f ? NAN : -INFINITY;
    int exponent = as_int(1.0f + x) - SQRT_HALF_BITS;
    float s = as_float(as_int(4.0f) - (exponent & ~0x7fffff));
    float f = fma(0.25f * x, s, fma(0.25f, s, -1.0f));
    return lw_log_near_one(f, (float) (exponent >> 23));
}

static float lw_softplus(float x) {
    float z = lw_exp_of_minus(fabs(x));
    bool halve = z > SQRT2_MINUS_1;
    float l = lw_log_near_one(halve ? fma(z, 0.5f, -0.5f) : z, halve ? 1.0f : 0.0f);
    return (x > 0.0f ? x : 0.0f) + l;
}

static float lw_silu(float x) {
    float a = fabs(x);
    float z = -(a > -SILU_LOW ? -SILU_LOW : a);
    float t = lw_exponent(z);
    float p = lw_expm1_near_zero(lw_remainder(z, t));
    float one = 1.0f + lw_scale(1.0f + p, t);
    return x < 0.0f ? lw_scale(fma(z, p, z) / one, t) : x / one;
}

static float lw_mish(float x) {
    float a = fabs(x);
    float z = -(a > -SILU_LOW ? -SILU_LOW : a);
    float t = lw_exponent(z);
    float p = lw_expm1_near_zero(lw_remainder(z, t));
    float e = lw_scale(1.0f + p, t);
    return x < 0.0f
            ? lw_scale(fma(z, p, z) * (2.0f + e) / fma(2.0f + e, e, 2.0f), t)
            : x * fma(2.0f, e, 1.0f) / fma(fma(2.0f, e, 2.0f), e, 1.0f);
}

static float lw_mishSlope(float x) {
    float a = fabs(x);
    float z = -(a > -SILU_LOW ? -SILU_LOW : a);
    float t = lw_exponent(z);
    float p = lw_expm1_near_zero(lw_remainder(z, t));
    float e = lw_scale(1.0f + p, t);
    float left = fma(fma(4.0f + e, e, fma(4.0f, z, 6.0f)), e, fma(4.0f, z, 4.0f));
    float right = fma(fma(fma(fma(-4.0f, z, 4.0f), e, fma(-4.0f, z, 6.0f)), e, 4.0f), e, 1.0f);
    float d = x < 0.0f ? fma(2.0f + e, e, 2.0f) : fma(fma(2.0f, e, 2.0f), e, 1.0f);
    return x < 0.0f ? lw_scale(fma(left, p, left) / (d * d), t) : right / (d * d);
}

static float lw_softsign(float x) {
    float a = fabs(x);
    float least = a > FLT_MAX ? FLT_MAX : a;
    return copysign(least / (1.0f + least), x);
}

static float lw_erf_near_zero(float a) {
    float s = a * a;
    float p = fma(fma(fma(fma(fma(ERF_10, s, ERF_8), s, ERF_6), s, ERF_4), s, ERF_2), s, ERF_0);
    return fma(a, p, a);
}

static float lw_one_minus_erfc(float a) {
    float p = fma(fma(fma(fma(fma(ERFC_6, a, ERFC_5), a, ERFC_4), a, ERFC_3), a, ERFC_2), a, ERFC_1);
    float z = a * p;
    float t = lw_exponent(z);
    return fma(-lw_power_of_two(t, 0), lw_exp_near_zero(lw_remainder(z, t)), 1.0f);
}

static float lw_erf(float x) {
    float a = fabs(x);
    a = a > ERF_HIGH ? ERF_HIGH : a;
    return copysign(a > ERF_SPLIT ? lw_one_minus_erfc(a) : lw_erf_near_zero(a), x);
}

// The fraction P(a) / Q(a) of gelu.
static float lw_gelu_p(float a) { return fma(fma(fma(fma(GELU_P4, a, GELU_P3), a, GELU_P2), a, GELU_P1), a, GELU_P0); }

static float lw_gelu_q(float a) {
    return fma(fma(fma(fma(fma(GELU_Q5, a, GELU_Q4), a, GELU_Q3), a, GELU_Q2), a, GELU_Q1), a, 1.0f);
}

static float lw_gelu(float x) {
    float a = fabs(x);
    a = a > GELU_HIGH ? GELU_HIGH : a;
    float square = a * a;
    float z = -0.5f * square;
    float t = lw_exponent(z);
    float r = fma(fma(a, a, -square), -0.5f, lw_remainder(z, t));
    float v = a * lw_gelu_p(a);
    float left = lw_scale(fma(v, lw_expm1_near_zero(r), v) / lw_gelu_q(a), t);
    return x < 0.0f ? -left : x - left; // -0 - left is -left, and no compiler takes this for a maximum
}

static float lw_gelu_slope(float x) {
    float a = fabs(x);
    a = a > GELU_HIGH ? GELU_HIGH : a;
    float square = a * a;
    float z = -0.5f * square;
    float t = lw_exponent(z);
    float r = fma(fma(a, a, -square), -0.5f, lw_remainder(z, t));
    float d = fma(a, -ONE_OVER_ROOT_TWO_PI, lw_gelu_p(a) / lw_gelu_q(a));
    float s = lw_scale(fma(d, lw_expm1_near_zero(r), d), t);
    return x < 0.0f ? s : 1.0f - s;
}

// -2|u| of geluTanh without its multiple of ln 2, where -2|u| is z plus its rounding errors.
static float lw_gelu_tanh_remainder(float a, float square, float q, float z, float t) {
    float low = fma(fma(a, a, -square), GELU_TANH_3, fma(square, GELU_TANH_3_LO, GELU_TANH_1_LO));
    float lost = fma(square, GELU_TANH_3, GELU_TANH_1 - q) + low;
    return fma(-a, lost, lw_remainder(z, t) - fma(a, q, z));
}

static float lw_geluTanh(float x) {
    float a = fabs(x);
    a = a > GELU_TANH_HIGH ? GELU_TANH_HIGH : a;
    float square = a * a;
    float q = fma(square, GELU_TANH_3, GELU_TANH_1);
    float z = -(a * q);
    float t = lw_exponent(z);
    float p = lw_expm1_near_zero(lw_gelu_tanh_remainder(a, square, q, z, t));
    float one = 1.0f + lw_scale(1.0f + p, t);
    return x < 0.0f ? lw_scale(fma(-a, p, -a) / one, t) : x / one;
}

static float lw_gelu_tanh_slope(float x) {
    float a = fabs(x);
    a = a > GELU_TANH_HIGH ? GELU_TANH_HIGH : a;
    float square = a * a;
    float q = fma(square, GELU_TANH_3, GELU_TANH_1);
    float z = -(a * q);
    float t = lw_exponent(z);
    float p = lw_expm1_near_zero(lw_gelu_tanh_remainder(a, square, q, z, t));
    float w = lw_scale(1.0f + p, t);
    float one = 1.0f + w;
    float k = a * fma(square, GELU_TANH_SLOPE_3, GELU_TANH_SLOPE_1);
    float d = one - k;
    float left = lw_scale(fma(d, p, d) / (one * one), t);
    return x < 0.0f ? left : fma(k, w, one) / (one * one);
}

static float lw_geluGrad(float g, float x) { return g * lw_gelu_slope(x); }
static float lw_geluTanhGrad(float g, float x) { return g * lw_gelu_tanh_slope(x); }

static float lw_siluGrad(float g, float x) {
    float s = lw_sigmoid(x);
    float v = x < SILU_LOW ? SILU_LOW : x > -SILU_LOW ? -SILU_LOW : x;
    return g * s * (v * (1.0f - s) + 1.0f);
}

static float lw_round(float x) {
    float size = fabs(x);
    return size < ROUNDING_WHOLE ? copysign(size + ROUNDING_WHOLE - ROUNDING_WHOLE, x) : x;
}

static float lw_floor(float x) {
    float nearest = lw_round(x);
    return nearest > x ? nearest - 1.0f : nearest;
}

static float lw_ceil(float x) {
    float nearest = lw_round(x);
    return nearest < x ? copysign(nearest + 1.0f, x) : nearest;
}

static float lw_trunc(float x) {
    float size = fabs(x);
    float nearest = lw_round(size);
    return copysign(nearest > size ? nearest - 1.0f : nearest, x);
}
