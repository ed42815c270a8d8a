package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders of runs that cannot be written, or no further, each seen by a JVM of its own. */
@Timeout(600)
class RunOnFullDiskTest {
    private static final int EPOCHS = 60;
    private static final String GOES_ON = "; the training goes on, without what cannot be recorded";

    @TempDir
    Path folder;

    private Path runs() throws IOException {
        return Files.createDirectories(folder.resolve("runs"));
    }

    private ChildTraining run(List<String> before, boolean everything) throws IOException, InterruptedException {
        return ChildTraining.of(folder, before, runs(), EPOCHS, everything).run();
    }

    /** Files that may not grow beyond a few kilobytes: what a quota does. */
    @Test
    void theTrainingGoesOnAndTheFilesStayReadable() throws Exception {
        assumeThat(Path.of("/bin/sh")).exists();
        ChildTraining child = run(List.of("/bin/sh", "-c", "ulimit -f 8 && exec \"$@\"", "sh"), false);
        Path run = runs().resolve("small");
        assertThat(child.out()).startsWith("begun", 3 * EPOCHS + " steps");
        String sentence = "cannot write " + run.resolve("steps.jsonl") + ": File too large" + GOES_ON;
        assertThat(child.err()).containsExactly("lanewise: " + sentence);
        assertThat(Json.object(run.resolve("run.json"))).containsEntry("state", "complete")
                .containsEntry("step", 3L * EPOCHS).containsEntry("notes", List.of(sentence));
        assertThat(Files.readString(run.resolve("steps.jsonl"))).satisfiesAnyOf(
                text -> assertThat(text).isEmpty(), text -> assertThat(text).endsWith("\n"));
        assertThat(Json.lines(run.resolve("steps.jsonl"))).hasSizeLessThan(3 * EPOCHS);
        assertThat(Json.lines(run.resolve("events.jsonl"))).extracting(line -> line.get("kind"))
                .containsExactly("begun", "note", "complete");
    }

    /** Mounts something on the folder of runs for one process, which takes the mount with it. */
    private List<String> mounted(String mount) throws IOException, InterruptedException {
        List<String> before = List.of("unshare", "-m", "/bin/sh", "-c", mount + " && exec \"$@\"", runs().toString());
        assumeThat(mayMount(before)).as("this process may mount file systems").isTrue();
        return before;
    }

    private static boolean mayMount(List<String> before) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(before).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) { // no such command
            return false;
        }
    }

    @Test
    void aTinyDiskTakesTheBeginning() throws Exception {
        ChildTraining child = run(mounted("mount -t tmpfs -o size=128k lanewise \"$0\""), true);
        assertThat(child.out()).startsWith("begun", 3 * EPOCHS + " steps").element(2).asString()
                .matches("(running|complete), \\d+ lines"); // which were read as a whole
        assertThat(child.err()).singleElement().asString()
                .startsWith("lanewise: cannot write " + runs().resolve("small"))
                .endsWith(": No space left on device" + GOES_ON);
    }

    @Test
    void aFullDiskTakesNothing() throws Exception {
        ChildTraining child = run(mounted("mount -t tmpfs -o size=64k lanewise \"$0\" "
                + "&& { head -c 100000 /dev/zero > \"$0/fill\"; true; } 2> /dev/null"), true);
        assertThat(child.out()).startsWith("begun", 3 * EPOCHS + " steps");
        assertThat(child.err()).singleElement().asString().startsWith("lanewise: cannot ")
                .endsWith(": No space left on device" + GOES_ON);
    }

    /** The folder and one file are made, and then no further file. */
    @Test
    void aRunWhoseFilesCannotBeMadeLeavesNoFolder() throws Exception {
        ChildTraining child = run(mounted("mount -t tmpfs -o size=1m,nr_inodes=3 lanewise \"$0\""), true);
        assertThat(child.out()).containsExactly("begun", 3 * EPOCHS + " steps");
        assertThat(child.err()).singleElement().asString()
                .startsWith("lanewise: cannot write " + runs().resolve("small"))
                .contains("No space left on device").endsWith("; the training goes on, and is not recorded");
    }

    @Test
    void aDiskThatIsReadOnlyHasNoRun() throws Exception {
        ChildTraining child = run(mounted("mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\""), true);
        assertThat(child.out()).containsExactly("begun", 3 * EPOCHS + " steps");
        assertThat(child.err()).containsExactly("lanewise: cannot make the folder " + runs().resolve("small")
                + ": Read-only file system; the training goes on, and is not recorded");
        assertThat(runs()).isEmptyDirectory();
    }
}
