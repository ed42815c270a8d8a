package dev.lanewise.bench.machine;

import dev.lanewise.parallel.Parallel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Passes over arrays that do next to nothing but read and write them, on as many threads as are set. */
public final class MemoryTraffic {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Elements a thread takes at a time, a multiple of all vectors. */
    private static final int PART = 1 << 17;

    private MemoryTraffic() {}

    /** Reads an array and adds up the elements. */
    public static float read(float[] x) {
        float[] sums = new float[parts(x)];
        Parallel.forEach(sums.length, part -> sums[part] = sum(x, part * PART, end(x, part)));
        float total = 0;
        for (float sum : sums) {
            total += sum;
        }
        return total;
    }

    private static float sum(float[] x, int from, int to) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = from;
        for (; i <= to - 4 * LANES; i += 4 * LANES) {
            a = a.add(FloatVector.fromArray(SPECIES, x, i));
            b = b.add(FloatVector.fromArray(SPECIES, x, i + LANES));
            c = c.add(FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
            d = d.add(FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
        }
        float sum = a.add(b).add(c).add(d).reduceLanes(VectorOperators.ADD);
        for (; i < to; i++) {
            sum += x[i];
        }
        return sum;
    }

    /** Reads an array and writes another of the same length, which it returns. */
    public static float[] copy(float[] x, float[] z) {
        Parallel.forEach(parts(x), part -> {
            int to = end(x, part);
            int i = part * PART;
            for (; i <= to - LANES; i += LANES) {
                FloatVector.fromArray(SPECIES, x, i).intoArray(z, i);
            }
            for (; i < to; i++) {
                z[i] = x[i];
            }
        });
        return z;
    }

    /** Reads two arrays and writes their sum to a third, which it returns; all of the same length. */
    public static float[] add(float[] x, float[] y, float[] z) {
        Parallel.forEach(parts(x), part -> {
            int to = end(x, part);
            int i = part * PART;
            for (; i <= to - LANES; i += LANES) {
                FloatVector.fromArray(SPECIES, x, i).add(FloatVector.fromArray(SPECIES, y, i)).intoArray(z, i);
            }
            for (; i < to; i++) {
                z[i] = x[i] + y[i];
            }
        });
        return z;
    }

    private static int parts(float[] x) {
        return Math.ceilDiv(x.length, PART);
    }

    private static int end(float[] x, int part) {
        return Math.min(x.length, (part + 1) * PART);
    }
}
