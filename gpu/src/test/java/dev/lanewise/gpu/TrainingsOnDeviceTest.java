package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.Batch;
import dev.lanewise.gpu.report.Training;
import dev.lanewise.io.Safetensors;
import dev.lanewise.program.Backend;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings of whole networks: losses, and the bytes of the file that they are saved to, are the CPU's. */
class TrainingsOnDeviceTest {
    private static final int STEPS = 4;

    static Stream<Arguments> networks() {
        Function<@Nullable Backend, Training<?>> perceptron = device -> Training.perceptron(33, device);
        Function<@Nullable Backend, Training<?>> convolutional = device -> Training.convolutional(5, device);
        Function<@Nullable Backend, Training<?>> normalized = device -> Training.normalized(7, device);
        Function<@Nullable Backend, Training<?>> language = device -> Training.language(3, 17, 32, 2, device);
        return Stream.of(
                Arguments.of("a perceptron", perceptron), Arguments.of("a convolutional network", convolutional),
                Arguments.of("with batch normalisation", normalized), Arguments.of("a GPT", language));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aTrainingGivesTheBytesOfTheCpu(
            String name, Function<@Nullable Backend, Training<?>> network, @TempDir Path folder) throws IOException {
        Gpu gpu = TestDevice.first();
        Path expected = folder.resolve("cpu.safetensors");
        Path given = folder.resolve("device.safetensors");
        assertThat(learn(network.apply(gpu), given)).as(name).containsExactly(learn(network.apply(null), expected));
        assertThat(Files.readAllBytes(given)).isEqualTo(Files.readAllBytes(expected));
    }

    private static <X extends Value> float[] learn(Training<X> training, Path file) {
        float[] losses = new float[STEPS];
        for (int i = 0; i < STEPS; i++) {
            Batch<X, IntTensor> batch = training.batch(i);
            losses[i] = training.learn(batch);
        }
        Safetensors.save(file, training.model().stateDict(), Map.of());
        return losses;
    }
}
