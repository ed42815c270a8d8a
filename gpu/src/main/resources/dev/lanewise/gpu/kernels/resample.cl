// Sums of few products along an axis, as dev.lanewise.kernels.ResampleKernels defines them: row k of the map has the
// entries start[k] to before start[k + 1]. An item for each element of [outer, count, inner].
__kernel void resample(
        __global const float* x, int xo, __global const int* start, int start_at, __global const int* index,
        int index_at, __global const float* weight, int weight_at, __global float* y, int yo, int size, int count,
        int inner, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int k = item / inner % count;
        int from = xo + item / inner / count * size * inner + item % inner;
        int e = start[start_at + k];
        int end = start[start_at + k + 1];
        float sum = e == end ? 0.0f : weight[weight_at + e] * x[from + index[index_at + e] * inner];
        for (e++; e < end; e++) {
            sum = fma(weight[weight_at + e], x[from + index[index_at + e] * inner], sum);
        }
        y[yo + item] = sum;
    }
}
