package dev.lanewise.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptionTest {
    @TempDir
    Path folder;

    private static RunOptions options(@Nullable Path save, @Nullable Path checkpoint) {
        RunOptions options = new RunOptions(5);
        options.save = save;
        options.checkpoint = checkpoint;
        return options;
    }

    @Test
    void aResumedRunKnowsTheModelOfTheEpochsBefore() throws IOException {
        Path model = Files.createFile(folder.resolve("model.st"));
        try (var interruption = new Interruption(2, options(model, null), line -> {})) {
            interruption.begin(3);
            assertThat(interruption.sentence())
                    .isEqualTo("stopped in epoch 3 of 5; the model after epoch 2 is in " + model);
        }
    }

    @Test
    void itTellsTheEpochAndTheLastModel() {
        try (var interruption = new Interruption(0, options(Path.of("m.st"), null), line -> {})) {
            interruption.begin(1);
            assertThat(interruption.sentence())
                    .isEqualTo("stopped in epoch 1 of 5; nothing has been saved in m.st yet");
            interruption.end(1);
            assertThat(interruption.sentence())
                    .isEqualTo("stopped after epoch 1 of 5; the model after epoch 1 is in m.st");
            interruption.begin(2);
            assertThat(interruption.sentence())
                    .isEqualTo("stopped in epoch 2 of 5; the model after epoch 1 is in m.st");
        }
    }

    @Test
    void aHostileNameIsShownAsItMayBe() {
        try (var interruption = new Interruption(0, options(Path.of("m\u001b[2J"), null), line -> {})) {
            interruption.begin(1);
            assertThat(interruption.sentence()).contains("in m\\u001b[2J yet");
            interruption.end(1);
            assertThat(interruption.sentence()).endsWith("in m\\u001b[2J");
        }
    }

    @Test
    void withoutAModelItSaysThatNothingIsSaved() {
        try (var interruption = new Interruption(0, options(null, null), line -> {})) {
            interruption.begin(3);
            assertThat(interruption.sentence())
                    .isEqualTo("stopped in epoch 3 of 5; nothing is saved without --save or --checkpoint");
        }
    }

    @Test
    void itTellsWhatARunCanBeResumedFrom() throws IOException {
        Path checkpoint = folder.resolve("run.st");
        try (var interruption = new Interruption(0, options(null, checkpoint), line -> {})) {
            interruption.begin(1);
            assertThat(interruption.sentence()).isEqualTo("stopped in epoch 1 of 5; nothing is saved yet");
            Files.createFile(checkpoint);
            assertThat(interruption.sentence())
                    .isEqualTo("stopped in epoch 1 of 5; --resume goes on from " + checkpoint);
        }
    }
}
