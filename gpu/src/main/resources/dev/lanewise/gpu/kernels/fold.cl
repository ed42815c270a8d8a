// Sums of chunks joined pairwise, as dev.lanewise.kernels.drivers.Planes.fold defines it; these change.

// Item i joins sums[i + k * stride] for all chunks k.
__kernel void fold(
        __global float* sums, int so, int chunks, int stride, __global float* y, int yo, int items) {
    int item = get_global_id(0);
    if (item < items) {
        uint n = chunks; // what is counted by doubling leaves the ints
        for (uint step = 1; step < n; step *= 2) {
            for (uint k = 0; k + step < n; k += 2 * step) {
                uint at = so + item + k * stride;
                sums[at] = sums[at] + sums[at + step * stride];
            }
        }
        y[yo + item] = chunks == 0 ? 0.0f : sums[so + item];
    }
}
