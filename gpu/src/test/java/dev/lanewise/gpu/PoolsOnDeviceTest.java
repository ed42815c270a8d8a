package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.ops.Patch;
import dev.lanewise.ops.Patches;
import dev.lanewise.ops.PoolOp;
import dev.lanewise.ops.UnpoolOp;
import dev.lanewise.ops.Window;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools and what goes back to their planes: the bits of the CPU, and its sentences. */
class PoolsOnDeviceTest {
    private final RandomSource random = RandomSource.seed(7);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 150}) // the last plane is longer than a chunk of a sum
    void poolsOfPlanes(int size) {
        Tensor x = random.normal(2, 3, size, size);
        int kernel = Math.min(3, size);
        Window window = Window.of(kernel, kernel).stride(2).padding(size > 2 ? 1 : 0);
        PoolOp.Average average = new PoolOp.AvgPool(window, true, 0);
        PoolOp.Average adaptive = new PoolOp.AdaptiveAvgPool(List.of(5, 3));
        SameBits.ofTensors(List.of(x), in -> {
            Tensor planes = in.getFirst();
            Tensor means = average.tensor(planes);
            var maxima = new PoolOp.MaxPool(window).apply(planes);
            IntTensor places = (IntTensor) maxima[1];
            var scattered = new PoolOp.PlaneScatter(List.of(size, size), true).apply((Tensor) maxima[0], places);
            return List.of(
                    maxima[0], places, means, scattered[0], scattered[1],
                    new PoolOp.PlaneGather(2).tensor(planes, places),
                    new UnpoolOp.MaxUnpool(List.of(size, size)).tensor((Tensor) maxima[0], places),
                    new PoolOp.AvgPoolGrad(average, List.of(size, size)).tensor(means),
                    new PoolOp.AvgPoolGrad(adaptive, List.of(size, size)).tensor(adaptive.tensor(planes)));
        });
    }

    @Test
    void theLastNanIsTheMaximum() {
        Tensor x = Tensor.of(Shape.of(1, 1, 8), 1, Float.NaN, 3, Float.NaN, 2, -0f, 0f, -0f);
        SameBits.ofTensors(List.of(x), in -> List.of(new PoolOp.MaxPool(Window.of(2)).apply(in.getFirst())));
    }

    @Test
    void patchesFarApart() {
        Patch patch = Patch.of(2, 3).stride(3, 1).padding(2, 5).dilation(4, 2);
        Tensor x = random.normal(2, 3, 9, 7);
        SameBits.ofTensors(List.of(x), in -> {
            Tensor patches = Patches.unfold2d(in.getFirst(), patch);
            return List.of(patches, Patches.fold2d(patches, 9, 7, patch));
        });
    }

    @Test
    void placesOutsideOfAPlaneAreRefusedAsOnTheCpu() {
        Tensor x = random.normal(1, 2, 3);
        IntTensor outside = IntTensor.of(Shape.of(1, 2, 3), 0, 1, 2, 0, 4, 1);
        for (Op op : List.of(
                new PoolOp.PlaneScatter(List.of(4)), new PoolOp.PlaneGather(1), new UnpoolOp.MaxUnpool(List.of(4)))) {
            int size = op instanceof PoolOp.PlaneGather ? 3 : 4;
            IntTensor places = size == 3 ? IntTensor.of(Shape.of(1, 2, 3), 0, 1, 2, 0, -1, 1) : outside;
            assertThatThrownBy(() -> SameBits.run(List.of(x), in -> List.of(op.tensor(in.getFirst(), places))))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining(
                            op.name() + ": index " + (size == 3 ? -1 : 4) + " at position 4 is outside the planes of ["
                                    + "1, 2, " + size + "]");
        }
    }
}
