// Draws that the CPU computes in double precision, as dev.lanewise.random.RandomOp, PoissonInversion and Urn define
// them.
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// The numbers of PoissonInversion.
#define POISSON_LARGEST_RATE 0x1p24f
#define POISSON_FEW 16
#define POISSON_LEAST 0x1p-60
#define POISSON_TWO_PI 6.283185307179586

// A uniform number of 48 bits.
static double fine_uniform(ulong seed, ulong stream, ulong index) {
    return lw_tick_at(seed, stream, index) * 0x1p-24 + lw_tick_at(seed, stream, index + 1) * 0x1p-48;
}

// exp and log1p may be off by a last digit of a double: a count depends on it if the uniform number, of 48 bits, ends
// where two counts meet.
static double probability_of_mode(double rate, int m) {
    if (m <= POISSON_FEW) {
        double p = exp(-rate);
        for (int i = 1; i <= m; i++) {
            p *= rate / i;
        }
        return p;
    }
    double inverse = 1.0 / m;
    double square = inverse * inverse;
    double correction = inverse * (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square / 1680)));
    double away = (m - rate) / rate;
    double deviance = m * log1p(away) - (m - rate);
    return exp(-correction - deviance) / sqrt(POISSON_TWO_PI * m);
}

static int poisson_count(double rate, double u) {
    int above = (int) rate;
    int below = above;
    double up = probability_of_mode(rate, above);
    double down = up;
    double rest = u - up;
    while (rest >= 0 && up + down > POISSON_LEAST) {
        above++;
        up *= rate / above;
        rest -= up;
        if (rest < 0) {
            return above;
        }
        down *= below / rate;
        below--;
        rest -= down;
        if (rest < 0) {
            return below;
        }
    }
    return above;
}

__kernel void poisson(
        __global const float* x, int xo, __global float* y, int yo, int n, __global int* fault, int step,
        long seed, long stream, long index) {
    int i = get_global_id(0);
    if (i < n) {
        float rate = x[xo + i];
        if (rate >= 0.0f && rate <= POISSON_LARGEST_RATE) {
            y[yo + i] = (float) poisson_count(rate, fine_uniform(seed, stream, (ulong) index + 2UL * (ulong) i));
        } else {
            atomic_min(fault, step);
        }
    }
}

// An item for each row; its tree of sums has 2 * leaves doubles.
__kernel void multinomial(
        __global const float* x, int xo, __global int* y, int yo, __global double* trees, int trees_at,
        int rows, int size, int leaves, int samples, int replacement, __global int* fault, int step,
        long seed, long stream, long index) {
    int row = get_global_id(0);
    if (row < rows) {
        __global double* sums = trees + trees_at + 2L * leaves * row;
        int positive = 0;
        bool fits = true;
        for (int i = 0; i < leaves; i++) {
            float weight = i < size ? x[xo + row * size + i] : 0.0f;
            fits = fits && weight >= 0.0f && weight < INFINITY;
            positive += weight > 0.0f;
            sums[leaves + i] = weight;
        }
        if (!fits || positive == 0 || (!replacement && positive < samples)) {
            atomic_min(fault, step);
        }
        for (int node = leaves - 1; node > 0; node--) {
            sums[node] = sums[2 * node] + sums[2 * node + 1];
        }
        for (int s = 0; s < samples; s++) {
            int draw = row * samples + s;
            double rest = fine_uniform(seed, stream, (ulong) index + 2UL * (ulong) draw) * sums[1];
            int node = 1;
            while (node < leaves) {
                node *= 2;
                if (rest >= sums[node] && sums[node + 1] > 0) {
                    rest -= sums[node];
                    node++;
                }
            }
            y[yo + draw] = node - leaves;
            if (!replacement) {
                sums[node] = 0;
                while (node > 1) {
                    node /= 2;
                    sums[node] = sums[2 * node] + sums[2 * node + 1];
                }
            }
        }
    }
}
