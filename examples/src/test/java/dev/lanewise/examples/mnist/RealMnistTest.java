package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.examples.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be reached on the real MNIST, where the environment variable LANEWISE_MNIST names the folder it is in. */
class RealMnistTest {
    private static Path mnist;

    @TempDir
    Path folder;

    @BeforeAll
    static void findMnist() {
        String place = System.getenv("LANEWISE_MNIST");
        assumeTrue(place != null && !place.isEmpty(), "LANEWISE_MNIST names no folder with the real MNIST");
        mnist = Path.of(place);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theDefaultsReach97PercentInFiveEpochs(int seed) {
        Outcome outcome = Outcome.of("mnist", "--data", mnist, "--seed", seed, "--quiet");
        assertThat(outcome.assertSuccess().accuracy()).isGreaterThanOrEqualTo(0.97);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theConvolutionalNetworkReaches99PercentInFiveEpochs(int seed) {
        assumeTrue(
                seed <= Integer.getInteger("check.cnn", 0), "-Dcheck.cnn=3 trains it with 3 seeds, minutes for each");
        Outcome outcome = Outcome.of("mnist-cnn", "--data", mnist, "--seed", seed, "--quiet");
        assertThat(outcome.assertSuccess().accuracy()).isGreaterThanOrEqualTo(0.99);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theRecurrentNetworkReaches98PercentInFiveEpochs(int seed) {
        assumeTrue(seed <= Integer.getInteger("check.lstm", 0), "-Dcheck.lstm=3 trains it with 3 seeds");
        Outcome outcome = Outcome.of("mnist-lstm", "--data", mnist, "--seed", seed, "--quiet");
        assertThat(outcome.assertSuccess().accuracy()).isGreaterThanOrEqualTo(0.98);
    }

    @Test
    void whoeverLearnsFromBuiltInDigitsReadsRealOnes() throws IOException {
        SmallSet.write(folder, SmallSet.TRAIN_IMAGES, SmallSet.TRAIN_LABELS, BuiltInDigits.train(1, 60_000));
        try (DirectoryStream<Path> test = Files.newDirectoryStream(mnist, "t10k-*")) {
            for (Path file : test) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        double accuracy = Outcome.of("mnist", "--data", folder, "--quiet").assertSuccess().accuracy();
        System.out.println("trained on built-in digits, MNIST's test images are read with accuracy " + accuracy);
        assertThat(accuracy).isGreaterThanOrEqualTo(0.7);
    }
}
