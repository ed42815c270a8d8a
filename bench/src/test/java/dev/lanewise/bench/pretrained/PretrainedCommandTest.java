package dev.lanewise.bench.pretrained;

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

class PretrainedCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int pretrained(String... options) {
        String[] all = Stream.concat(Stream.of("pretrained", "--warm-up", "0.1"), Stream.of(options))
                .toArray(String[]::new);
        return Main.run(new PrintWriter(out), new PrintWriter(err), all);
    }

    /** An interpreter that runs no Python, but answers as a worker does. */
    private String python(String answer) throws IOException {
        Path script = Files.writeString(folder.resolve("python"), """
                #!/bin/sh
                echo 'ready PyTorch 2'
                while read -r line; do echo '%s'; done
                """.formatted(answer));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------")).toString();
    }

    @Test
    void withoutPythonLanewiseIsTimedAlone() {
        assertThat(pretrained("--encoder", "--rounds", "1", "--threads", "1", "--python",
                folder.resolve("none").toString())).as("%s%s", out, err).isZero();

        assertThat(out.toString().lines()).hasSize(6);
        assertThat(out.toString()).containsPattern("(?m)^ +32 +128 +1 +[0-9.]+ *$");
        assertThat(err.toString()).startsWith("PyTorch is skipped: it cannot be started (").contains("none");
    }

    @Test
    void whatOthersComputeDifferentlyIsNotCompared() throws IOException {
        assertThat(pretrained("--encoder", "--rounds", "1", "--python", python("opened 1e9"))).isEqualTo(1);

        assertThat(err.toString()).contains("torch batch=1 length=32 threads=1: the checksum is 1.0E9, ours ");
    }

    @Test
    void aPictureIsClassifiedAloneOrBesideOthers() throws IOException {
        assertThat(pretrained("--pictures", "--rounds", "1", "--threads", "1", "--python",
                folder.resolve("none").toString())).as("%s%s", out, err).isZero();
        assertThat(out.toString().lines()).hasSize(3);
        assertThat(out.toString()).startsWith("milliseconds of a picture").contains("; warmed up for 0.1 s, ")
                .containsPattern("(?m)^ +1 +[0-9.]+ *$");

        assertThat(pretrained("--pictures", "--rounds", "1", "--threads", "1", "--python", python("opened 1e-3")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("torch threads=1: the checksum is 0.001, ours ");
    }

    @Test
    void tokenizersAreTimedAloneOrBesideTheReference() throws IOException {
        assertThat(pretrained("--tokenizers", "--rounds", "1", "--python", folder.resolve("none").toString()))
                .as("%s%s", out, err).isZero();
        assertThat(out.toString().lines()).hasSize(8);
        assertThat(out.toString()).startsWith("opening in milliseconds, texts in MB/s")
                .containsPattern("(?m)^ +bpe +english +[0-9.]+ *$");

        assertThat(pretrained("--tokenizers", "--rounds", "1", "--python", python("opened 30522"))).isEqualTo(1);
        assertThat(err.toString()).contains("tokenizers is skipped: it answers \"opened 30522\"");
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThat(pretrained("--rounds", "0")).isEqualTo(2);
        assertThat(pretrained("--threads", "1,0")).isEqualTo(2);
        assertThat(err.toString()).contains("--rounds 0: from 1 to 1000", "--threads 0: from 1 to 1000");
    }
}
