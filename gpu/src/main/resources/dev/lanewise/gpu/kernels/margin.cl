// The margins of many labels, summed in double precision, as dev.lanewise.loss.MarginOp defines them.
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// An item for each row; named and slopes are scratch of the size of x.
__kernel void multi_label_margin(
        __global const float* x, int xo, __global const int* targets, int to, __global float* loss, int lo,
        __global float* y, int yo, __global int* named, int no, __global int* slopes, int so, int classes, int items,
        __global int* fault, int step) {
    int row = get_global_id(0);
    if (row < items) {
        int first = row * classes;
        bool fits = true;
        for (int i = first; i < first + classes; i++) {
            fits = fits && targets[to + i] >= -1 && targets[to + i] < classes;
            named[no + i] = 0;
            slopes[so + i] = 0;
        }
        int labels = 0;
        if (fits) {
            while (labels < classes && targets[to + first + labels] >= 0) {
                named[no + first + targets[to + first + labels]] = 1;
                labels++;
            }
        } else {
            atomic_min(fault, step);
        }
        double sum = 0.0;
        for (int j = 0; j < labels; j++) {
            int label = first + targets[to + first + j];
            double score = x[xo + label];
            for (int i = first; i < first + classes; i++) {
                double missing = 1.0 - score + x[xo + i];
                if (!named[no + i] && !(missing <= 0.0)) {
                    sum = sum + missing;
                    slopes[so + i]++;
                    slopes[so + label]--;
                }
            }
        }
        loss[lo + row] = (float) (sum / classes);
        for (int i = first; i < first + classes; i++) {
            y[yo + i] = (float) ((double) slopes[so + i] / classes);
        }
    }
}
