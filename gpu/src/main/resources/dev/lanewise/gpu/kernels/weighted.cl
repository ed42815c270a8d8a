// Draws that the CPU computes in double precision, as dev.lanewise.random.RandomOp and Urn define them.
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// A uniform number of 48 bits.
static double fine_uniform(ulong seed, ulong stream, ulong index) {
    return lw_tick_at(seed, stream, index) * 0x1p-24 + lw_tick_at(seed, stream, index + 1) * 0x1p-48;
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
