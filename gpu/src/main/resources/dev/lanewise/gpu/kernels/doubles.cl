// Functions on one float that are computed in double precision: for devices that have it.
#ifdef cl_khr_fp64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// Powers as dev.lanewise.kernels.scalar.ScalarPow defines them, operation by operation.
static bool lw_is_odd(float b) {
    float size = fabs(b);
    return size < 0x1p24f && size == (float) (int) size && ((int) size & 1) == 1;
}

static double lw_log2_of_double(double x) {
    long bits = as_long(x);
    long exponent = bits - as_long(POW_SQRT_HALF);
    double m = as_double(bits - (exponent & ~0xfffffffffffffL));
    double s = (m - 1.0) / (m + 1.0);
    double q = s * s;
    double p = fma(fma(fma(1.0 / 19, q, 1.0 / 17), q, 1.0 / 15), q, 1.0 / 13);
    p = fma(fma(fma(fma(fma(fma(p, q, 1.0 / 11), q, 1.0 / 9), q, 1.0 / 7), q, 1.0 / 5), q, 1.0 / 3), q, 1.0);
    return fma(2.0 / POW_LN2 * s, p, (double) (exponent >> 52));
}

static double lw_exp2_of_double(double x) {
    if (x < -200.0) return 0.0;
    if (x > 200.0) return (double) INFINITY;
    double t = x + POW_ROUND;
    double r = (x - (t - POW_ROUND)) * POW_LN2;
    double p = fma(fma(fma(1.0 / 39916800, r, 1.0 / 3628800), r, 1.0 / 362880), r, 1.0 / 40320);
    p = fma(fma(fma(fma(p, r, 1.0 / 5040), r, 1.0 / 720), r, 1.0 / 120), r, 1.0 / 24);
    p = fma(fma(fma(fma(p, r, 1.0 / 6), r, 0.5), r, 1.0), r, 1.0);
    return p * as_double((as_long(t) + 1023) << 52);
}

static float lw_pow(float a, float b) {
    if (b == 0.0f || a == 1.0f) return 1.0f;
    if (a != a || b != b) return NAN;
    float base = fabs(a);
    bool odd = lw_is_odd(b);
    if (base == 0.0f || base == INFINITY) {
        float y = (base == 0.0f) != (b < 0.0f) ? 0.0f : INFINITY;
        return odd ? copysign(y, a) : y;
    }
    if (fabs(b) == INFINITY) {
        return base == 1.0f ? 1.0f : (base < 1.0f) != (b < 0.0f) ? 0.0f : INFINITY;
    }
    if (a < 0.0f && !odd && b != rint(b)) return NAN;
    float y = (float) lw_exp2_of_double((double) b * lw_log2_of_double((double) base));
    return a < 0.0f && odd ? -y : y;
}

// Sine and cosine as dev.lanewise.kernels.scalar.ScalarTrigonometry defines them, operation by operation; see below
// for angles that are far from 0.
static float lw_with_sign(float y, int sign) { return as_float(as_int(y) ^ sign); }

static float lw_sine_near(float a, int quarters) {
    float t = fma(a, TRIG_TWO_OVER_PI, TRIG_ROUND);
    float n = t - TRIG_ROUND;
    float r = fma(n, -TRIG_HALF_PI_3, fma(n, -TRIG_HALF_PI_2, fma(n, -TRIG_HALF_PI_1, a)));
    float s = r * r;
    int quadrant = as_int(t) + quarters;
    float sine = fma(r * s, fma(fma(TRIG_SIN_7, s, TRIG_SIN_5), s, TRIG_SIN_3), r);
    float cosine = fma(s * s, fma(fma(TRIG_COS_8, s, TRIG_COS_6), s, TRIG_COS_4), fma(s, -0.5f, 1.0f));
    return lw_with_sign((quadrant & 1) == 0 ? sine : cosine, quadrant << 30 & SIGN);
}

// 2 / pi as a binary fraction, after 64 zeros.
__constant ulong LW_TWO_OVER_PI[5] = {
    0UL, 0xa2f9836e4e441529UL, 0xfc2757d1f534ddc0UL, 0xdb6295993c439041UL, 0xfe5163abdebbc561UL
};

// 64 bits of 2 / pi from a bit on.
static ulong lw_bits_of_two_over_pi(int from) {
    int word = from >> 6;
    int shift = from & 63;
    return LW_TWO_OVER_PI[word] << shift | (shift == 0 ? 0UL : LW_TWO_OVER_PI[word + 1] >> (64 - shift));
}

