package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same training saves the same bytes, each in a JVM of its own. */
class ReproducibilityTest {
    @TempDir
    static Path data;

    private static Path reference;

    @TempDir
    Path folder;

    @BeforeAll
    static void trainOnOneThreadWithScalarKernels() throws IOException, InterruptedException {
        SmallSet.write(data, 320, 60); // two whole batches and a part of one
        reference = data.resolve("reference.safetensors");
        train(new ChildJvm(data).with("-Dlanewise.simd=off"), 1, reference).assertSuccess();
        assertThat(Safetensors.load(reference).metadata().keySet()).as("neither time nor threads")
                .containsExactlyInAnyOrder("lanewise.model", "rows", "cols", "hidden", "classes", "mean", "std");
    }

    @ParameterizedTest
    @CsvSource({"auto, 1", "auto, 2", "auto, 3", "off, 3", "128, 2", "256, 2", "512, 1"})
    void theSavedModelHasTheSameBytes(String simd, int threads) throws IOException, InterruptedException {
        Path model = folder.resolve("model.safetensors");
        Outcome outcome = train(new ChildJvm(folder).with("-Dlanewise.simd=" + simd), threads, model);
        assumeTrue(!outcome.err().contains("bit vectors are needed"), outcome.err());
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(Files.mismatch(model, reference)).as("first byte that differs").isEqualTo(-1);
    }

    @Test
    void theJvmThatCompiledEverythingBeforeSavesTheSameBytes() throws IOException {
        Path model = folder.resolve("model.safetensors");
        for (int i = 0; i < 3; i++) {
            Outcome.of(args(2, model)).assertSuccess();
            assertThat(Files.mismatch(model, reference)).as("first byte that differs").isEqualTo(-1);
        }
    }

    private static Outcome train(ChildJvm jvm, int threads, Path model) throws IOException, InterruptedException {
        return jvm.run(args(threads, model));
    }

    private static Object[] args(int threads, Path model) {
        return new Object[] {
            "mnist", "--data", data, "--epochs", 2, "--batch-size", 150, "--hidden", "96,40", "--threads", threads,
            "--save", model, "--quiet"
        };
    }
}
