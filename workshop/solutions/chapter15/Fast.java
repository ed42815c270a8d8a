package chapter15;

import dev.lanewise.parallel.Parallel;
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
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * k + p] * b[p * n + j];
                }
                c[i * n + j] = sum;
            }
        }
    }

    /** The same sums with the loops swapped, i-k-j: a row of C is a sum of rows of B. */
    public static void swapped(int m, int k, int n, float[] a, float[] b, float[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                c[i * n + j] = 0;
            }
            for (int p = 0; p < k; p++) {
                float factor = a[i * k + p];
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += factor * b[p * n + j];
                }
            }
        }
    }

    /** Blocks of C that stay in the CPU's registers until they are complete. */
    public static void vector(int m, int k, int n, float[] a, float[] b, float[] c) {
        rows(0, m, k, n, a, b, c);
    }

    /** The 4 rows of C from {@code i} on and the {@code LANES} columns from {@code j} on. */
    private static void block(int i, int j, int k, int n, float[] a, float[] b, float[] c) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        for (int p = 0; p < k; p++) {
            FloatVector row = FloatVector.fromArray(SPECIES, b, p * n + j);
            sum0 = row.fma(FloatVector.broadcast(SPECIES, a[i * k + p]), sum0);
            sum1 = row.fma(FloatVector.broadcast(SPECIES, a[(i + 1) * k + p]), sum1);
            sum2 = row.fma(FloatVector.broadcast(SPECIES, a[(i + 2) * k + p]), sum2);
            sum3 = row.fma(FloatVector.broadcast(SPECIES, a[(i + 3) * k + p]), sum3);
        }
        sum0.intoArray(c, i * n + j);
        sum1.intoArray(c, (i + 1) * n + j);
        sum2.intoArray(c, (i + 2) * n + j);
        sum3.intoArray(c, (i + 3) * n + j);
    }

    /** Rows {@code from} to {@code to - 1} of C by blocks; {@link #rest} computes what fills no block. */
    static void rows(int from, int to, int k, int n, float[] a, float[] b, float[] c) {
        int tall = to - (to - from) % TALL;
        int wide = n - n % LANES;
        for (int i = from; i < tall; i += TALL) {
            for (int j = 0; j < wide; j += LANES) {
                block(i, j, k, n, a, b, c);
            }
        }
        rest(from, tall, wide, k, n, a, b, c); // the last columns
        rest(tall, to, 0, k, n, a, b, c); // the last rows
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
        Parallel.forEach(
                (m + STRIPE - 1) / STRIPE,
                stripe -> rows(stripe * STRIPE, Math.min(m, (stripe + 1) * STRIPE), k, n, a, b, c));
    }
}
