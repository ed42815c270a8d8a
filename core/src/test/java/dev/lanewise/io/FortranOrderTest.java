package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FortranOrderTest {
    private static int[] dims(String shape) {
        return Stream.of(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    }

    private static int size(int... dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    /** The places of the elements of a file, by the definition. */
    private static int[] places(int... dims) {
        return IntStream.range(0, size(dims)).map(element -> {
            int[] index = new int[dims.length];
            int rest = element;
            for (int axis = 0; axis < dims.length; axis++) {
                index[axis] = rest % dims[axis];
                rest /= dims[axis];
            }
            int place = 0;
            for (int axis = 0; axis < dims.length; axis++) {
                place = place * dims[axis] + index[axis];
            }
            return place;
        }).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x1", "3x5", "64x64", "65x130", "130x65", "2x3x4", "5x1x7", "1x1x6", "200x3x2", "2x3x200",
        "3x70x66", "2x3x4x5", "7x2x2x2x3x2", "70x3x8x9"})
    void everyElementOfBoxesOfAnySizeGoesToItsPlace(String shape) {
        int[] dims = dims(shape);
        int size = size(dims);
        int[] places = places(dims);
        int[] expected = new int[size];
        for (int i = 0; i < size; i++) {
            expected[places[i]] = i;
        }
        for (int most : new int[] {1, 2, 3, 7, 60, 64, 500, Math.max(1, size - 1), size, size + 1}) {
            FortranOrder<int[]> order = new FortranOrder<>(Elements.INTS, dims, most);
            assertThat(order.most()).isBetween(1, Math.min(most, size));
            int[] turned = new int[size];
            Arrays.fill(turned, -1);
            int boxes = 0;
            for (int from = 0, to; from < size; from = to, boxes++) {
                to = order.end(from);
                assertThat(to - from).as("%s, %d at most", shape, most).isBetween(1, order.most());
                order.move(IntStream.range(from, to).toArray(), from, to, turned);
                assertThat(order.place(from)).isEqualTo(places[from]);
            }
            assertThat(turned).as("%s, %d at most", shape, most).isEqualTo(expected);
            assertThat(boxes).as("%s, %d at most", shape, most).isGreaterThanOrEqualTo(Math.ceilDiv(size, most));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5000x5000", "20000000x3", "3x20000000", "2x3x10000000", "1000x1000x3", "100000000x2",
        "2147483647x1", "1x2147483647"})
    void boxesAreNotLarge(String shape) {
        int[] dims = dims(shape);

        int most = FortranOrder.of(Elements.BOOLS, dims).most();

        assertThat(most).isBetween(1, Math.max(1 << 24, size(dims) / 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5000x5000", "100000x100", "1000x30x40x50"})
    void aTileIsFilledWithoutTheWholeArray(String shape) {
        int[] dims = dims(shape);
        int perPlace = size(dims) / dims[dims.length - 1];

        int most = FortranOrder.of(Elements.BOOLS, dims).most();

        assertThat(most).isLessThan(size(dims)).isGreaterThanOrEqualTo(perPlace);
        assertThat(most / perPlace).isGreaterThanOrEqualTo(Math.min(13, FortranOrder.TILE));
    }
}
