package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same training saves the same bytes, each in a JVM of its own. */
class ReproducibilityTest {
    @TempDir
    static Path root;

    /** The model of each program, trained on one thread with scalar kernels. */
    private static final Map<String, Path> REFERENCES = new HashMap<>();

    @TempDir
    Path folder;

    @BeforeAll
    static void trainOnOneThreadWithScalarKernels() throws IOException, InterruptedException {
        SmallSet.write(Files.createDirectory(root.resolve("mnist")), 320, 60); // two whole batches and a part of one
        SmallSet.writeSmallPictures(Files.createDirectory(root.resolve("mnist-cnn")), 170, 60);
        SmallSet.writeSmallPictures(Files.createDirectory(root.resolve("mnist-lstm")), 170, 60);
        for (String program : List.of("mnist", "mnist-cnn", "mnist-lstm")) {
            Path reference = root.resolve(program + ".safetensors");
            train(new ChildJvm(root).with("-Dlanewise.simd=off"), program, 1, reference).assertSuccess();
            REFERENCES.put(program, reference);
        }
        assertThat(metadata("mnist")).as("neither time nor threads")
                .containsExactlyInAnyOrder("lanewise.model", "rows", "cols", "hidden", "classes", "mean", "std");
        assertThat(metadata("mnist-cnn"))
                .containsExactlyInAnyOrder("lanewise.model", "rows", "cols", "dropout", "classes", "mean", "std");
        assertThat(metadata("mnist-lstm")).containsExactlyInAnyOrder(
                "lanewise.model", "rows", "cols", "hidden", "dropout", "classes", "mean", "std");
    }

    private static Path reference(String program) {
        return Objects.requireNonNull(REFERENCES.get(program));
    }

    private static Set<String> metadata(String program) {
        return Safetensors.load(reference(program)).metadata().keySet();
    }

    @ParameterizedTest
    @CsvSource({
        "mnist, auto, 1", "mnist, auto, 2", "mnist, auto, 3", "mnist, off, 3", "mnist, 128, 2", "mnist, 256, 2",
        "mnist, 512, 1", "mnist-cnn, off, 3", "mnist-cnn, 256, 2", "mnist-cnn, 256, 3", "mnist-cnn, 512, 1",
        "mnist-lstm, off, 3", "mnist-lstm, 128, 2", "mnist-lstm, 256, 2", "mnist-lstm, 256, 3", "mnist-lstm, 512, 1"
    })
    void theSavedModelHasTheSameBytes(String program, String simd, int threads)
            throws IOException, InterruptedException {
        Path model = folder.resolve("model.safetensors");
        Outcome outcome = train(new ChildJvm(folder).with("-Dlanewise.simd=" + simd), program, threads, model);
        assumeTrue(!outcome.err().contains("bit vectors are needed"), outcome.err());
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(Files.mismatch(model, reference(program))).as("first byte that differs").isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "mnist-cnn", "mnist-lstm"})
    void theJvmThatCompiledEverythingBeforeSavesTheSameBytes(String program) throws IOException {
        Path model = folder.resolve("model.safetensors");
        for (int i = 0; i < 3; i++) {
            Outcome.of(args(program, 2, model)).assertSuccess();
            assertThat(Files.mismatch(model, reference(program))).as("first byte that differs").isEqualTo(-1);
        }
    }

    private static Outcome train(ChildJvm jvm, String program, int threads, Path model)
            throws IOException, InterruptedException {
        return jvm.run(args(program, threads, model));
    }

    private static Object[] args(String program, int threads, Path model) {
        List<Object> args = new ArrayList<>(List.of(
                program, "--data", root.resolve(program), "--threads", threads, "--save", model, "--quiet"));
        args.addAll(program.equals("mnist")
                ? List.of("--epochs", 2, "--batch-size", 150, "--hidden", "96,40")
                : List.of("--epochs", 1, "--batch-size", 70));
        return args.toArray();
    }
}
