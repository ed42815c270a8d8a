package dev.lanewise.gpu;

import static dev.lanewise.gpu.AgainstCpu.assertSameBits;
import static dev.lanewise.gpu.AgainstCpu.bools;
import static dev.lanewise.gpu.AgainstCpu.floats;
import static dev.lanewise.gpu.AgainstCpu.ints;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.MoveOp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements at other places: sizes around those of tiles and groups, empty ones, values that begin within others. */
class MovesOnDeviceTest {
    @ParameterizedTest
    @CsvSource({"0, 5", "1, 1", "7, 9", "8, 8", "16, 16", "17, 15", "32, 32", "33, 70", "31, 65", "1, 300", "129, 8"})
    void transposes(int rows, int cols) {
        assertSameBits(List.of(floats(3, rows, cols), ints(99, 3, rows, cols), bools(3, rows, cols)), x -> List.of(
                x.floats(0).permute(0, 2, 1), x.floats(0).permute(2, 1, 0), x.floats(0).permute(1, 2, 0),
                x.floats(0).slice(0, 1, 3).permute(2, 0, 1),
                x.ints(1).permute(0, 2, 1), x.ints(1).permute(2, 0, 1),
                x.bools(2).permute(0, 2, 1), x.bools(2).permute(2, 1, 0)));
    }

    @Test
    void manyAxesHaveAnyOrder() {
        assertSameBits(List.of(floats(9, 2, 3, 2, 8, 2), floats(2, 10, 3, 20)), x -> List.of(
                x.floats(0).permute(4, 1, 5, 3, 0, 2), x.floats(0).permute(5, 4, 3, 2, 1, 0),
                x.floats(0).permute(0, 2, 1, 3, 4, 5), x.floats(0).permute(3, 4, 5, 0, 1, 2),
                x.floats(1).permute(0, 2, 1, 3), x.floats(1).permute(0, 2, 3, 1), x.floats(1).permute(3, 0, 2, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 1000})
    void partsOfAxes(int size) {
        assertSameBits(List.of(floats(2, size, 3), ints(9, 2, size), bools(2, size)), x -> List.of(
                new MoveOp.Slice(1, size / 3, size).tensor(x.floats(0)),
                new MoveOp.Slice(2, 1, 2).tensor(x.floats(0)),
                new MoveOp.Slice(1, size / 2, size / 2).tensor(x.floats(0)),
                new MoveOp.Strided(1, size - 1, -1, size).tensor(x.floats(0)),
                new MoveOp.Strided(1, size - 1, -3, (size + 2) / 3).tensor(x.floats(0)),
                new MoveOp.Strided(2, 0, 2, 2).tensor(x.floats(0)),
                x.ints(1).slice(1, size / 2, size), x.bools(2).slice(1, size / 2, size),
                x.ints(1).select(1, size - 1), x.bools(2).select(0, 1),
                x.ints(1).unsqueeze(1).broadcastTo(Shape.of(2, 3, size))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 1000})
    void zerosAround(int size) {
        assertSameBits(List.of(floats(2, size, 3)), x -> List.of(
                new MoveOp.Pad(1, 2, 3).tensor(x.floats(0)), new MoveOp.Pad(0, 0, 1).tensor(x.floats(0)),
                new MoveOp.Pad(2, 1, 0).tensor(x.floats(0)),
                new MoveOp.Spread(1, 3 * size + 2, 1, 3).tensor(x.floats(0)),
                new MoveOp.Spread(1, 2 * size + 1, 2 * size, -2).tensor(x.floats(0)),
                new MoveOp.Spread(2, 3, 2, -1).tensor(x.floats(0)),
                new MoveOp.Spread(1, 3, Integer.MIN_VALUE, -1).tensor(new MoveOp.Slice(1, 0, 0).tensor(x.floats(0)))));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -9, -1, 0, 3, 9, Integer.MAX_VALUE})
    void triangles(int diagonal) {
        assertSameBits(List.of(floats(2, 7, 5), floats(3, 0)), x -> List.of(
                new MoveOp.Triangle(true, diagonal).tensor(x.floats(0)),
                new MoveOp.Triangle(false, diagonal).tensor(x.floats(0)),
                new MoveOp.Triangle(false, diagonal).tensor(x.floats(1))));
    }

    @Test
    void oneAfterTheOther() {
        assertSameBits(
                List.of(floats(2, 65, 3), floats(2, 0, 3), ints(9, 4, 3), ints(9, 4, 1), bools(3, 5), bools(1, 5)),
                x -> List.of(
                        Shapes.concat(1, x.floats(0), x.floats(1), x.floats(0)),
                        Shapes.concat(0, x.floats(0), x.floats(0)), Shapes.concat(2, x.floats(0), x.floats(0)),
                        IntTensor.concat(1, x.ints(2), x.ints(3), x.ints(2)), IntTensor.stack(1, x.ints(2), x.ints(2)),
                        BoolTensor.concat(0, x.bools(4), x.bools(5)), BoolTensor.stack(2, x.bools(4), x.bools(4))));
    }

    @Test
    void intsByAMask() {
        assertSameBits(List.of(bools(3, 1, 5), ints(9, 4, 1), ints(9, 5), bools(0, 5), ints(9, 3, 4, 5)), x -> List.of(
                Indexing.where(x.bools(0), x.ints(1), x.ints(2)), Indexing.where(x.bools(0), x.ints(4), x.ints(2)),
                Indexing.where(x.bools(3), x.ints(2), x.ints(2))));
    }

    @Test
    void notANumberIsMovedToo() {
        Tensor x = Tensor.of(Shape.of(2, 2), Float.NaN, -0f, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
        assertSameBits(List.of(x), in -> List.of(
                in.floats(0).permute(1, 0), new MoveOp.Pad(0, 1, 1).tensor(in.floats(0)),
                new MoveOp.Triangle(true, 0).tensor(in.floats(0))));
    }
}
