package dev.lanewise.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int data(String... options) {
        String[] all = Stream.concat(Stream.of("data"), Stream.of(options)).toArray(String[]::new);
        return Main.run(new PrintWriter(out), new PrintWriter(err), all);
    }

    /** An interpreter that runs no Python, but answers as a worker does. */
    private String python(String lines) throws IOException {
        Path script = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + lines + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------")).toString();
    }

    @Test
    void withoutPythonLanewiseIsTimedAlone() {
        assertThat(data("--csv", "--rows", "5", "--rounds", "1", "--python", folder.resolve("none").toString()))
                .as("%s%s", out, err).isZero();

        assertThat(out.toString()).startsWith("CSV, 5 rows of 10 columns").containsPattern("Csv.read +[0-9]+ ms")
                .doesNotContain("pandas");
        assertThat(err.toString()).startsWith("NumPy is skipped: it cannot be started (").contains("none");
    }

    @Test
    void aModuleThatIsMissingIsSaidOnce() throws IOException {
        assertThat(data("--csv", "--rows", "5", "--rounds", "1", "--python", python("""
                echo 'ready NumPy 2'
                while read -r line; do echo 'skip it cannot import pandas'; done"""))).isZero();

        assertThat(err.toString()).isEqualTo(String.format(
                "found: NumPy 2%nNumPy is skipped: it cannot import pandas%n"));
    }

    @Test
    void whatOthersReadDifferentlyIsNotCompared() throws IOException {
        assertThat(data("--csv", "--rows", "5", "--rounds", "1", "--python", python("""
                echo 'ready NumPy 2'
                while read -r line; do echo 'opened 1.5'; done"""))).isEqualTo(1);

        assertThat(err.toString()).contains("csv file=numbers.csv precision=fast: Python's checksum is 1.5, ours ");
    }

    @Test
    void everyArrayIsReadAndTwoAreWritten() {
        assertThat(data("--npy", "--size", "1", "--rounds", "1", "--python", "/nothing")).as("%s%s", out, err)
                .isZero();

        assertThat(out.toString())
                .containsPattern("float32 \\[250, 1000] +[0-9.]+ +[0-9.]+ +[0-9.]+")
                .containsPattern("int64 \\[125, 1000] +[0-9.]+")
                .containsPattern("float32 \\[81, 3, 32, 32], Fortran +[0-9.]+")
                .containsPattern("writes of .npy(?s:.*)float32(?s:.*)int32");
    }

    @Test
    void noMoreBatchesAreAheadThanAsked() {
        assertThat(data("--loader", "--pictures", "320", "--epochs", "1")).as("%s%s", out, err).isZero();

        assertThat(out.toString())
                .containsPattern("decoded, prefetch 0 +[0-9.]+ ms +[0-9.]+ +[0-9.]+ % +0 +0.0 MB")
                .containsPattern("decoded, prefetch 1 .* % +1 +0.2 MB")
                .containsPattern("decoded, prefetch 2 .* % +2 +0.4 MB")
                .containsPattern("decoded, prefetch 4 .* % +4 +0.8 MB");
    }

    @Test
    void wrongNumbersAreWrongUsage() {
        assertThat(data("--pictures", "63")).isEqualTo(2);
        assertThat(data("--npy", "--size", "2001")).isEqualTo(2);

        assertThat(err.toString()).contains("error: --pictures 63: from 64 to 1000000; see bench/run data --help",
                "error: --size 2001: from 1 to 2000");
    }
}
