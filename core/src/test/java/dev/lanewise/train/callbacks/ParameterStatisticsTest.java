package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.loss.Losses;
import dev.lanewise.optim.SGD;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Fits;
import dev.lanewise.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterStatisticsTest {
    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true"})
    void gradientsAreThoseOfTheStepAndChangeNoBit(int accumulate, boolean eager) {
        Fits plain = new Fits();
        plain.trainer.accumulate(accumulate).clipNorm(0.01).fit(plain.training, 3);
        Fits fits = new Fits();
        List<ParameterStatistics.Report> reports = new ArrayList<>();
        fits.trainer.accumulate(accumulate).clipNorm(0.01).with(new ParameterStatistics(2, reports::add));
        if (eager) {
            fits.trainer.eager();
        }
        fits.trainer.fit(fits.training, 3);
        assertThat(fits.weights()).containsExactlyElementsOf(plain.weights());

        long steps = fits.trainer.steps();
        assertThat(reports).extracting(ParameterStatistics.Report::step).containsExactlyElementsOf(
                LongStream.rangeClosed(1, steps / 2).map(half -> 2 * half).boxed().toList());
        assertThat(reports).allSatisfy(report -> assertThat(report.rows()).hasSize(4).allSatisfy(row -> {
            assertThat(row.note()).isEmpty();
            assertThat(row.gradient().orElseThrow().norm()).isGreaterThan(0.01); // it is not clipped yet
        }));
    }

    @Test
    void figuresAreWhatTheyAreCalled() {
        Fits fits = new Fits();
        List<ParameterStatistics.Report> reports = new ArrayList<>();
        List<Tensor> all = fits.model.parameters();
        all.get(3).assign(Tensor.of(3, 0, -4));
        all.get(0).requiresGrad(false);
        // the loss does not depend on the last bias, and the first weight is frozen
        Trainer.<IntTensor>of(fits.model, new SGD(all, 1e-9),
                (logits, labels) -> Losses.crossEntropy(logits.sub(all.get(3)), labels))
                .with(new ParameterStatistics(1, reports::add)).maxSteps(1).fit(fits.training, 1);
        List<ParameterStatistics.Row> rows = reports.getFirst().rows();
        assertThat(rows.get(0).note()).isEqualTo("no gradient");
        assertThat(rows.get(1).note()).isEmpty();
        ParameterStatistics.Row bias = rows.get(3);
        assertThat(bias.path()).isEqualTo("3.bias");
        assertThat(bias.weight()).isEqualTo(new ParameterStatistics.Figures(
                -1 / 3.0, bias.weight().deviation(), 5, 4, 1 / 3.0));
        assertThat(bias.weight().deviation()).isBetween(2.867, 2.868); // of 3, 0, -4
        assertThat(reports.getFirst().toString()).startsWith("step 1\n0.weight  [8, 6]  weight: norm ")
                .contains("gradient: norm         -, largest         -  no gradient\n");
    }

    @Test
    void whatIsNotFiniteIsSaid() {
        ParameterStatistics.Figures infinite = new ParameterStatistics.Figures(0, 0, 0, Double.POSITIVE_INFINITY, 0);
        ParameterStatistics.Figures zero = new ParameterStatistics.Figures(0, 0, 0, 0, 1);
        Tensor one = Tensor.of(1);
        assertThat(new ParameterStatistics.Row("a", one.shape(), zero, Optional.of(infinite)).note())
                .isEqualTo("not finite");
        assertThat(new ParameterStatistics.Row("a", one.shape(), infinite, Optional.of(zero)).note())
                .isEqualTo("not finite");
        assertThat(new ParameterStatistics.Row("a", one.shape(), zero, Optional.of(zero)).note())
                .isEqualTo("all zero");
        assertThatIllegalArgumentException().isThrownBy(() -> new ParameterStatistics(0, _ -> {}))
                .withMessage("ParameterStatistics: every 0 steps");
    }
}
