package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only shows in a process of its own. */
class ProcessTest {
    @TempDir
    Path folder;

    @Test
    void anInterruptedTrainingLeavesTheLastCompleteModel() throws IOException, InterruptedException {
        SmallSet.writeSmallPictures(folder, 2000, 20);
        Path results = Files.createDirectory(folder.resolve("results"));
        Path model = results.resolve("model.safetensors");
        ChildJvm jvm = new ChildJvm(folder).with("-Dlanewise.simd=off");
        Process process = jvm.start(args(100, model)); // epochs of thousands of small steps, far longer than a save
        try {
            while (process.isAlive() && !Files.exists(model)) {
                Thread.sleep(Duration.ofMillis(5));
            }
            Thread.sleep(Duration.ofMillis(50));
            process.destroy(); // as Ctrl-C: the JVM is told to end
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        Outcome outcome = jvm.outcome(process);
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err())
                .matches("stopped (in|after) epoch [1-9] of 100; the model after epoch [1-9] is in .*\\R")
                .contains(model.toString());
        try (var files = Files.list(results)) {
            assertThat(files).containsExactly(model);
        }
        Path complete = folder.resolve("complete.safetensors");
        int epochs = 0;
        do { // one epoch, unless this thread woke up late
            epochs++;
            Outcome.of(args(epochs, complete)).assertSuccess();
        } while (epochs < 10 && Files.mismatch(model, complete) != -1);
        assertThat(model).as("the model after %d epochs", epochs).hasSameBinaryContentAs(complete);
    }

