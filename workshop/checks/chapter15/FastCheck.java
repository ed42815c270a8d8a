package chapter15;

import dev.lanewise.workshop.Expect;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FastCheck {
    private static final int LANES = FloatVector.SPECIES_PREFERRED.length();
    private static final float OLD = 1e6f; // what C holds before

    /** A product of the exercise. */
    private interface Product {
        void multiply(int m, int k, int n, float[] a, float[] b, float[] c);
    }

    @Test
    @Order(1)
    @DisplayName("naive() multiplies two small matrices")
    void naive() {
        pencil("naive", Fast::naive);
    }

    @Test
    @Order(2)
    @DisplayName("naive() takes any sizes")
    void naiveSizes() {
        random("naive", Fast::naive, 1, 1, 1);
        random("naive", Fast::naive, 7, 5, 3);
        random("naive", Fast::naive, 2, 30, 17);
    }

    @Test
    @Order(3)
    @DisplayName("swapped() gives the same product")
    void swapped() {
        pencil("swapped", Fast::swapped);
        random("swapped", Fast::swapped, 7, 5, 3);
        random("swapped", Fast::swapped, 33, 30, 17);
    }

    @Test
    @Order(4)
    @DisplayName("swapped() goes along the rows of B and C")
    void order() {
        // B has its first row only, so the product fails when it asks for the second. By then it must have been through
        // the whole first row of C.
        float[] c = filled(6);
        try {
            Fast.swapped(2, 2, 3, new float[] {2, 3, 4, 5}, new float[] {10, 20, 30}, c);
            Expect.that(false, "swapped: it did not read the second row of B");
        } catch (IndexOutOfBoundsException e) {
            Expect.that(c[2] == 60, "swapped: when it comes to the second row of B, c[2] is " + c[2]
                    + ", expected a[0] * b[2] = 60.0; the inner loop has to go over j, along the row");
        }
    }

    @Test
    @Order(5)
    @DisplayName("vector() computes one block: 4 rows, as many columns as a vector has lanes")
    void block() {
        random("vector", Fast::vector, 4, 1, LANES);
        random("vector", Fast::vector, 4, 9, LANES);
    }

    @Test
    @Order(6)
    @DisplayName("vector() computes several blocks, and what is left over beside and below them")
    void blocks() {
        random("vector", Fast::vector, 8, 6, 3 * LANES);
        random("vector", Fast::vector, 4, 6, LANES + 3);
        random("vector", Fast::vector, 7, 6, 2 * LANES);
        random("vector", Fast::vector, 10, 11, 2 * LANES + 1);
        random("vector", Fast::vector, 3, 2, LANES - 1);
    }

    @Test
    @Order(7)
    @DisplayName("rows() leaves all other rows alone")
    void rows() {
        int n = LANES + 2;
        float[] a = numbers(12 * 5, 1);
        float[] b = numbers(5 * n, 2);
        float[] whole = new float[12 * n];
        Fast.vector(12, 5, n, a, b, whole);
        float[] c = filled(12 * n);
        Fast.rows(3, 9, 5, n, a, b, c);
        for (int i = 0; i < 12; i++) {
            boolean asked = i >= 3 && i < 9;
            float[] expected = asked ? Arrays.copyOfRange(whole, i * n, (i + 1) * n) : filled(n);
            Expect.close("row " + i + " of C after rows(3, 9, ...)" + (asked ? "" : ", which it must not change"),
                    Arrays.copyOfRange(c, i * n, (i + 1) * n), expected, 1e-4);
        }
    }

    @Test
    @Order(8)
    @DisplayName("threads() gives the numbers of vector(), to the last bit")
    void threads() {
        for (int m : new int[] {1, 31, 32, 33, 64, 100}) {
            int n = 2 * LANES + 5;
            float[] a = numbers(m * 20, 3);
            float[] b = numbers(20 * n, 4);
            float[] one = filled(m * n);
            float[] all = filled(m * n);
            Fast.vector(m, 20, n, a, b, one);
            Fast.threads(m, 20, n, a, b, all);
            for (int i = 0; i < m; i++) {
                Expect.that(all[i * n] != OLD, "threads: row " + i + " of " + m + " was not computed");
            }
            Expect.close("threads, " + m + " rows", all, one, 0);
        }
    }

    @Test
    @Order(9)
    @DisplayName("threads() leaves the work to Parallel.forEach")
    void usesThreads() {
        // There is no room for C, so each piece of work fails; the place where it does tells who ran it.
        try {
            Fast.threads(128, 4, LANES, numbers(512, 5), numbers(4 * LANES, 6), new float[0]);
            Expect.that(false, "threads: it did not write to C");
        } catch (IndexOutOfBoundsException e) {
            boolean shared = Stream.of(e.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().startsWith("dev.lanewise.parallel.")
                            || frame.getClassName().startsWith("java.util.concurrent."));
            Expect.that(shared, "threads: the work is done by the calling thread alone; Parallel.forEach(stripes, "
                    + "stripe -> ...) shares it");
        }
    }

    /** Rows 1, 2 and 3, 4 times rows 5, 6, 7 and 8, 9, 10. */
    private static void pencil(String name, Product product) {
        float[] c = filled(6);
        product.multiply(2, 2, 3, new float[] {1, 2, 3, 4}, new float[] {5, 6, 7, 8, 9, 10}, c);
        String what = name + " of the rows 1, 2 / 3, 4 and 5, 6, 7 / 8, 9, 10";
        Expect.that(c[0] != OLD + 21, what + ": c[0] is 21.0 more than before; set it, do not add to what was there");
        Expect.that(c[0] != 17, what + ": c[0] is 17.0, expected 21.0; it goes along a row of B, where the formula "
                + "goes down a column: b[p * n + j]");
        Expect.that(c[0] != 16, what + ": c[0] is 16.0, expected 21.0; only the last of the products is kept, they "
                + "have to be added up");
        Expect.close(what, c, new float[] {21, 24, 27, 47, 54, 61}, 0);
    }

    private static void random(String name, Product product, int m, int k, int n) {
        float[] a = numbers(m * k, m);
        float[] b = numbers(k * n, n);
        float[] expected = new float[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += (double) a[i * k + p] * b[p * n + j];
                }
                expected[i * n + j] = (float) sum;
            }
        }
        float[] c = filled(m * n);
        product.multiply(m, k, n, a, b, c);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                String what = name + " of " + m + " x " + k + " and " + k + " x " + n + ", row " + i + ", column " + j;
                Expect.that(c[i * n + j] != OLD, what + ": it was not computed");
                Expect.close(what, c[i * n + j], expected[i * n + j], 1e-4);
            }
        }
    }

    private static float[] filled(int count) {
        float[] c = new float[count];
        Arrays.fill(c, OLD);
        return c;
    }

    private static float[] numbers(int count, int seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat(-1, 1);
        }
        return numbers;
    }
}
