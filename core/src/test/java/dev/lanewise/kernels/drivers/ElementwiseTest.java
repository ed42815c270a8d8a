package dev.lanewise.kernels.drivers;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.drivers.Elementwise.Cost;
import dev.lanewise.kernels.scalar.ScalarCompareKernels;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import dev.lanewise.kernels.scalar.ScalarZipKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The broadcasting driver against index arithmetic, one element after another. */
@Tag("quick")
class ElementwiseTest {
    private static final ScalarZipKernels ZIP = new ScalarZipKernels();
    private static final ScalarCompareKernels COMPARE = new ScalarCompareKernels();

    private final SplittableRandom random = Seeds.random(5);

    @Test
    void everyShapeMeetsAsIndexArithmeticSays() {
        for (int round = 0; round < 2000; round++) {
            int[] oShape = randomShape();
            checkAll(oShape, inputShape(oShape), inputShape(oShape), inputShape(oShape));
        }
    }

    @Test
    void theUsualMeetingsOfLargeTensorsAreRight() {
        int[] matrix = {700, 300};
        checkAll(matrix, matrix, matrix, matrix);
        checkAll(matrix, new int[] {300}, matrix, new int[0]);
        checkAll(matrix, new int[] {700, 1}, new int[] {1, 300}, matrix);
        checkAll(new int[] {100_000}, new int[] {1}, new int[] {100_000}, new int[] {1});
        checkAll(new int[] {8, 1, 16, 900}, new int[] {16, 1}, new int[] {8, 1, 1, 900}, new int[] {900});
    }

    @Test
    void scalarsAndEmptyTensorsWork() {
        checkAll(new int[0], new int[0], new int[0], new int[0]);
        checkAll(new int[] {0}, new int[] {1}, new int[0], new int[] {0});
        checkAll(new int[] {3, 0, 2}, new int[] {0, 1}, new int[] {3, 1, 2}, new int[] {2});
    }

    @Test
    void anEmptyShapeMayHaveSizesWhoseProductIsTooLarge() {
        int[] empty = {65536, 65536, 0};
        float[] none = {};
        Elementwise.zip(ZIP::sub, Cost.LIGHT, none, 0, empty, new float[1], 0, new int[] {1}, none, 0, empty);
        Elementwise.broadcast(new float[1], 0, new int[] {1, 1, 1}, none, 0, empty);
        Elementwise.broadcast(none, 0, new int[] {0}, none, 0, new int[] {1 << 30, 1 << 30, 1 << 30, 0});
    }

    @Test
    void aShapeWithTooManyElementsIsNamed() {
        assertThatThrownBy(() -> BroadcastWalk.of(new int[] {65536, 65536}, new int[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broadcast: [65536, 65536] has more than 2147483647 elements");
    }

    @Test
    void aMapReachesEveryElementOfManyPieces() {
        int n = 100_003;
        float[] x = FloatSamples.mixed(random, n + 2);
        for (Cost cost : Cost.values()) {
            float[] y = new float[n + 4];
            Elementwise.map(new ScalarMapKernels()::neg, cost, x, 1, y, 3, n);
            assertThat(y).startsWith(0, 0, 0).endsWith(0);
            for (int i = 0; i < n; i++) {
                y[3 + i] = -y[3 + i];
            }
            assertThatFloats(Arrays.copyOfRange(y, 3, n + 3)).as("neg " + cost)
                    .hasBitsOf(Arrays.copyOfRange(x, 1, n + 1));
        }
    }

    @Test
    void aShapeThatDoesNotBroadcastIsNamed() {
        float[] x = new float[6];
        assertThatThrownBy(() -> Elementwise.broadcast(x, 0, new int[] {2, 3}, x, 0, new int[] {3, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broadcast: [2, 3] does not broadcast to [3, 2]");
        assertThatThrownBy(() -> Elementwise.broadcast(x, 0, new int[] {1, 3}, x, 0, new int[] {3}))
                .hasMessageContaining("[1, 3]");
    }

    private void checkAll(int[] oShape, int[] aShape, int[] bShape, int[] cShape) {
        String what = Arrays.toString(aShape) + Arrays.toString(bShape) + Arrays.toString(cShape) + " to "
                + Arrays.toString(oShape);
        int n = size(oShape);
        float[] a = FloatSamples.mixed(random, size(aShape) + 1);
        float[] b = FloatSamples.mixed(random, size(bShape) + 2);
        boolean[] c = new boolean[size(cShape) + 3];
        for (int i = 0; i < c.length; i++) {
            c[i] = random.nextBoolean();
        }
        float[] difference = new float[n + 1];
        float[] selected = new float[n + 1];
        float[] copied = new float[n + 1];
        boolean[] less = new boolean[n + 1];
        for (int i = 0; i < n; i++) {
            float u = a[1 + at(i, oShape, aShape)];
            float v = b[2 + at(i, oShape, bShape)];
            difference[1 + i] = u - v;
            less[1 + i] = u < v;
            selected[1 + i] = c[3 + at(i, oShape, cShape)] ? u : v;
            copied[1 + i] = u;
        }
        float[] o = new float[n + 1];
        boolean[] mask = new boolean[n + 1];
        Elementwise.zip(ZIP::sub, Cost.LIGHT, a, 1, aShape, b, 2, bShape, o, 1, oShape);
        assertThatFloats(o).as("sub " + what).hasBitsOf(difference);
        Elementwise.compare(COMPARE::lt, a, 1, aShape, b, 2, bShape, mask, 1, oShape);
        assertThat(mask).as("lt " + what).isEqualTo(less);
        Elementwise.where(COMPARE, c, 3, cShape, a, 1, aShape, b, 2, bShape, o, 1, oShape);
        assertThatFloats(o).as("where " + what).hasBitsOf(selected);
        Elementwise.broadcast(a, 1, aShape, o, 1, oShape);
        assertThatFloats(o).as("broadcast " + what).hasBitsOf(copied);
    }

    /** Where element {@code i} of the output finds its argument in an input. */
    private static int at(int i, int[] oShape, int[] shape) {
        int at = 0;
        int stride = 1;
        for (int d = oShape.length - 1, e = shape.length - 1; e >= 0; d--, e--) {
            at += shape[e] == 1 ? 0 : i % oShape[d] * stride;
            stride *= shape[e];
            i /= oShape[d];
        }
        return at;
    }

    private static int size(int[] shape) {
        return Arrays.stream(shape).reduce(1, (x, y) -> x * y);
    }

    private int[] randomShape() {
        return random.ints(random.nextInt(6), 0, 10).map(v -> v == 0 ? random.nextInt(3) : (v + 3) / 3).toArray();
    }

    /** A shape that broadcasts to {@code oShape}: some dimensions become 1, some leading ones are left out. */
    private int[] inputShape(int[] oShape) {
        int[] shape = Arrays.copyOfRange(oShape, random.nextInt(oShape.length + 1), oShape.length);
        for (int d = 0; d < shape.length; d++) {
            shape[d] = random.nextInt(3) == 0 ? 1 : shape[d];
        }
        return shape;
    }
}
