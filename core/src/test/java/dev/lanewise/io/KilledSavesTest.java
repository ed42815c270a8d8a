package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lanewise.ChildJvm;
import dev.lanewise.Seeds;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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

    /** So many kills that some strike in the middle of a save. */
    private static final int MANY = 100;

    private static final long SEED = Long.getLong(Seeds.PROPERTY, System.nanoTime());

    /** How a file is named that another process of this boot of the system has left. */
    private static final String LEFT = ".lanewise-" + Leftovers.BOOT
            + "-00000000000000ff-0000000000000001-0123456789abcdef-0.tmp";

    /** Of another machine, or boot; and as earlier versions named it. */
    private static final List<String> OTHERS = List.of(
            ".lanewise-0123456789abcdef-00000000000000ff-0000000000000001-0123456789abcdef-0.tmp",
            ".lanewise-00000000000000ff-0000000000000001-0123456789abcdef-0.tmp",
            ".lanewise-0123456789abcdef-3.tmp");

    @TempDir
    Path folder;

    /** Elsewhere no lock proves that a process is dead. */
    private static void requireNumberedBoots() {
        assumeThat(Leftovers.BOOT).as("Linux numbers its boots").isNotEmpty();
    }

    private List<String> temporaryFiles() throws IOException {
        return temporaryFiles(folder);
    }

    private static List<String> temporaryFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(".lanewise-"))
                    .toList();
        }
    }

    private void save() {
        save(folder);
    }

    private static void save(Path folder) {
        Safetensors.save(folder.resolve("other.safetensors"), Map.of("w", Tensor.ones(3)), Map.of());
    }

    @Test
    void aKilledSaveLeavesTheLastFileWholeAndTheNextSaveSweepsUp() throws IOException, InterruptedException {
        requireNumberedBoots();
        Random random = new Random(SEED);
        int leftovers = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path place = Files.createDirectory(folder.resolve("kill" + kill)); // a folder is not swept again so soon
            Path file = place.resolve("model.safetensors");
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
            assertThat(values).as("kill %d of seed %d", kill, SEED).hasSize(SaveForEver.SIZE).containsOnly(values[0]);
            assertThat(temporaryFiles(place)).as("kill %d of seed %d", kill, SEED).hasSizeLessThanOrEqualTo(1);
            leftovers += temporaryFiles(place).size();
            save(place);
            assertThat(temporaryFiles(place)).as("after the next save").isEmpty();
        }
        System.out.println(KILLS + " kills, -Dlanewise.seed=" + SEED + ": every file whole, " + leftovers
                + " temporary files left by them, none after the next save");
        if (KILLS >= MANY) {
            assertThat(leftovers).as("saves that were killed midway, of seed %d", SEED).isPositive();
        }
    }

    @Test
    void whatAKilledSaveHasLeftIsSwept() throws IOException {
        requireNumberedBoots();
        Files.write(folder.resolve(LEFT), new byte[100]);
        save();
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void whatMayBeInUseElsewhereIsSweptOnceItHasNotChangedForAnHour() throws IOException {
        for (String name : OTHERS) {
            Files.write(folder.resolve(name), new byte[100]);
            setAge(name, Duration.ofMinutes(59));
        }
        Leftovers.sweepNow(folder);
        assertThat(temporaryFiles()).containsExactlyInAnyOrderElementsOf(OTHERS);
        for (String name : OTHERS) {
            setAge(name, Duration.ofMinutes(61));
        }
        Leftovers.sweepNow(folder);
        assertThat(temporaryFiles()).isEmpty();
    }

    private void setAge(String name, Duration age) throws IOException {
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(Instant.now().minus(age)));
    }

    @Test
    void aFolderIsSweptAtMostOnceAMinute() throws IOException {
        save();
        Files.write(folder.resolve(LEFT), new byte[100]);
        save();
        assertThat(temporaryFiles()).containsExactly(LEFT);
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
        requireNumberedBoots();
        Leftovers.sweepNow(folder);
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
        Files.createSymbolicLink(folder.resolve(LEFT.replace("-0.", "-1.")), target);
        Files.createSymbolicLink(folder.resolve(LEFT.replace("-0.", "-2.")), folder.resolve("nothing"));
        List<String> names = List.of(
                ".lanewise-notes.tmp", ".lanewise-2026-11-28.tmp", ".lanewise-cafe-1.tmp",
                LEFT.replace("-0.tmp", ".tmp"), LEFT.replace("-0.", "-x."), LEFT.replace("ff-", "FF-"));
        for (String name : names) {
            Files.write(folder.resolve(name), new byte[1]);
            setAge(name, Duration.ofDays(1));
        }
        save();
        assertThat(temporaryFiles()).hasSize(3 + names.size());
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
