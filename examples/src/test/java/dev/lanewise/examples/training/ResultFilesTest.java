package dev.lanewise.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were fine when the run began. */
class ResultFilesTest {
    @TempDir
    Path folder;

    @Test
    void aFolderThatIsGoneIsSaidToBe() {
        Path file = folder.resolve("gone").resolve("digits.png");
        assertThatIOException().isThrownBy(() -> RunOptions.write("--picture", file, new byte[1]))
                .withMessage("--picture " + file + ": cannot be written (its folder is gone)");
        Score score = Score.of(1);
        assertThatIOException().isThrownBy(() -> {
            try (MetricsLog log = new MetricsLog(file, 0)) {
                log.write(new MetricsLog.Line(1, score, score, 1, 1, 1));
            }
        }).withMessage("--metrics " + file + ": cannot be written (its folder is gone)");
    }

    @Test
    void whatIsThereIsReplaced() throws IOException {
        Path file = folder.resolve("digits.png");
        RunOptions.write("--picture", file, new byte[] {1, 2, 3});
        RunOptions.write("--picture", file, new byte[] {4});
        assertThat(file).hasBinaryContent(new byte[] {4});
    }
}
