package dev.lanewise.gpu;

import static dev.lanewise.gpu.AgainstCpu.assertSameBits;
import static dev.lanewise.gpu.AgainstCpu.floats;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders of short and long lines, with equal elements. */
class SortsOnDeviceTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1", "3, 64, 5", "2, 256, 2", "2, 257, 2", "1, 1024, 3", "1, 1025, 1", "2, 5000, 1", "0, 300, 2",
        "2, 300, 0"
    })
    void lines(int outer, int len, int inner) {
        assertSameBits(List.of(floats(outer, len, inner)), in -> {
            Tensor x = in.floats(0);
            var ascending = Sorting.sort(x, 1);
            var descending = Sorting.sort(x, 1, true);
            var most = Sorting.topk(x, (len + 2) / 3, 1);
            var least = Sorting.topk(x, 1, 1, false);
            return List.of(ascending.values(), ascending.indices(), descending.values(), descending.indices(),
                    most.values(), most.indices(), least.values(), least.indices(),
                    Sorting.topk(x, 0, 1).values());
        });
    }

    @Test
    void notANumberIsLargestAndZerosAreEqual() {
        float[] few = {Float.NaN, 0f, -0f, -Float.NaN, Float.POSITIVE_INFINITY, -1f, Float.NEGATIVE_INFINITY, 0f, -0f,
            Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE};
        float[] many = new float[40 * few.length];
        for (int i = 0; i < many.length; i++) {
            many[i] = few[i % few.length];
        }
        assertSameBits(List.of(Tensor.of(Shape.of(few.length), few), Tensor.of(Shape.of(many.length), many)), in -> {
            var first = Sorting.sort(in.floats(0), 0);
            var second = Sorting.sort(in.floats(1), 0);
            var third = Sorting.sort(in.floats(1), 0, true);
            return List.of(first.values(), first.indices(), second.values(), second.indices(), third.values(),
                    third.indices(), Sorting.searchsorted(first.values(), in.floats(1)),
                    Sorting.searchsorted(first.values(), in.floats(1), true));
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 5", "1, 100, 1000", "3, 7, 65", "3, 1, 0"})
    void placesInLines(int lines, int len, int count) {
        Tensor sorted = Sorting.sort(floats(lines, len), 1).values();
        assertSameBits(List.of(sorted, floats(lines, count)), in -> List.of(
                Sorting.searchsorted(in.floats(0), in.floats(1)),
                Sorting.searchsorted(in.floats(0), in.floats(1), true)));
    }
}
