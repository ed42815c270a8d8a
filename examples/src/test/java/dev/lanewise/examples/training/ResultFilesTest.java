package dev.lanewise.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were fine when the run began. */
class ResultFilesTest {
    @TempDir
    Path folder;

    @Test
    void aFolderThatIsGoneIsSaidToBe() {
        Path file = folder.resolve("gone").resolve("digits.png");
        assertThatThrownBy(() -> RunOptions.write("--picture", file, new byte[1]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("--picture " + file + ": cannot be written (its folder is gone)");
        assertThatThrownBy(() -> {
            try (MetricsLog log = new MetricsLog(file, 0)) {
                log.write(new MetricsLog.Line(1, Map.of("loss", 1.0), Map.of("loss", 1.0), 1, 1, 1));
            }
        }).isInstanceOf(UncheckedIOException.class)
                .hasMessage("--metrics " + file + ": cannot be written (its folder is gone)");
    }

    @Test
    void whatIsThereIsReplaced() throws IOException {
        Path file = folder.resolve("digits.png");
        RunOptions.write("--picture", file, new byte[] {1, 2, 3});
        RunOptions.write("--picture", file, new byte[] {4});
        assertThat(file).hasBinaryContent(new byte[] {4});
    }
}
