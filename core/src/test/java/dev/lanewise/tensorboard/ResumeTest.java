package dev.lanewise.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.ChildJvm;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on: no step is there twice, and none is lost. */
class ResumeTest {
    @TempDir
    Path parent;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = parent.resolve("runs").resolve("first");
    }

    /** Writes the steps {@code from} to {@code to - 1}, and to a second tag every tenth of them. */
    private static void write(SummaryWriter writer, int from, int to) {
        for (int step = from; step < to; step++) {
            writer.scalar("a", step, step);
            if (step % 10 == 0) {
                writer.histogram("h", Tensor.of(step, 1f), step);
            }
        }
    }

    private static List<String> points(int from, int to) {
        return IntStream.range(from, to).mapToObj(step -> step + "=" + (float) step).toList();
    }

    private List<String> points() throws IOException {
        return ReadEvents.scalar(ReadEvents.folder(folder), "a");
    }

    @Test
    void aRunThatGoesOnHasEachStepOnce() throws IOException {
        try (SummaryWriter writer = SummaryWriter.resume(folder, 0)) {
            write(writer, 0, 57);
        }
        try (SummaryWriter writer = SummaryWriter.resume(folder, 40)) {
            write(writer, 40, 61);
        }
        try (SummaryWriter writer = SummaryWriter.resume(folder, 30)) {
            write(writer, 30, 70);
        }
        assertThat(points()).isEqualTo(points(0, 70));
        assertThat(ReadEvents.tagged(ReadEvents.folder(folder), "h")).hasSize(7);
    }

    /** The record of a step that has other tags as well is written again as a whole. */
    @Test
    void whatIsNotWrittenAgainOfAStepIsKeptOnceHoweverOftenItGoesOn() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            for (int step = 1; step < 5; step++) {
                writer.scalar("a", step, step);
                writer.scalar("kept/b", step, step);
                writer.scalars(Map.of("kept/both", 1, "a too", 2), step);
            }
        }
        byte[] before = Files.readAllBytes(ReadEvents.files(folder).getFirst());
        for (int time = 0; time < 3; time++) {
            SummaryWriter.resume(folder, 3, tag -> tag.startsWith("kept/")).close();
            if (time == 1) { // as if it had been killed before it had cut the file
                Files.write(ReadEvents.files(folder).getFirst(), before);
            }
        }
        List<ReadEvents.Event> events = ReadEvents.folder(folder);
        assertThat(points()).isEqualTo(points(1, 3));
        assertThat(ReadEvents.scalar(events, "kept/b")).containsExactly("1=1.0", "2=2.0", "3=3.0");
        assertThat(ReadEvents.scalar(events, "kept/both")).containsExactly("1=1.0", "2=1.0");
        List<ReadEvents.Event> last = ReadEvents.file(ReadEvents.files(folder).getLast());
        assertThat(last.get(1).fields()).as("a start, before what is kept").containsKey(7);
        assertThat(ReadEvents.scalar(last.subList(2, 3), "kept/b")).containsExactly("3=3.0");
    }

    @Test
    void stepsOutOfOrderAreKeptAndDroppedByTheirNumbers() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.scalar("a", 5, 5);
            writer.scalar("a", 1, 1);
            writer.scalar("a", 7, 7);
            writer.scalar("a", 2, 2);
        }
        SummaryWriter.resume(folder, 5).close();
        assertThat(points()).containsExactly("1=1.0", "2=2.0");
    }

    @Test
    void eachFileTellsReadersFromWhereItGoesOn() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.scalar("a", 1, 1);
        }
        assertThat(ReadEvents.folder(folder).get(1).fields().get(7)).singleElement().isEqualTo(new byte[] {8, 1});
        SummaryWriter.resume(folder, 9).close();
        List<ReadEvents.Event> last = ReadEvents.file(ReadEvents.files(folder).getLast());
        assertThat(last).hasSize(2);
        assertThat(last.get(1).step()).isEqualTo(9);
        assertThat(last.get(1).fields().get(7)).singleElement().isEqualTo(new byte[] {8, 1});
    }

    /** The last file stays though it is empty: TensorBoard may be reading it. */
    @Test
    void stepZeroDropsAllAndFilesDoNotPileUp() throws IOException {
        for (int run = 0; run < 5; run++) {
            Path last = run == 0 ? null : ReadEvents.files(folder).getLast();
            try (SummaryWriter writer = SummaryWriter.resume(folder, 0)) {
                write(writer, 0, 5);
            }
            if (last != null) {
                assertThat(ReadEvents.file(last)).as("the version alone").hasSize(1);
            }
        }
        assertThat(ReadEvents.files(folder)).hasSize(2);
        assertThat(points()).isEqualTo(points(0, 5));
    }

    @Test
    void aRunThatBeginsDoesNotMixWithAnEarlierOne() {
        SummaryWriter.open(folder).close();
        assertThatIllegalStateException().isThrownBy(() -> SummaryWriter.open(folder)).withMessage("open: " + folder
                + " has the events of an earlier run; resume(folder, step) goes on with it, and step 0 drops it");
    }

    @Test
    void otherFilesAndFoldersAreLeftAlone() throws IOException {
        Files.createDirectories(folder.resolve("sub"));
        Path other = Files.writeString(folder.resolve("sub").resolve("events.out.tfevents.1.x"), "other run");
        Path text = Files.writeString(folder.resolve("notes.tfevents.txt"), "no event file, whatever its name says");
        SummaryWriter.resume(folder, 0).close();
        assertThat(other).hasContent("other run");
        assertThat(text).hasContent("no event file, whatever its name says");
    }

    @Test
    void filesAreInTheOrderOfRunsWhateverTheClockSays() throws IOException {
        Clock late = Clock.fixed(Instant.ofEpochSecond(1_900_000_000), ZoneOffset.UTC);
        try (SummaryWriter writer = SummaryWriter.begin("resume", folder, 0, _ -> false, late)) {
            write(writer, 0, 3);
        }
        for (Duration earlier : List.of(Duration.ZERO, Duration.ofDays(1))) {
            SummaryWriter.begin("resume", folder, 3, _ -> false, Clock.offset(late, earlier.negated())).close();
        }
        try (SummaryWriter writer = SummaryWriter.begin("resume", folder, 3, _ -> false, late)) {
            write(writer, 3, 5);
        }
        assertThat(ReadEvents.files(folder).getLast().getFileName()).hasToString(
                "events.out.tfevents.1900000003.lanewise");
        assertThat(points()).isEqualTo(points(0, 5));
    }

    /** A process that is killed has written any number of the bytes of its last record. */
    @Test
    void whatAKilledProcessWroteInPartIsDropped() throws IOException {
        byte[] whole;
        long before;
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            write(writer, 1, 4);
            before = Files.size(ReadEvents.files(folder).getFirst());
            writer.scalar("a", 4, 4);
            whole = Files.readAllBytes(ReadEvents.files(folder).getFirst());
        }
        Path file = ReadEvents.files(folder).getFirst();
        for (int size = (int) before; size < whole.length; size++) {
            Files.write(file, Arrays.copyOf(whole, size));
            SummaryWriter.resume(folder, 9).close();
            assertThat(ReadEvents.scalar(ReadEvents.file(file), "a")).as("%d bytes", size).isEqualTo(points(1, 4));
        }
    }

    /** Nobody reads beyond a damaged record, so what is written later would not be seen in the same file. */
    @Test
    void whatFollowsDamageIsDropped() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            write(writer, 1, 10);
        }
        Path file = ReadEvents.files(folder).getFirst();
        byte[] whole = Files.readAllBytes(file);
        List<String> kept = new ArrayList<>();
        for (int at = 80; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 4;
            Files.write(file, damaged);
            SummaryWriter.resume(folder, 100).close();
            List<String> points = ReadEvents.scalar(ReadEvents.file(file), "a");
            assertThat(points).isEqualTo(points(1, 1 + points.size()));
            kept.add(String.valueOf(points.size()));
        }
        assertThat(kept).contains("1", "8");
    }

    @Test
    void aFileOfZerosAfterACrashIsCutThere() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            write(writer, 1, 4);
        }
        Path file = ReadEvents.files(folder).getFirst();
        Files.write(file, new byte[4096], StandardOpenOption.APPEND);
        SummaryWriter.resume(folder, 4).close();
        assertThat(points()).isEqualTo(points(1, 4));
    }

    @Test
    void twoWritersOfOneProcessAreRefused() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.scalar("a", 1, 1);
            Path sameElsewhere = folder.resolve("..").resolve("first");
            assertThatIllegalStateException().isThrownBy(() -> SummaryWriter.resume(sameElsewhere, 0))
                    .withMessage(sameElsewhere + ": another writer of this program writes events to the folder; end it "
                            + "first, or take another folder");
            writer.scalar("a", 2, 2);
        }
        assertThat(points()).isEqualTo(points(1, 3));
        SummaryWriter.resume(folder, 0).close();
    }

    @Test
    void anotherProcessIsRefusedUntilTheFirstIsKilled() throws Exception {
        Process first = ChildJvm.start(List.of(), WriteForEver.class, folder.toString());
        try {
            for (int wait = 0; wait < 600 && !Files.exists(folder.resolve("ready")); wait++) {
                Thread.sleep(50);
            }
            assertThatIllegalStateException().isThrownBy(() -> SummaryWriter.resume(folder, 0)).withMessage(folder
                    + ": another process writes events to the folder; end it first, or take another folder");
        } finally {
            first.destroyForcibly().waitFor();
        }
        int last = ReadEvents.files(folder).size();
        try (SummaryWriter writer = SummaryWriter.resume(folder, 100)) {
            write(writer, 100, 110);
        }
        assertThat(last).isEqualTo(1);
        assertThat(points()).isEqualTo(points(0, 110));
    }
}
