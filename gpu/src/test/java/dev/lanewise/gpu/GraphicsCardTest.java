package dev.lanewise.gpu;

import static dev.lanewise.gpu.AgainstCpu.assertSameBits;
import static dev.lanewise.gpu.AgainstCpu.floats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.opencl.FaultyDriver;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The kernels for graphics cards, with short vectors and small tiles, on whatever device there is. */
class GraphicsCardTest {
    private static Gpu card() {
        TestDevice.first();
        return new Gpu(FaultyDriver.graphicsCard(), new KernelCache(Optional.empty()), 64);
    }

    @Test
    void stacksOfProductsOfSeveralSmallTiles() {
        Gpu card = card();
        assertThat(card.device().kind()).isEqualTo(Device.Kind.GPU);
        assertThat(card.device().vector()).isEqualTo(4);
        assertSameBits(card, List.of(floats(2, 35, 70), floats(2, 70, 51), floats(51, 600), floats(600, 17)),
                x -> List.of(x.floats(0).matmul(x.floats(1)), x.floats(2).matmul(x.floats(3))));
    }

    @Test
    void rowsOfProductsAndAttention() {
        Gpu card = card();
        List<OpRow> rows = OpTables.rows()
                .filter(row -> row.name().matches("(matmul|linear|.*scaledDotProduct|multiHead).*"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(5);
        for (OpRow row : rows) {
            assertThat(RowOnDevice.differences(row, card)).as(row.name()).isEmpty();
        }
    }
}
