package dev.lanewise.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a writer writes, read back with every checksum. */
@Tag("quick")
class SummaryWriterTest {
    @TempDir
    Path folder;

    private List<ReadEvents.Event> events() throws IOException {
        return ReadEvents.folder(folder);
    }

    private Map<Integer, List<byte[]>> only(String tag) throws IOException {
        List<Map<Integer, List<byte[]>>> values = ReadEvents.tagged(events(), tag);
        assertThat(values).hasSize(1);
        return values.getFirst();
    }

    @Test
    void aFileBeginsWithItsVersionAndHasItsSecondInItsName() throws IOException {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000, 250_000_000), ZoneOffset.UTC);
        SummaryWriter.begin("open", folder, -1, _ -> false, clock).close();
        assertThat(ReadEvents.files(folder)).singleElement()
                .isEqualTo(folder.resolve("events.out.tfevents.1700000000.lanewise"));
        ReadEvents.Event first = events().getFirst();
        assertThat(ReadEvents.text(first.fields().get(3))).isEqualTo("brain.Event:2");
        assertThat(ReadEvents.little(first.fields().get(1)).getDouble()).isEqualTo(1_700_000_000.25);
    }

    @Test
    void aNumberIsThereAsSoonAsItIsWritten() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.scalar("loss", 0.5, 0);
            writer.scalar("loss", Double.NaN, 1);
            writer.scalar("loss", Double.NEGATIVE_INFINITY, 300);
            writer.scalar("Verlust für 损失", 2, Long.MAX_VALUE);
            assertThat(ReadEvents.scalar(events(), "loss")).containsExactly("0=0.5", "1=NaN", "300=-Infinity");
            assertThat(ReadEvents.scalar(events(), "Verlust für 损失"))
                    .containsExactly(Long.MAX_VALUE + "=2.0");
        }
    }

    @Test
    void numbersThatAreWrittenTogetherAreOneRecord() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.scalars(new TreeMap<>(Map.of("a", 1, "b", 2.5)), 7);
            writer.scalars(Map.of(), 8);
        }
        assertThat(events()).as("version, start, numbers").hasSize(3);
        assertThat(events().getLast().values()).hasSize(2);
        assertThat(ReadEvents.scalar(events(), "a")).containsExactly("7=1.0");
        assertThat(ReadEvents.scalar(events(), "b")).containsExactly("7=2.5");
    }

    @Test
    void aHistogramCountsEachElementInTheBucketWhoseLimitsItLiesBetween() throws IOException {
        float[] values = new float[100_000];
        SplittableRandom random = Seeds.random(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * StrictMath.pow(10, random.nextInt(60) - 30));
        }
        values[0] = 0f;
        values[1] = -0f;
        values[2] = Float.MAX_VALUE;
        values[3] = -Float.MAX_VALUE;
        values[4] = Float.MIN_VALUE;
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.histogram("h", Tensor.of(values).reshape(100, 1000).requiresGrad(true), 1);
        }
        Map<Integer, List<byte[]>> histogram = ReadEvents.message(only("h").get(5).getFirst());
        assertThat(ReadEvents.little(histogram.get(1)).getDouble()).isEqualTo(-Float.MAX_VALUE);
        assertThat(ReadEvents.little(histogram.get(2)).getDouble()).isEqualTo(Float.MAX_VALUE);
        assertThat(ReadEvents.little(histogram.get(3)).getDouble()).isEqualTo(values.length);
        double[] limits = ReadEvents.reals(histogram.get(6));
        double[] counts = ReadEvents.reals(histogram.get(7));
        double[] expected = new double[limits.length];
        for (float value : values) {
            int bucket = 0;
            while (value >= limits[bucket]) {
                bucket++;
            }
            expected[bucket]++;
        }
        assertThat(counts).isEqualTo(expected);
        assertThat(Arrays.stream(limits).boxed().toList()).isSorted();
    }

    @Test
    void emptyBucketsThatAreNeighboursAreOne() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.histogram("h", Tensor.of(-1f, 2f, 2f), 1);
        }
        Map<Integer, List<byte[]>> histogram = ReadEvents.message(only("h").get(5).getFirst());
        assertThat(ReadEvents.reals(histogram.get(7))).containsExactly(0, 1, 0, 2, 0);
        double[] limits = ReadEvents.reals(histogram.get(6));
        assertThat(limits[0]).isLessThanOrEqualTo(-1);
        assertThat(limits[1]).isGreaterThan(-1).isLessThan(0);
        assertThat(limits[2]).isBetween(1.8, 2.0);
        assertThat(limits[3]).isBetween(2.0, 2.2);
        assertThat(ReadEvents.little(histogram.get(4)).getDouble()).isEqualTo(3);
        assertThat(ReadEvents.little(histogram.get(5)).getDouble()).isEqualTo(9);
    }

    @Test
    void elementsThatAreNotFiniteAreCountedApart() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.histogram("h", Tensor.of(1f, Float.NaN, Float.POSITIVE_INFINITY), 4);
            writer.histogram("none", Tensor.of(Float.NaN), 4);
        }
        assertThat(ReadEvents.scalar(events(), "h/not finite")).containsExactly("4=2.0");
        Map<Integer, List<byte[]>> histogram = ReadEvents.message(only("h").get(5).getFirst());
        assertThat(ReadEvents.little(histogram.get(3)).getDouble()).isEqualTo(1);
        assertThat(ReadEvents.tagged(events(), "none")).isEmpty();
        assertThat(ReadEvents.scalar(events(), "none/not finite")).containsExactly("4=1.0");
    }

    @Test
    void picturesHaveTheLevelsOfTheirElements() throws IOException {
        float[] planes = new float[2 * 4 * 3 * 5];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = i / 119f;
        }
        planes[60] = -1;
        planes[61] = 2;
        planes[62] = Float.NaN;
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.image("p", Tensor.of(planes).reshape(2, 4, 3, 5), 0);
            writer.image("grey", Tensor.of(0f, 1f).reshape(1, 2), 0);
            writer.image("rgb", Tensor.of(1f, 0f, 0.5f).reshape(3, 1, 1), 0);
        }
        Map<Integer, List<byte[]>> tensor = ReadEvents.message(only("p").get(8).getFirst());
        List<byte[]> strings = tensor.get(8);
        assertThat(strings).hasSize(4);
        assertThat(new String(strings.get(0), StandardCharsets.UTF_8)).isEqualTo("5");
        assertThat(new String(strings.get(1), StandardCharsets.UTF_8)).isEqualTo("3");
        DecodedPng second = DecodedPng.of(strings.get(3));
        assertThat(second.channels()).isEqualTo(4);
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 5; x++) {
                for (int c = 0; c < 4; c++) {
                    float value = planes[60 + (c * 3 + y) * 5 + x];
                    int level = value > 0 ? Math.round(Math.min(value, 1) * 255) : 0;
                    assertThat(second.level(y, x, c)).as("%d, %d, %d", x, y, c).isEqualTo(level);
                }
            }
        }
        DecodedPng grey = DecodedPng.of(ReadEvents.message(only("grey").get(8).getFirst()).get(8).get(2));
        assertThat(grey.levels()).containsExactly(0, 255);
        DecodedPng colours = DecodedPng.of(ReadEvents.message(only("rgb").get(8).getFirst()).get(8).get(2));
        assertThat(colours.levels()).containsExactly(255, 0, 128);
        Map<Integer, List<byte[]>> metadata = ReadEvents.message(only("p").get(9).getFirst());
        assertThat(ReadEvents.text(ReadEvents.message(metadata.get(1).getFirst()).get(1))).isEqualTo("images");
    }

    @Test
    void aTextIsATensorOfTheTextPlugin() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.text("notes", "**Grüße** 🙂", 3);
        }
        Map<Integer, List<byte[]>> value = only("notes");
        assertThat(ReadEvents.text(ReadEvents.message(value.get(8).getFirst()).get(8))).isEqualTo("**Grüße** 🙂");
        Map<Integer, List<byte[]>> metadata = ReadEvents.message(value.get(9).getFirst());
        assertThat(ReadEvents.text(ReadEvents.message(metadata.get(1).getFirst()).get(1))).isEqualTo("text");
    }

    @Test
    void threadsWriteWholeRecords() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int t = 0; t < 4; t++) {
                String tag = "t" + t;
                threads.execute(() -> {
                    for (int step = 0; step < 500; step++) {
                        writer.scalar(tag, step, step);
                    }
                });
            }
        }
        for (int t = 0; t < 4; t++) {
            assertThat(ReadEvents.scalar(events(), "t" + t)).hasSize(500);
        }
    }

    @Test
    void anInterruptedThreadStillWrites() throws IOException {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            Thread.currentThread().interrupt();
            writer.scalar("a", 1, 1);
            assertThat(Thread.interrupted()).isTrue();
            writer.scalar("a", 2, 2);
        }
        assertThat(ReadEvents.scalar(events(), "a")).containsExactly("1=1.0", "2=2.0");
    }

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void nullIsRefusedByName() {
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            Tensor one = Tensor.ones(1, 1);
            assertThatIllegalArgumentException().isThrownBy(() -> writer.scalar(null, 1, 0))
                    .withMessage("scalar: the tag is null");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.scalars(null, 0))
                    .withMessage("scalars: the map of values is null");
            Map<String, Double> values = new TreeMap<>();
            values.put("a", null);
            assertThatIllegalArgumentException().isThrownBy(() -> writer.scalars(values, 0))
                    .withMessage("scalars: the value of \"a\" is null");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.histogram("a", null, 0))
                    .withMessage("histogram: the tensor is null");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.histogram(null, one, 0))
                    .withMessage("histogram: the tag is null");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.image("a", null, 0))
                    .withMessage("image: the tensor is null");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.text("a", null, 0))
                    .withMessage("text: the text is null");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.graph(null, Map.of()))
                    .withMessage("graph: the listing is null");
        }
    }

    @Test
    void misuseIsRefusedInASentence() {
        SummaryWriter writer = SummaryWriter.open(folder);
        try {
            Tensor one = Tensor.ones(1);
            assertThatIllegalArgumentException().isThrownBy(() -> writer.scalar(" ", 1, 0))
                    .withMessage("scalar: the tag is empty");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.scalar("a", 1, -1))
                    .withMessage("scalar: step -1 is negative");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.histogram("a", Tensor.zeros(0, 2), 0))
                    .withMessage("histogram: \"a\": shape [0, 2] has no elements");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.image("a", one, 0))
                    .withMessage("image: [1] is no picture: expected [height, width], [channels, height, width] or "
                            + "[count, channels, height, width] with 1, 3 or 4 channels and no size 0");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.image("a", Tensor.zeros(2, 5, 5), 0))
                    .withMessageStartingWith("image: [2, 5, 5] is no picture");
            writer.close();
            writer.close();
            assertThatIllegalStateException().isThrownBy(() -> writer.scalar("a", 1, 0))
                    .withMessage("scalar: the writer to " + folder + " is closed");
        } finally {
            writer.close();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SummaryWriter.resume(folder, -3))
                .withMessage("resume: step -3 is negative");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> SummaryWriter.open(file)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot make the folder " + file + ": there is a file of that name");
    }
}
