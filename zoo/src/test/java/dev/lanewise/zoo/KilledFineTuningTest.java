package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that fine-tune are killed (SIGKILL where there is one), and others go on from the checkpoint. */
@Timeout(300)
class KilledFineTuningTest {
    private static final String EPOCHS = "20";

    /** After how many saves a process is killed; 0 is while it starts. */
    private static final List<Integer> KILLS = List.of(0, 1, 9, 4);

    @TempDir
    Path folder;

    private Process start(Path checkpoint, Path weights, String kind) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
                "-cp", System.getProperty("java.class.path"),
                FineTuningProgram.class.getName(), TextFolders.path("sentence").toString(), checkpoint.toString(),
                weights.toString(), EPOCHS, kind)
                .redirectErrorStream(true).redirectOutput(folder.resolve("out.txt").toFile()).start();
    }

    private Path whole(Path checkpoint, Path weights, String kind) throws IOException, InterruptedException {
        Process process = start(checkpoint, weights, kind);
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("out.txt"))).isZero();
        return weights;
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "lora"})
    void aKilledFineTuningEndsWithTheBytesOfOneThatNeverStopped(String kind) throws Exception {
        Path checkpoint = folder.resolve("run.safetensors");
        Path weights = folder.resolve("weights.safetensors");
        int killed = 0;
        for (int saves : KILLS) {
            Process process = start(checkpoint, weights, kind);
            try {
                byte[] before = saved(checkpoint);
                for (int i = 0; i < saves && process.isAlive();) {
                    Thread.sleep(1);
                    byte[] now = saved(checkpoint);
                    i += Arrays.equals(before, now) ? 0 : 1;
                    before = now;
                }
            } finally {
                process.destroyForcibly();
            }
            killed += process.waitFor() == 0 ? 0 : 1;
        }
        assertThat(killed).isGreaterThanOrEqualTo(2); // a slow machine may kill after the end
        assertThat(checkpoint).exists();

        Path resumed = whole(checkpoint, weights, kind);
        Path never = whole(folder.resolve("other.safetensors"), folder.resolve("never.safetensors"), kind);
        assertThat(resumed).hasSameBinaryContentAs(never);
    }

    private static byte[] saved(Path checkpoint) throws IOException {
        return Files.exists(checkpoint) ? Files.readAllBytes(checkpoint) : new byte[0];
    }
}
