package dev.lanewise.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bytes of a run are those that TensorBoard's own reader has read, with checksums: {@code recorded.tfevents}, and
 * in {@code recorded.txt} what {@code read-by-tensorboard.py} printed of it. With {@code -Dlanewise.record=true} the
 * bytes are recorded; the script is then to be run again. Pictures are left out: the JDK's packing may change.
 */
class RecordedBytesTest {
    private static final String FILE = "recorded.tfevents";

    @TempDir
    Path folder;

    private static void write(SummaryWriter writer) {
        RandomSource random = RandomSource.seed(1);
        Sequential model = new Sequential(new Linear(3, 4, random), new ReLU());
        Program program = Program.capture(List.of(Tensor.ones(2, 3)),
                in -> List.of(model.forward((Tensor) in.getFirst()))).program();
        writer.graph(program.captured(), model.namedParameters());
        writer.text("notes", "**Grüße** 🙂", 0);
        for (int step = 0; step < 3; step++) {
            writer.scalar("loss/train", 1.0 / (1 + step), step);
            writer.scalars(new TreeMap<>(Map.of("rate", 0.1, "accuracy", step / 4.0)), step);
            writer.histogram("weights", Tensor.of(-1f, 0f, 1e-20f, 0.5f, step), step);
        }
        writer.scalar("loss/train", Double.NaN, 1L << 40);
        writer.histogram("gradients", Tensor.of(Float.POSITIVE_INFINITY, 1f), 3);
    }

    @Test
    void theBytesAreThoseThatTensorBoardHasRead() throws IOException {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000, 500_000_000), ZoneOffset.UTC);
        try (SummaryWriter writer = SummaryWriter.begin("open", folder, -1, _ -> false, clock)) {
            write(writer);
        }
        byte[] written = Files.readAllBytes(ReadEvents.files(folder).getFirst());
        if (Boolean.getBoolean("lanewise.record")) {
            Files.write(Path.of("src/test/resources/dev/lanewise/tensorboard", FILE), written);
        }
        try (InputStream recorded = RecordedBytesTest.class.getResourceAsStream(FILE)) {
            assertThat(recorded).as(FILE).isNotNull();
            assertThat(written).isEqualTo(recorded.readAllBytes());
        }
    }
}
