import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.Idx;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Runs the README's first program on a few noisy pictures. */
class ReadmeTest {
    private static final int COUNT = 640;
    private static final Path MODEL = Path.of("model.safetensors");

    private final byte[] pixels = new byte[COUNT * 28 * 28];
    private final byte[] labels = new byte[COUNT];

    ReadmeTest() {
        Random random = new Random(1);
        random.nextBytes(pixels);
        for (int i = 0; i < COUNT; i++) {
            labels[i] = (byte) random.nextInt(10);
        }
    }

    @Test
    void theFirstProgramTrainsAndSaves() throws IOException {
        Path images = Path.of("train-images-idx3-ubyte");
        Idx.write(images, Shape.of(COUNT, 28, 28), pixels);
        pack(images);
        pack(write("train-labels-idx1-ubyte"));
        Files.deleteIfExists(MODEL);
        First.main();
        assertEquals(Set.of("1.weight", "1.bias", "3.weight", "3.bias"), Safetensors.load(MODEL).tensors().keySet());
    }

    @Test
    void mainLearnsWhichNumberIsTheLargest() {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            Main.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(printed.contains("\n5: loss ") && printed.contains(", accuracy 0.98"), printed);
    }

    private Path write(String name) {
        Path file = Path.of(name);
        Idx.write(file, Shape.of(COUNT), labels);
        return file;
    }

    private static void pack(Path file) throws IOException {
        try (var out = new GZIPOutputStream(new FileOutputStream(file + ".gz"))) {
            Files.copy(file, out);
        }
    }

    @Test
    void theFlagOfThePomReachesTheTests() {
        assertTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }
}
