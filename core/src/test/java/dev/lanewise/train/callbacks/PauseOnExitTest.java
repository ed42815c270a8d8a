package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ChildJvm;
import dev.lanewise.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings in JVMs of their own, ended by signals. */
class PauseOnExitTest {
    private static final List<String> OPTIONS = List.of("--add-modules=jdk.incubator.vector",
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dlanewise.threads=1");

    @TempDir
    private Path folder;

    private Path whole;

    @BeforeEach
    void trainWithoutAPause() throws Exception {
        whole = Files.createDirectory(folder.resolve("whole"));
        assertThat(ChildJvm.run(OPTIONS, FitInChild.class, whole.toString())).contains("done");
    }

    private Process start(Path at) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", ChildJvm.classPath(), FitInChild.class.getName(), at.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(at.resolve("log").toFile())).start();
    }

    private void assertSameAsWhole(Path at) throws IOException {
        for (String file : List.of("model.safetensors", "run.csv")) {
            assertThat(at.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        try (Stream<Path> models = Files.list(whole.resolve("models"));
                Stream<Path> same = Files.list(at.resolve("models"))) {
            assertThat(same.map(Path::getFileName)).hasSize(4).containsExactlyInAnyOrderElementsOf(
                    models.map(Path::getFileName).toList()); // and the lock
        }
    }

    @Test
    void whatIsEndedAtAnyMomentAndResumedLeavesTheSameBytes() throws Exception {
        SplittableRandom random = Seeds.random(1);
        Path at = Files.createDirectory(folder.resolve("ended"));
        for (int end = 0; end < 5; end++) {
            Process process = start(at);
            if (process.waitFor(400 + random.nextInt(900), TimeUnit.MILLISECONDS)) {
                break; // it was done before
            }
            if (random.nextInt(3) == 0) {
                process.destroyForcibly();
            } else {
                process.destroy();
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s", Files.readString(at.resolve("log"))).isTrue();
        }
        Process last = start(at);
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as("%s", Files.readString(at.resolve("log"))).isZero();
        assertSameAsWhole(at);
    }

    @Test
    void anExitPausesTheFitAndSaysWhereItsStateIs() throws Exception {
        Path at = Files.createDirectory(folder.resolve("exited"));
        List<String> said = ChildJvm.run(OPTIONS, FitInChild.class, at.toString(), "exit");

        assertThat(said).filteredOn(line -> line.contains("stopped")).as("one sentence, with a Progress too")
                .hasSize(1);
        assertThat(said).contains("after, too").noneMatch(line -> line.contains("done"))
                .anyMatch(line -> line.matches("stopped after step \\d+, in epoch \\d+ of 30; the state is in .*"
                        + "run\\.safetensors, from which the training can be resumed"));
        assertThat(ChildJvm.run(OPTIONS, FitInChild.class, at.toString())).contains("done");
        assertSameAsWhole(at);
    }

    @Test
    void anExitByTheThreadThatTrainsIsNotWaitedFor() throws Exception {
        Path at = Files.createDirectory(folder.resolve("callback"));
        long began = System.nanoTime();
        List<String> said = ChildJvm.run(OPTIONS, FitInChild.class, at.toString(), "callback");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25)); // of 30
        assertThat(said).anyMatch(line -> line.matches("stopped after step 8, in epoch 3 of 30; its state is not saved,"
                + " as the thread that trains called exit itself"));
        assertThat(ChildJvm.run(OPTIONS, FitInChild.class, at.toString())).contains("done");
        assertSameAsWhole(at);
    }
}