    @Test
    void anInterruptedTrainingThatSavesNothingSaysSo() throws IOException, InterruptedException {
        SmallSet.writeSmallPictures(folder, 2000, 20);
        ChildJvm jvm = new ChildJvm(folder).with("-Dlanewise.simd=off");
        Process process = jvm.start("mnist", "--data", folder, "--epochs", 1000, "--batch-size", 1, "--hidden", 32);
        try {
            while (process.isAlive() && !Files.readString(folder.resolve("out.txt")).contains("1/1000")) {
                Thread.sleep(Duration.ofMillis(5));
            }
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(jvm.outcome(process).err())
                .matches("stopped (in|after) epoch \\d+ of 1000; nothing is saved without --save or --checkpoint\\R");
    }

    /** The programs that train with the library's trainer finish the step in progress, and save the state after it. */
    @Test
    void anInterruptedTrainerSavesItsStateAndGoesOn() throws IOException, InterruptedException {
        Path model = folder.resolve("model.safetensors");
        Path checkpoint = folder.resolve("run.safetensors");
        ChildJvm jvm = new ChildJvm(folder).with("-Dlanewise.simd=off");
        Process process = jvm.start(forecast(1000, model, "--checkpoint", checkpoint));
        try {
            while (process.isAlive() && !Files.exists(checkpoint)) {
                Thread.sleep(Duration.ofMillis(5));
            }
            Thread.sleep(Duration.ofMillis(50));
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        Outcome outcome = jvm.outcome(process);
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err())
                .matches("\\Rstopped after step \\d+, in epoch \\d+ of 1000; the model after epoch \\d+ is in .+; "
                        + "the state is in .+, from which the training can be resumed\\R")
                .contains("is in " + model + "; the state is in " + checkpoint);
        int epochs = 1 + Integer.parseInt(Checkpoint.read(checkpoint).texts().get("training.epochs"));
        assertThat(outcome.err()).contains("the model after epoch " + (epochs - 1) + " is in ");
        Outcome.of(forecast(epochs, model, "--checkpoint", checkpoint, "--resume")).assertSuccess();
        Path whole = folder.resolve("whole.safetensors");
        Outcome.of(forecast(epochs, whole)).assertSuccess();
        assertThat(model).hasSameBinaryContentAs(whole);
    }

    private static Object[] forecast(int epochs, Path model, Object... more) {
        List<Object> args = new ArrayList<>(List.of("timeseries", "--epochs", epochs, "--batch-size", 100, "--hidden",
                4, "--save", model, "--quiet"));
        args.addAll(List.of(more));
        return args.toArray();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
    void outputThatCannotBeWrittenEndsATrainingThatNobodyKeeps() throws IOException, InterruptedException {
        SmallSet.writeSmallPictures(folder, 60, 20);
        ChildJvm jvm = new ChildJvm(folder).with("-Dlanewise.simd=off").withOutput(Path.of("/dev/full"));
        jvm.run("mnist", "--data", folder, "--epochs", 1_000_000)
                .assertFailure("standard output cannot be written (", "none of --save, --checkpoint and --metrics",
                        "training ends");
        Path metrics = folder.resolve("metrics.jsonl");
        jvm.run("mnist", "--data", folder, "--epochs", 3, "--metrics", metrics)
                .assertFailure("standard output cannot be written (", "training goes on for --metrics");
        assertThat(Files.readAllLines(metrics)).hasSize(3);
        Path model = folder.resolve("model.safetensors");
        jvm.run("mnist", "--data", folder, "--epochs", 3, "--metrics", "/dev/stdout", "--save", model)
                .assertFailure("standard output cannot be written (", "training goes on for --save");
        assertThat(model).exists();
        jvm.run("mnist", "--data", folder, "--epochs", 3, "--metrics", "/dev/stdout")
                .assertFailure("standard output cannot be written (", "none of --save, --checkpoint and --metrics",
                        "training ends");
        jvm.run("mnist", "--data", folder, "--epochs", 1, "--quiet")
                .assertFailure("standard output cannot be written (");
        jvm.run("--help").assertFailure("standard output cannot be written (");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no head")
    void aReaderThatEndsEndsTheTraining() throws IOException, InterruptedException {
        SmallSet.writeSmallPictures(folder, 60, 20);
        ChildJvm jvm = new ChildJvm(folder).with("-Dlanewise.simd=off");
        Process process = jvm.startPiped("mnist", "--data", folder, "--epochs", 1_000_000);
        try {
            assertThat(process.inputReader().readLine()).startsWith("60 training");
            process.getInputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        jvm.outcome(process).assertFailure("standard output cannot be written (", "training ends");
    }

    private Object[] args(int epochs, Path model) {
        return new Object[] {
            "mnist", "--data", folder, "--epochs", epochs, "--batch-size", 1, "--hidden", 32, "--save", model
        };
    }

    @Test
    void withoutDataAndNetworkItSaysSoAndDrawsDigits() throws IOException, InterruptedException {
        Outcome outcome = new ChildJvm(folder).with("-Dlanewise.simd=off")
                .run("mnist", "--offline", "--epochs", 1, "--hidden", 8, "--batch-size", 500, "--quiet");
        assertThat(outcome.err())
                .startsWith("training on built-in digits: offline, and train-images-idx3-ubyte.gz is not in the cache ")
                .hasLineCount(1);
        assertThat(outcome.out()).matches("test accuracy 0\\.\\d{4}\\R");
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void memoryThatRunsOutIsSaidInOneSentence() throws IOException, InterruptedException {
        SmallSet.writeSmallPictures(folder, 10, 10);
        new ChildJvm(folder).with("-Xmx64m")
                .run("mnist", "--data", folder, "--hidden", 200_000)
                .assertFailure("not enough memory", "-Xmx");
    }

    @Test
    void aSettingThatDoesNotExistIsNamed() throws IOException, InterruptedException {
        SmallSet.writeSmallPictures(folder, 10, 10);
        Outcome outcome = new ChildJvm(folder).with("-Dlanewise.smid=off").run("mnist", "--data", folder, "--quiet");
        assertThat(outcome.err()).contains(
                "-Dlanewise.smid=off: there is no such property and it is ignored; the nearest is lanewise.simd (");
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void aWrongSettingIsSaidInOneSentence() throws IOException, InterruptedException {
        SmallSet.writeSmallPictures(folder, 10, 10);
        new ChildJvm(folder).with("-Dlanewise.simd=fast")
                .run("mnist", "--data", folder)
                .assertFailure("-Dlanewise.simd=fast: expected ");
        new ChildJvm(folder).with("-Dlanewise.threads=all")
                .run("mnist", "--data", folder)
                .assertFailure("-Dlanewise.threads=all: expected ");
    }
}
