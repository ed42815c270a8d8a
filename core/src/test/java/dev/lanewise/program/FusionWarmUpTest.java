package dev.lanewise.program;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Thresholds;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A loop that has run often goes through longer blocks, with the same bits. */
class FusionWarmUpTest {
    @ParameterizedTest
    @CsvSource({"1, 70001", "300, 150", "40, 2500", "3, 40000"})
    void theBitsStayTheSame(int rows, int cols) {
        RandomSource random = RandomSource.seed(1);
        Tensor x = random.normal(rows, cols);
        Tensor row = random.normal(cols);
        Program.Captured captured = Program.capture(List.of(x), in -> {
            Tensor y = (Tensor) in.getFirst();
            return List.of(y.mul(row).add(y).relu());
        });
        assertThat(captured.program().size()).isEqualTo(1);
        Tensor eager = (Tensor) captured.outputs().getFirst();
        int blocks = rows * cols / Thresholds.FUSED_BLOCK;
        for (int run = 0; run < 2 + Thresholds.FUSED_WARM_UP / blocks; run++) {
            captured.program().run(List.of(x), List.of(eager.copy()));
        }
        assertThat((Tensor) captured.program().run(List.of(x)).getFirst()).hasBitsOf(eager);
    }
}
