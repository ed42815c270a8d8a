package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ChildJvm;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saves that are killed: the file is whole, and the next save to the folder leaves nothing of them. */
class KilledSavesTest {
    /** {@code -Dcheck.kills=1000} is the long form, see CONTRIBUTING.md. */
    private static final int KILLS = Integer.getInteger("check.kills", 5);

    private static final String LEFT = ".lanewise-00000000000000ff-0000000000000001-0123456789abcdef-0.tmp";

    @TempDir
    Path folder;

    private List<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(".lanewise-"))
                    .toList();
        }
    }

    private void save() {
        Safetensors.save(folder.resolve("other.safetensors"), Map.of("w", Tensor.ones(3)), Map.of());
    }

    @Test
    void aKilledSaveLeavesTheLastFileWholeAndTheNextSaveSweepsUp() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = folder.resolve("model.safetensors");
        int leftovers = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Files.deleteIfExists(file);
            Process process = ChildJvm.start(List.of("-Xshare:auto"), SaveForEver.class, file.toString());
            try {
                while (!Files.exists(file)) {
                    assertThat(process.isAlive()).as("the saving process lives").isTrue();
                    Thread.sleep(1);
                }
                Thread.sleep(Duration.ofNanos(random.nextLong(20_000_000)));
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

            float[] values = Safetensors.load(file).tensors().get("w").toArray();
            assertThat(values).as("kill %d of seed %d", kill, seed).hasSize(SaveForEver.SIZE).containsOnly(values[0]);
            assertThat(temporaryFiles()).as("kill %d of seed %d", kill, seed).hasSizeLessThanOrEqualTo(1);
            leftovers += temporaryFiles().size();
            save();
            assertThat(temporaryFiles()).as("after the next save").isEmpty();
        }
        System.out.println(KILLS + " kills of seed " + seed + ": every file whole, " + leftovers
                + " temporary files left by them, none after the next save");
    }

    @Test
    void whatAKilledSaveHasLeftIsSwept() throws IOException {
        Files.write(folder.resolve(LEFT), new byte[100]);
        Files.write(folder.resolve(".lanewise-0123456789abcdef-3.tmp"), new byte[100]); // as it was named at first
        save();
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void theFileOfALivingProcessIsNotTouched() throws IOException, InterruptedException {
        Path file = folder.resolve("model.safetensors");
        Process process = ChildJvm.start(List.of(), SaveForEver.class, file.toString(), "hold");
        try {
            while (temporaryFiles().isEmpty() || Files.size(folder.resolve(temporaryFiles().getFirst())) == 0) {
                assertThat(process.isAlive()).as("the saving process lives").isTrue();
                Thread.sleep(5);
            }
            List<String> before = temporaryFiles();
            save();
            assertThat(temporaryFiles()).isEqualTo(before);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(temporaryFiles()).hasSize(1);
        save();
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void theFilesOfOtherSavesOfThisProcessAreNotTouched() {
        AtomicFile.write(folder.resolve("outer"), channel -> {
            List<String> own = temporaryFiles();
            assertThat(own).hasSize(1);
            save();
            assertThat(temporaryFiles()).isEqualTo(own);
            channel.write(ByteBuffer.allocate(10));
        });
        assertThat(folder.resolve("outer")).hasSize(10);
    }

    @Test
    void whatIsNoFileOfOursIsLeft() throws IOException {
        Path target = Files.write(folder.resolve("target"), new byte[1]);
        Files.createDirectory(folder.resolve(LEFT));
        Files.createSymbolicLink(folder.resolve(".lanewise-1-1.tmp"), target);
        Files.createSymbolicLink(folder.resolve(".lanewise-1-2.tmp"), folder.resolve("nothing"));
        Files.write(folder.resolve(".lanewise-notes.tmp"), new byte[1]);
        save();
        assertThat(temporaryFiles()).hasSize(4);
        assertThat(target).exists();
    }

    @Test
    void manyProcessesSaveToOneFolderAndNoneSweepsWhatAnotherWrites() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Path own = folder.resolve(i + ".safetensors");
                processes.add(ChildJvm.start(List.of(), SaveForEver.class, own.toString(), "300"));
            }
            for (Process process : processes) {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as("every save succeeds").isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void theFileIsLockedWhileItIsWritten() {
        AtomicFile.write(folder.resolve("f"), channel -> channel.write(ByteBuffer.allocate(1)));
        AtomicFile.write(folder.resolve("f"), channel -> { // which also takes over the permissions of the first
            Path temporary = folder.resolve(temporaryFiles().getFirst());
            try {
                assertThat(ChildJvm.run(List.of(), TryLock.class, temporary.toString()))
                        .containsExactly("locked by another");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            channel.write(ByteBuffer.allocate(1));
        });
    }

    /** Says whether a file can be locked; in a process of its own, since a process shares its locks. */
    static final class TryLock {
        private TryLock() {}

        public static void main(String[] args) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                System.out.println(lock == null ? "locked by another" : "free");
            }
        }
    }
}
