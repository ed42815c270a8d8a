package dev.lanewise.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lanewise.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that cannot grow, as on a full disk: a sentence, and what is there stays readable. */
class FaultsTest {
    @TempDir
    Path folder;

    @Test
    void aRecordThatDoesNotFitIsTakenBackAndTheNextOneIsWritten() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        Path output = folder.resolve("output");
        List<String> lines = limited(output, run);
        assertThat(lines).singleElement().asString().matches("cannot write \\Q" + run
                + "\\E/events.out.tfevents.\\d{10}.lanewise: File too large; image \"big\" of step 2 is lost");
        List<ReadEvents.Event> events = ReadEvents.folder(run);
        assertThat(ReadEvents.scalar(events, "a")).containsExactly("1=1.0", "3=3.0");
        assertThat(ReadEvents.tagged(events, "big")).isEmpty();
    }

    /** What a JVM prints that may write at most 64 or 128 KB to a file. */
    private static List<String> limited(Path output, Path run) throws IOException, InterruptedException {
        assumeThat(Path.of("/bin/sh")).exists();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder("/bin/sh", "-c", "ulimit -f 128 && exec \"$@\"", "sh", java.toString(),
                "-XX:-UsePerfData", "-cp", ChildJvm.classPath(), WriteTooMuch.class.getName(), run.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("the process ends").isTrue();
        return Files.readAllLines(output);
    }
}
