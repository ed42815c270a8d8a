package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorder whose files may not grow beyond a few kilobytes: what a full disk does, in a JVM of its own. */
class RunOnFullDiskTest {
    private static final int EPOCHS = 60;

    @TempDir
    Path folder;

    /** Trains, recorded to a folder, and tells how far it came. */
    static final class Training {
        private Training() {}

        public static void main(String[] arguments) {
            SmallFit fit = new SmallFit();
            fit.trainer.with(RunRecorder.in(Path.of(arguments[0]), "full").everySteps(1).withoutHistograms())
                    .fit(fit.training, EPOCHS);
            System.out.println(fit.trainer.steps() + " steps");
        }
    }

    @Test
    void theTrainingGoesOnAndTheFilesStayReadable() throws Exception {
        assumeThat(Path.of("/bin/sh")).exists();
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder("/bin/sh", "-c", "ulimit -f 8 && exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
                "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"),
                Training.class.getName(), folder.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the process ends").isTrue();
        assertThat(out).hasContent(3 * EPOCHS + " steps");
        String sentence = "cannot write " + folder.resolve("full/steps.jsonl") + ": File too large; the training goes "
                + "on, without what cannot be recorded";
        assertThat(Files.readAllLines(err)).filteredOn(line -> !line.startsWith("WARNING"))
                .containsExactly("lanewise: " + sentence);
        Path run = folder.resolve("full");
        assertThat(Json.object(run.resolve("run.json"))).containsEntry("state", "complete")
                .containsEntry("step", 3L * EPOCHS).containsEntry("notes", List.of(sentence));
        assertThat(Files.readString(run.resolve("steps.jsonl"))).satisfiesAnyOf(
                text -> assertThat(text).isEmpty(), text -> assertThat(text).endsWith("\n"));
        assertThat(Json.lines(run.resolve("steps.jsonl"))).hasSizeLessThan(3 * EPOCHS);
        assertThat(Json.lines(run.resolve("events.jsonl"))).extracting(line -> line.get("kind"))
                .containsExactly("begun", "note", "complete");
    }
}
