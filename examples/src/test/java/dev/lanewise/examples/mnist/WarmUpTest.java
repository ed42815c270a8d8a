package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarmUpTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Recipe.Rule.class)
    void itEndsByItselfForEveryUpdateRule(Recipe.Rule rule) throws InterruptedException {
        Network network = new Perceptron(List.of(128), 0.5);
        Recipe recipe = new Recipe(network, 10, rule, 0.01, 1, rule.hasMomentum() ? 0.9 : 0, 64, 1);
        Thread thread = WarmUp.begin(() -> recipe.blank(network));
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    void whatFailsInItIsReportedOnceByTheTraining() throws IOException, InterruptedException {
        SmallSet.write(folder, 100, 20);
        Outcome outcome = new ChildJvm(folder).with("-Dlanewise.simd=no")
                .run("mnist", "--data", folder, "--epochs", 1, "--quiet");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).isEqualToIgnoringNewLines(
                "error: -Dlanewise.simd=no: expected auto, off, required, 128, 256 or 512");
    }
}
