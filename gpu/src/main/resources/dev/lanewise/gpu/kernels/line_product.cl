// Products along lines in double precision, as dev.lanewise.kernels.drivers.Products defines them: an item for each
// line.
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// The number fraction * 2^(400 steps).
typedef struct {
    double fraction;
    int steps;
} lw_running;

static lw_running lw_one() {
    lw_running one = {1.0, 0};
    return one;
}

static lw_running lw_times(lw_running a, float factor) {
    a.fraction = a.fraction * factor;
    double size = fabs(a.fraction);
    if (size > 0x1p400) {
        a.fraction = a.fraction * 0x1p-400;
        a.steps++;
    } else if (size < 0x1p-400) {
        a.fraction = a.fraction * 0x1p400;
        a.steps--;
    }
    return a;
}

// Behind more than four steps there are no floats.
static float lw_rounded(double fraction, int steps) {
    return (float) ldexp(fraction, 400 * clamp(steps, -4, 4));
}

__kernel void products(__global const float* x, int xo, int length, int inner, __global float* y, int yo, int items) {
    int line = get_global_id(0);
    if (line < items) {
        int start = xo + line / inner * length * inner + line % inner;
        lw_running product = lw_one();
        for (int k = 0; k < length; k++) {
            product = lw_times(product, x[start + k * inner]);
        }
        y[yo + line] = lw_rounded(product.fraction, product.steps);
    }
}

__kernel void running(__global const float* x, int xo, int length, int inner, __global float* y, int yo, int items) {
    int line = get_global_id(0);
    if (line < items) {
        int start = line / inner * length * inner + line % inner;
        lw_running product = lw_one();
        for (int k = 0; k < length; k++) {
            product = lw_times(product, x[xo + start + k * inner]);
            y[yo + start + k * inner] = lw_rounded(product.fraction, product.steps);
        }
    }
}

__kernel void others(
        __global const float* x, int xo, int length, int inner, __global float* y, int yo, int items,
        __global double* fractions, int fractions_at, __global int* steps, int steps_at) {
    int line = get_global_id(0);
    if (line < items) {
        int start = line / inner * length * inner + line % inner;
        lw_running before = lw_one();
        for (int k = 0; k < length; k++) {
            int at = start + k * inner;
            fractions[fractions_at + at] = before.fraction;
            steps[steps_at + at] = before.steps;
            before = lw_times(before, x[xo + at]);
        }
        lw_running behind = lw_one();
        for (int k = length - 1; k >= 0; k--) {
            int at = start + k * inner;
            y[yo + at] = lw_rounded(
                behind.fraction * fractions[fractions_at + at], behind.steps + steps[steps_at + at]);
            behind = lw_times(behind, x[xo + at]);
        }
    }
}
