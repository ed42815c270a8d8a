package dev.lanewise.optim;

import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;

/**
 * Products of vectors in double precision, whose range no product of floats leaves; for computations that are not
 * captured. Products are exact and their order is fixed: chunks, and four sums in each.
 */
final class Dots {
    private static final int CHUNK = 1 << 14;

    private Dots() {}

    /** The sum of {@code a[i] b[i]}. */
    static double dot(Tensor a, Tensor b) {
        double[] sums = new double[Math.ceilDiv(a.size(), CHUNK)];
        new Bound(new Value[] {a, b}, new Value[0]).lend((in, _) -> Split.range(a.size(), CHUNK, (from, to) -> {
            sums[from / CHUNK] = dot(in.data(0), in.offset(0) + from, in.data(1), in.offset(1) + from, to - from);
        }));
        return Arrays.stream(sums).reduce(0, Double::sum); // not sum(), which compensates
    }

    private static double dot(float[] a, int ao, float[] b, int bo, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 += (double) a[ao + i] * b[bo + i];
            s1 += (double) a[ao + i + 1] * b[bo + i + 1];
            s2 += (double) a[ao + i + 2] * b[bo + i + 2];
            s3 += (double) a[ao + i + 3] * b[bo + i + 3];
        }
        for (; i < n; i++) {
            s0 += (double) a[ao + i] * b[bo + i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** The sum of {@code |a[i]|}. */
    static double sumOfAbs(Tensor a) {
        return dot(a, a.sign());
    }
}
