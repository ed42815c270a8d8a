package dev.lanewise.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.US_ASCII);

    private static Map<String, Double> values(double loss, double accuracy) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", loss);
        values.put("accuracy", accuracy);
        return values;
    }

    /** What has been written since the last call. */
    private String written() {
        String text = bytes.toString(StandardCharsets.US_ASCII);
        bytes.reset();
        return text;
    }

    @Test
    void theLineShowsBarLossAccuracySpeedAndTimeLeft() throws InterruptedException {
        Progress progress = new Progress(terminal, 60_000);
        progress.begin("epoch 1/5", 0);
        assertThat(written()).matches("\repoch 1/5 \\[ {65}\\]");
        Thread.sleep(Duration.ofMillis(150));
        progress.advance(30_000, () -> values(0.26114, 0.92306));
        assertThat(written())
                .hasSize(1 + Progress.LINE)
                .matches("\repoch 1/5 \\[=+ +] loss 0\\.2611 accuracy 0\\.9231 [\\d,]+ samples/s 0:0\\d left");
    }

    @Test
    void theBarGrowsWithTheSamples() throws InterruptedException {
        Progress progress = new Progress(terminal, 100);
        progress.begin("epoch 1/5", 0);
        int before = 0;
        for (int i = 1; i <= 3; i++) {
            written();
            Thread.sleep(Duration.ofMillis(120));
            progress.advance(33L * i, () -> values(1, 0));
            int length = (int) written().chars().filter(c -> c == '=').count();
            assertThat(length).isGreaterThan(before);
            before = length;
        }
    }

    @Test
    void theLineNeverGrowsWhateverTheFigures() throws InterruptedException {
        Progress progress = new Progress(terminal, 2_000_000_000);
        progress.begin("epoch 1000/1000", 0);
        Thread.sleep(Duration.ofMillis(120));
        progress.advance(1, () -> values(1e30, 1));
        assertThat(written().replaceAll("[^\r]*\r", "")).hasSize(Progress.LINE);
    }

    @Test
    void itIsDrawnAtMostTenTimesASecond() {
        Progress progress = new Progress(terminal, 1_000_000);
        progress.begin("epoch 1/5", 0);
        long start = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            progress.advance(i, () -> values(1, 0));
        }
        long tenths = (System.nanoTime() - start) / 100_000_000;
        assertThat(written().chars().filter(c -> c == '\r').count()).isLessThanOrEqualTo(2 + tenths);
    }

    @Test
    void nothingOfItRemains() {
        Progress progress = new Progress(terminal, 10);
        progress.begin("epoch 1/5", 0);
        progress.hide();
        assertThat(written()).endsWith("\r" + " ".repeat(Progress.LINE) + "\r");
        progress.hide();
        assertThat(written()).as("what others print there stays").isEmpty();
    }
}
