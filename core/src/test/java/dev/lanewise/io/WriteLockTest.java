package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.ChildJvm;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteLockTest {
    @TempDir
    private Path folder;

    @Test
    void aFileHasOneWriterHoweverItIsNamed() throws Exception {
        Path file = folder.resolve("run.csv");
        WriteLock lock = WriteLock.ofFile(file); // which is not there yet
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        for (Path same : List.of(file, folder.resolve(".").resolve("run.csv"), link.resolve("run.csv"))) {
            assertThatIllegalStateException().isThrownBy(() -> WriteLock.ofFile(same)).withMessage(same
                    + ": another writer of this program writes to it; end it first, or take another file");
        }
        Files.writeString(file, "");
        Path alias = Files.createSymbolicLink(folder.resolve("alias.csv"), file);
        assertThatIllegalStateException().isThrownBy(() -> WriteLock.ofFile(alias));
        WriteLock.ofFile(folder.resolve("other.csv")).release();
        WriteLock.ofFolder(folder, "models").release();
        WriteLock events = WriteLock.ofFolder(folder, "events");
        WriteLock.ofFolder(folder, "models").release();
        events.release();
        Path early = Files.createSymbolicLink(folder.resolve("early"), folder.resolve("later")); // which is not there yet
        WriteLock later = WriteLock.ofFile(early);
        assertThatIllegalStateException().isThrownBy(() -> WriteLock.ofFile(folder.resolve("later")));
        later.release();
        lock.release();
        lock.release();
        WriteLock again = WriteLock.ofFile(alias);
        lock.release(); // is no longer its own
        assertThatIllegalStateException().isThrownBy(() -> WriteLock.ofFile(file));
        again.release();
    }

    @Test
    void anotherProcessIsRefusedUntilTheFirstIsKilled() throws Exception {
        Path file = folder.resolve("run.csv");
        Process first = ChildJvm.start(List.of(), Holder.class, file.toString());
        try {
            for (int wait = 0; wait < 600 && !Files.exists(file); wait++) {
                Thread.sleep(50);
            }
            assertThatIllegalStateException().isThrownBy(() -> WriteLock.ofFile(file))
                    .withMessage(file + ": another process writes to it; end it first, or take another file");
        } finally {
            first.destroyForcibly().waitFor();
        }
        WriteLock.ofFile(file).release();
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("none").resolve("run.csv");
        assertThatThrownBy(() -> WriteLock.ofFile(file)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + file + ": no such file or folder");
        assertThatThrownBy(() -> WriteLock.ofFolder(file, "events")).isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write to " + file + ": no such file or folder");
        assertThat(folder).isEmptyDirectory();
    }

    /** Locks a file, makes it, and sleeps. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            WriteLock lock = WriteLock.ofFile(file);
            Files.writeString(file, lock.toString());
            Thread.sleep(120_000);
        }
    }
}