// sin(a + quarters pi/2) for 2^16 < a < infinity, where the CPU rounds a double of StrictMath to float. The remainder
// is exact to 2^-64 of itself (M. Payne, R. Hanek, "Radian reduction for trigonometric functions", SIGNUM 1983): those
// bits of 2 / pi count that give no multiple of 4 quadrants. The result is rounded to float from a double with an
// error below an ulp, as that of StrictMath: floats differ only where a sine lies that close to the middle of two.
static float lw_sine_far(float a, int quarters) {
    int bits = as_int(a);
    ulong mantissa = (ulong) ((bits & 0x7fffff) | 0x800000);
    int from = (bits >> 23) - 150 + 62; // of the bits of the table, after the zeros exponent - 1
    ulong low_bits = lw_bits_of_two_over_pi(from + 64);
    ulong low = low_bits * mantissa;
    ulong high = lw_bits_of_two_over_pi(from) * mantissa + mul_hi(low_bits, mantissa);
    // 2 bits of quadrants, 126 of a fraction; the nearest quadrant leaves one of at most a half
    int quadrant = (int) ((high + (1UL << 61)) >> 62) + quarters;
    high = high << 2 | low >> 62;
    low = low << 2;
    bool negative = (long) high < 0;
    if (negative) {
        high = ~high + (low == 0UL);
        low = -low;
    }
    int zeros = min(63, (int) clz(high));
    ulong top = high << zeros | (zeros == 0 ? 0UL : low >> (64 - zeros));
    double scale = as_double((long) (1023 - 64 - zeros) << 52);
    double f = (double) (top >> 11 << 11) * scale;
    double f_rest = (double) (top & 0x7ffUL) * scale;
    double r = f * 0x1.921fb54442d18p0;
    double rest = fma(f, 0x1.921fb54442d18p0, -r) + fma(f, 0x1.1a62633145c07p-54, f_rest * 0x1.921fb54442d18p0);
    double s = r * r;
    double y;
    if ((quadrant & 1) == 0) {
        double p = fma(fma(1.0 / 355687428096000, s, -1.0 / 1307674368000), s, 1.0 / 6227020800);
        p = fma(p, s, -1.0 / 39916800);
        p = fma(fma(fma(fma(p, s, 1.0 / 362880), s, -1.0 / 5040), s, 1.0 / 120), s, -1.0 / 6);
        y = r + fma(r * s, p, fma(-0.5 * s, rest, rest));
        y = negative ? -y : y;
    } else {
        double p = fma(fma(1.0 / 20922789888000, s, -1.0 / 87178291200), s, 1.0 / 479001600);
        p = fma(p, s, -1.0 / 3628800);
        p = fma(fma(fma(p, s, 1.0 / 40320), s, -1.0 / 720), s, 1.0 / 24);
        double one = fma(-0.5, s, 1.0);
        double lost = fma(-0.5, s, 1.0 - one) - 0.5 * fma(r, r, -s);
        y = one + (fma(s * s, p, lost) - r * rest);
    }
    return (float) ((quadrant & 2) == 0 ? y : -y);
}

static float lw_sin(float x) {
    float a = fabs(x);
    float y = a > TRIG_NEAR ? a == INFINITY ? NAN : lw_sine_far(a, 0) : lw_sine_near(a, 0);
    return lw_with_sign(y, as_int(x) & SIGN);
}

static float lw_cos(float x) {
    float a = fabs(x);
    return a > TRIG_NEAR ? a == INFINITY ? NAN : lw_sine_far(a, 1) : lw_sine_near(a, 1);
}

// Functions of two floats whose doubles are exact or rounded as the CPU's, as
// dev.lanewise.tensor.primitives.PreciseBinaryFunction defines them.
static float lw_hypot(float a, float b) {
    double x = (double) a;
    double y = (double) b;
    return isinf(a) || isinf(b) ? INFINITY : (float) sqrt(x * x + y * y);
}

static float lw_fmod(float a, float b) { return (float) fmod((double) a, (double) b); }

static float lw_remainder_of(float a, float b) {
    double rest = fmod((double) a, (double) b);
    return (float) (rest != 0.0 && (rest < 0.0) != (b < 0.0f) ? rest + (double) b : rest);
}

// The sign of NaN is plus.
static float lw_copysign(float a, float b) { return b != b ? fabs(a) : copysign(a, b); }
#endif
