package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Fits;
import dev.lanewise.train.Measure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    /** So that a line is drawn at each step. */
    private static Callback slow() {
        return new Callback() {
            @Override
            public void step(Fit fit) {
                pause();
            }
        };
    }

    private static void pause() {
        try {
            Thread.sleep(110);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aLineForEachEpoch() {
        Fits fits = new Fits();
        fits.trainer.measure(Measure.accuracy()).freeze(fits.model.children().get("0"), 1)
                .with(Progress.lines(out));
        fits.trainer.fit(fits.training, fits.validation, 2);
        List<String> lines = printed().lines().toList();

        assertThat(lines).hasSize(13);
        assertThat(lines.get(0)).isEqualTo(
                "83 parameters, 56 of them frozen; 3 batches an epoch, to epoch 2");
        assertThat(lines.get(1)).startsWith("path  block         output  parameters  multiply-adds  bytes");
        assertThat(lines.get(3)).startsWith("0     Linear(6, 8)  [8, 8]          56");
        assertThat(lines.get(8)).isEqualTo("83 parameters (27 trainable, 56 frozen), 0 in buffers");
        assertThat(lines.get(11)).matches("epoch 1/2  loss \\d\\.\\d{4}  accuracy 0\\.\\d{4}  validation\\.loss "
                + "\\d\\.\\d{4}  validation\\.accuracy 0\\.\\d{4}  \\d+\\.\\d s");
    }

    @Test
    void whatWasMeasuredOfAValidationIsDrawn() {
        Fits fits = new Fits();
        fits.trainer.with(new Callback() {
            @Override
            public void validating(Fit fit) {
                pause();
            }
        }, Progress.ofWidth(out, 60).withoutSummary());
        fits.trainer.fit(fits.training, fits.validation, 1);
        assertThat(printed()).containsPattern("\repoch 1/1 validation \\[=+> +] 1/3 *\r")
                .containsPattern("\repoch 1/1 validation \\[=+>] 3/3 *\r");
    }

    @Test
    void aFitThatIsStoppedSaysWhy() {
        Fits fits = new Fits();
        fits.trainer.maxSteps(4).with(Progress.lines(out));
        fits.trainer.fit(fits.training, 3);
        assertThat(printed()).endsWith("stopped after step 4: the limit of 4 steps is reached\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20, 40, 80, 200})
    void theLineKeepsWithinTheTerminal(int width) {
        Fits fits = new Fits();
        fits.trainer.measure(Measure.accuracy()).with(slow(), Progress.ofWidth(out, width));
        fits.trainer.fit(fits.training, 1);
        List<String> drawn = Arrays.stream(printed().split("[\r\n]+")).filter(line -> line.startsWith("epoch 1/1 ")
                && (line.contains("/3") || width < 20)).toList();

        assertThat(printed().lines().flatMap(line -> Arrays.stream(line.split("\r", -1)).skip(1).limit(3)))
                .filteredOn(line -> line.startsWith("epoch 1/1 ") && !line.endsWith(" s"))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(Math.max(2, width)));
        if (width >= 80) {
            assertThat(drawn).anyMatch(line -> line.matches("epoch 1/1 \\[=+> +] 1/3  loss .* left *"));
        }
        if (width == 40) {
            assertThat(drawn).anyMatch(line -> line.startsWith("epoch 1/1 1/3  loss "));
        }
    }

    @Test
    void whatOthersPrintIsNotInTheLine() {
        Fits fits = new Fits();
        fits.trainer.with(slow(), Progress.ofWidth(out, 60).withoutSummary(),
                new ParameterStatistics(1, report -> out.println("report of step " + report.step())));
        fits.trainer.fit(fits.training, 1);
        assertThat(printed()).contains("\r" + " ".repeat(59) + "\rreport of step 2\n");
    }

    @Test
    void aTerminalHasColumns() {
        assertThatIllegalArgumentException().isThrownBy(() -> Progress.ofWidth(out, 0))
                .withMessage("Progress: a terminal of 0 columns");
    }
}
