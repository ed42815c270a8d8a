package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Idx;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Text from files, paths and arguments on the terminal: whatever it is, no line that is printed has a character that
 * steers a terminal, and nothing is longer than 2 KB.
 */
class HostileTextTest {
    private static final List<String> TEXTS = List.of(
            "\u001b]0;owned\u0007\u001b[2J\rprediction 7\n\u009b1m\u202e\u200b\u2028\u2029\u007f",
            "\u001b".repeat(50_000),
            "重".repeat(50_000));

    @TempDir
    Path temporary;

    private Path folder;
    private Path picture;

    @BeforeEach
    void makeAFolderOfAHostileName() throws IOException {
        folder = Files.createDirectories(temporary.resolve("\u001b]0;owned\u0007\n" + "long".repeat(50)));
        picture = Files.writeString(
                folder.resolve("digit.pgm"), "P2 5 5 9  9 9 9 9 9  9 9 0 9 9  9 9 0 9 9  9 9 0 9 9  9 9 9 9 9");
    }

    private static void assertPrintable(Object... args) {
        Outcome outcome = Outcome.of(args);
        assertPrintable(outcome.out() + outcome.err());
    }

    private static void assertFails(Object... args) {
        assertPrintable(args);
        Outcome outcome = Outcome.of(args);
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err()).startsWith("error: ").hasLineCount(1).doesNotContain("unexpected");
    }

    private static void assertPrintable(String shown) {
        String separator = System.lineSeparator();
        assertThat(shown.replace(separator, "").replace("\t", ""))
                .doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}].*");
        assertThat(shown.split(separator)).allSatisfy(
                line -> assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2048));
    }

    @Test
    void modelsThatAreNone() throws IOException {
        for (String text : TEXTS) {
            Path model = folder.resolve("model.safetensors");
            Tensor tensor = Tensor.zeros(1);
            List<Map<String, String>> metadata = new ArrayList<>(List.of(Map.of(), Map.of("lanewise.model", text)));
            for (String name : List.of("rows", "cols", "hidden", "classes", "mean", "std")) {
                Map<String, String> one = new HashMap<>(Map.of(
                        "lanewise.model", "mlp-relu", "rows", "5", "cols", "5", "classes", "2", "mean", "0",
                        "std", "1"));
                one.put(name, text);
                metadata.add(one);
            }
            for (Map<String, String> each : metadata) {
                Safetensors.save(model, Map.of(text, tensor), each);
                assertFails("predict", "--model", model, "--image", picture);
            }
            Map<String, Tensor> tensors = new HashMap<>(Map.of("1.bias", Tensor.zeros(2)));
            for (int i = 0; i < 50; i++) {
                tensors.put(text + i, tensor);
            }
            Safetensors.save(model, tensors, Map.of(
                    "lanewise.model", "mlp-relu", "rows", "5", "cols", "5", "classes", "2", "mean", "0", "std", "1"));
            assertFails("predict", "--model", model, "--image", picture);
            assertPrintable("predict", "--model", model, "--image", picture, "--debug");
        }
    }

    @Test
    void filesThatAreMissingOrOfAnotherKind() throws IOException {
        Path none = folder.resolve("none");
        Path text = Files.writeString(folder.resolve("text"), TEXTS.getFirst());
        Path gzip = Files.write(folder.resolve("gz"), new byte[] {0x1f, (byte) 0x8b, 27, 27, 27});
        for (Path file : List.of(none, text, gzip, folder)) {
            assertFails("predict", "--model", file, "--image", picture);
            assertFails("mnist", "--data", file);
            assertPrintable("mnist", "--data", file, "--debug");
        }
        for (Path file : List.of(none, text, gzip)) {
            assertFails("mnist", "--synthetic", "--save", file.resolve("a"));
            assertFails("mnist", "--synthetic", "--metrics", file.resolve("a"));
        }
        assertFails("mnist", "--synthetic", "--save", folder);
        assertFails("mnist", "--synthetic", "--save", text, "--metrics", text);
    }

    @Test
    void picturesThatAreNone() throws IOException {
        SmallSet.writeSmallPictures(folder, 60, 20);
        Path model = folder.resolve("model.safetensors");
        Outcome trained = Outcome.of("mnist", "--data", folder, "--epochs", 1, "--save", model);
        assertThat(trained.exit()).isZero();
        assertPrintable(trained.out() + trained.err());
        byte[] damaged = new byte[200];
        System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 27}, 0, damaged, 0,
                12);
        for (byte[] content : List.of(
                new byte[0], TEXTS.getFirst().getBytes(StandardCharsets.UTF_8), damaged,
                "P2 \u001b".getBytes(StandardCharsets.UTF_8), "P5 1 1 9\n".getBytes(StandardCharsets.UTF_8))) {
            Path file = Files.write(folder.resolve("picture"), content);
            assertFails("predict", "--model", model, "--image", file);
        }
        assertFails("predict", "--model", model, "--image", folder.resolve("none"));
        assertFails("predict", "--model", model, "--image", folder);
        assertPrintable("predict", "--model", model, "--image", picture);
    }

    @Test
    void dataThatAreNone() throws IOException {
        SmallSet.writeSmallPictures(folder, 60, 20);
        Path labels = folder.resolve(SmallSet.TRAIN_LABELS);
        Path images = folder.resolve(SmallSet.TRAIN_IMAGES);
        byte[] right = Files.readAllBytes(labels);
        Idx.write(labels, Shape.of(59), new byte[59]);
        assertFails("mnist", "--data", folder);
        Idx.write(labels, Shape.of(60), "\u00ff".repeat(60).getBytes(StandardCharsets.ISO_8859_1));
        assertFails("mnist", "--data", folder);
        Files.write(labels, right);
        int[] deep = new int[255];
        Arrays.fill(deep, Integer.MAX_VALUE);
        deep[0] = 0;
        Idx.write(images, Shape.of(deep), new byte[0]);
        assertFails("mnist", "--data", folder);
        Files.delete(images);
        assertFails("mnist", "--data", folder);
    }

    @Test
    void hostileArguments() {
        for (String text : TEXTS) {
            for (String[] args : new String[][] {
                {text}, {"mnist", text}, {"mnist", "--" + text}, {"mnist", "--epochs", text},
                {"mnist", "--hidden", text},
                {"mnist", "--optimizer", text}, {"predict", "--model", text, "--image", text}, {"predict", text}
            }) {
                assertPrintable((Object[]) args);
            }
        }
    }
}
