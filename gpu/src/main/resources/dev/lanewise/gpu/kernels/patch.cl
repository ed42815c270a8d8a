// Patches of planes and back, as dev.lanewise.kernels.drivers.Unfolds defines them. Places are long, as padding and
// dilation may be large.

__kernel void patch_unfold(
        __global const float* x, int xo, __global float* y, int yo, int height, int width, int down, int across,
        int rows, int columns, int stride_h, int stride_w, int padding_h, int padding_w, int dilation_h,
        int dilation_w, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int q = item % across;
        int p = item / across % down;
        int j = item / across / down % columns;
        int i = item / across / down / columns % rows;
        int plane = item / across / down / columns / rows;
        long line = (long) p * stride_h + (long) i * dilation_h - padding_h;
        long column = (long) q * stride_w + (long) j * dilation_w - padding_w;
        bool inside = line >= 0 && line < height && column >= 0 && column < width;
        y[yo + item] = inside ? x[xo + (plane * height + (int) line) * width + (int) column] : 0.0f;
    }
}

// An item for each element of the planes.
__kernel void patch_fold(
        __global const float* x, int xo, __global float* y, int yo, int height, int width, int down, int across,
        int rows, int columns, int stride_h, int stride_w, int padding_h, int padding_w, int dilation_h,
        int dilation_w, int items) {
    int item = get_global_id(0);
    if (item < items) {
        int plane = item / width / height;
        float sum = 0.0f;
        for (int i = 0; i < rows; i++) {
            long line = (long) (item / width % height) + padding_h - (long) i * dilation_h;
            long p = line / stride_h;
            if (line >= 0 && line % stride_h == 0 && p < down) {
                for (int j = 0; j < columns; j++) {
                    long column = (long) (item % width) + padding_w - (long) j * dilation_w;
                    long q = column / stride_w;
                    if (column >= 0 && column % stride_w == 0 && q < across) {
                        sum = sum + x[xo + (((plane * rows + i) * columns + j) * down + (int) p) * across + (int) q];
                    }
                }
            }
        }
        y[yo + item] = sum;
    }
}
