package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recorded programs that are ended, or cannot write where they are to record. */
@Timeout(300)
class RecordedProcessTest {
    private static final int EPOCHS = 300;

    @TempDir
    Path folder;

    private Path runs;

    @BeforeEach
    void write() throws IOException {
        SmallSet.writeSmallPictures(folder, 600, 20);
        runs = Files.createDirectory(folder.resolve("runs"));
    }

    private Object[] args(int epochs, Object... more) {
        List<Object> args = new ArrayList<>(List.of("mnist", "--data", folder, "--epochs", epochs, "--hidden", 24,
                "--batch-size", 12, "--quiet", "--runs", runs));
        args.addAll(List.of(more));
        return args.toArray();
    }

    /** Control and C: a whole run that says that it was stopped, in which its program goes on. */
    @Test
    void aTrainingThatIsInterruptedIsResumedFromItsFolder() throws IOException, InterruptedException {
        assumeThat(Path.of("/bin/kill")).exists();
        ChildJvm jvm = new ChildJvm(folder);
        Process process = jvm.start(args(EPOCHS));
        Path epochs = runs.resolve("mnist/epochs.jsonl");
        try {
            while (process.isAlive() && (Files.notExists(epochs) || Files.size(epochs) == 0)) {
                Thread.sleep(Duration.ofMillis(5));
            }
            assertThat(new ProcessBuilder("/bin/kill", signal(), Long.toString(process.pid())).start().waitFor())
                    .isZero();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        Path state = runs.resolve("mnist/state.safetensors");
        assertThat(jvm.outcome(process).err()).matches("\\Rstopped after step \\d+, in epoch \\d+ of 300; "
                + "the state is in \\Q" + state + "\\E, from which the training can be resumed\\R");
        assertThat(runs.resolve("mnist/run.json")).content()
                .contains("\"state\":\"stopped\",\"reason\":\"the program was asked to end\"");
        int all = Files.readAllLines(epochs).size() + 2;
        Path resumed = folder.resolve("resumed.safetensors");
        Outcome.of(args(all, "--checkpoint", state, "--resume", "--save", resumed)).assertSuccess();
        assertThat(Files.readAllLines(epochs)).hasSize(all);
        Path whole = folder.resolve("whole.safetensors");
        Outcome.of(args(all, "--save", whole)).assertSuccess();
        assertThat(resumed).hasSameBinaryContentAs(whole);
    }

    /** The signal of Ctrl-C, unless this process, whose child inherits that, ignores it. */
    private static String signal() throws IOException {
        Path status = Path.of("/proc/self/status");
        boolean isIgnored = Files.exists(status) && Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & 2) != 0);
        return isIgnored ? "-TERM" : "-INT";
    }

    /** What can be known before a training is refused before it. */
    @Test
    void aFolderThatIsReadOnlyIsRefused() throws IOException, InterruptedException {
        Outcome outcome = mounted("mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\"");
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines("error: --runs " + runs
                        + ": no run can be recorded there (Read-only file system)");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void whereTheDiskIsFullLaterTheTrainingGoesOn() throws IOException, InterruptedException {
        Outcome outcome = mounted("mount -t tmpfs -o size=64k lanewise \"$0\"");
        assertThat(outcome.err()).matches("lanewise: cannot write .*: No space left on device; the training goes on, "
                + "without what cannot be recorded\\R");
        assertThat(outcome.out()).matches("test accuracy 0\\.\\d{4}\\R");
        assertThat(outcome.exit()).isZero();
        assertThat(runs).isEmptyDirectory(); // the mount was the process's own
    }

    /** A program whose folder of runs is mounted so. */
    private Outcome mounted(String mount) throws IOException, InterruptedException {
        List<String> within = List.of("unshare", "-m", "/bin/sh", "-c", mount + " && exec \"$@\"", runs.toString());
        assumeThat(mayMount(within)).as("this process may mount file systems").isTrue();
        return new ChildJvm(folder).within(within).run(args(4));
    }

    private static boolean mayMount(List<String> within) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(within).redirectErrorStream(true).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) { // no such command
            return false;
        }
    }
}
