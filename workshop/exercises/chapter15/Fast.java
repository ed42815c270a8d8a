package chapter15;

import dev.lanewise.workshop.Hole;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product {@code C = A B}, four times, each faster than the one before: A has {@code m} rows of {@code k}
 * numbers, B has {@code k} rows of {@code n}, C has {@code m} rows of {@code n}. Rows lie one after the other. What C
 * holds before is overwritten.
 */
public final class Fast {
    /** The widest vectors of this CPU: 4, 8 or 16 floats. */
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private static final int LANES = SPECIES.length();

    /** Rows that {@link #block} computes at once. */
    private static final int TALL = 4;

    /** Rows of a piece of work for a thread. */
    private static final int STRIPE = 32;

    private Fast() {}

    /** As the formula says it, i-j-k: each number of C is a row of A times a column of B. */
    public static void naive(int m, int k, int n, float[] a, float[] b, float[] c) {
        // 1. i goes over the rows of A, j over the columns of B, p over what is added up: a[i * k + p] * b[p * n + j].
        throw Hole.fill("compute each number of C by a loop over p");
    }

    /** The same sums with the loops swapped, i-k-j: a row of C is a sum of rows of B. */
    public static void swapped(int m, int k, int n, float[] a, float[] b, float[] c) {
        // 2. First set row i of C to 0. Then, for each p, add a[i * k + p] times row p of B to it: the inner loop goes
        //    over j, and all that it reads and writes lies side by side.
        throw Hole.fill("swap the loops over j and p");
    }

    /** Blocks of C that stay in the CPU's registers until they are complete. */
    public static void vector(int m, int k, int n, float[] a, float[] b, float[] c) {
        rows(0, m, k, n, a, b, c);
    }

    /** The 4 rows of C from {@code i} on and the {@code LANES} columns from {@code j} on. */
    private static void block(int i, int j, int k, int n, float[] a, float[] b, float[] c) {
        // 3. Four sums, FloatVector.zero(SPECIES), one for each row. For each p: the vector of B at p * n + j
        //    (FloatVector.fromArray) times the number of A in each of the four rows (FloatVector.broadcast), added to
        //    the sum by row.fma(number, sum). At the end sum.intoArray(c, ...) stores each of the four.
        throw Hole.fill("compute a block of 4 rows and LANES columns of C in four vectors");
    }

    /** Rows {@code from} to {@code to - 1} of C by blocks; {@link #rest} computes what fills no block. */
    static void rows(int from, int to, int k, int n, float[] a, float[] b, float[] c) {
        // 4. Call block for every 4th row from `from` on, and every LANES-th column, as long as the block fits. Rows
        //    are counted from `from`. Then rest(...) for the last columns of those rows, and for the last rows.
        throw Hole.fill("fill rows from .. to - 1 with blocks, and what is left over by rest()");
    }

    /** Rows {@code from} to {@code to - 1} of C from column {@code first} on, one number after the other. */
    private static void rest(int from, int to, int first, int k, int n, float[] a, float[] b, float[] c) {
        for (int i = from; i < to; i++) {
            for (int j = first; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(a[i * k + p], b[p * n + j], sum);
                }
                c[i * n + j] = sum;
            }
        }
    }

    /** Stripes of 32 rows of C, each by {@link #rows}, on all threads. */
    public static void threads(int m, int k, int n, float[] a, float[] b, float[] c) {
        // 5. Parallel.forEach(stripes, stripe -> ...) (dev.lanewise.parallel) runs the stripes 0 .. stripes - 1 on all
        //    threads. The last stripe may have fewer rows.
        throw Hole.fill("give each stripe of rows to Parallel.forEach");
    }
}
