package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.metrics.Accuracy;
import dev.lanewise.train.Fits;
import dev.lanewise.train.Measure;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
    @TempDir
    private Path folder;

    @Test
    void namesAndNumbersAreWhatTheFormatsWant() throws Exception {
        Path csv = folder.resolve("run.csv");
        Path json = folder.resolve("run.jsonl");
        Fits fits = new Fits();
        fits.trainer.measure(Measure.of("a, \"b\"\\", Accuracy::new, (metric, out, batch) -> {}, metric -> Double.NaN))
                .with(MetricsFile.csv(csv), MetricsFile.jsonLines(json));
        fits.trainer.fit(fits.training, 2);
        double loss = fits.trainer.history().last("loss");

        assertThat(Files.readString(csv)).startsWith("epoch,steps,loss,\"a, \"\"b\"\"\\\"\r\n1,3,")
                .endsWith("\r\n2,6," + loss + ",NaN\r\n");
        assertThat(Files.readAllLines(json)).hasSize(2).last()
                .isEqualTo("{\"epoch\":2,\"steps\":6,\"loss\":" + loss + ",\"a, \\\"b\\\"\\\\\":null}");
    }

    @Test
    void whatCannotBeWrittenIsKnownBeforeAnythingIsLearned() {
        Fits fits = new Fits();
        List<float[]> before = fits.weights();
        fits.trainer.with(MetricsFile.csv(folder.resolve("nowhere/run.csv")));

        assertThatThrownBy(() -> fits.trainer.fit(fits.training, 2)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot write").hasMessageContaining("run.csv");

        assertThat(fits.weights()).containsExactlyElementsOf(before);
    }
}
