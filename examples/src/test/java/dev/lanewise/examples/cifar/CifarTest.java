package dev.lanewise.examples.cifar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.Outcome;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.examples.training.StoppedRun;
import dev.lanewise.io.Cifar10;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Sequential;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on a few shapes in CIFAR-10's files. */
class CifarTest {
    private static final int OF_A_FILE = 16;
    private static final int TEST = 20;
    private static final int BATCH = 16;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void writePictures() {
        Shapes.Drawn train = Shapes.draw(1, 1, 5 * OF_A_FILE);
        for (int i = 0; i < 5; i++) {
            write("data_batch_" + (i + 1) + ".bin", train, i * OF_A_FILE, OF_A_FILE);
        }
        write("test_batch.bin", Shapes.draw(1, 2, TEST), 0, TEST);
    }

    private static void write(String name, Shapes.Drawn drawn, int from, int count) {
        int to = from + count;
        Cifar10.write(data.resolve(name),
                Arrays.copyOfRange(drawn.pixels(), from * Shapes.PICTURE, to * Shapes.PICTURE),
                Arrays.copyOfRange(drawn.labels(), from, to));
    }

    private Object[] args(int epochs, Object... more) {
        List<Object> args = new ArrayList<>(
                List.of("cifar", "--data", data, "--epochs", epochs, "--batch-size", BATCH, "--seed", 5));
        args.addAll(List.of(more));
        return args.toArray();
    }

    private Path checkpoint() {
        return folder.resolve("run.safetensors");
    }

    @Test
    void aTrainingTellsWhatComesOfIt() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Path metrics = folder.resolve("metrics.jsonl");
        Outcome outcome = Outcome.of(args(2, "--save", model, "--metrics", metrics)).assertSuccess();
        assertThat(outcome.out())
                .startsWith("80 training and 20 test images: " + data)
                .contains("network 3x32x32-conv16-2x16-2x32-2x64-mean-10, 175,258 parameters, ")
                .containsPattern("(?m)^ +2/2 ")
                .containsPattern("(?m)^(airplane|automobile|bird|cat|deer|dog|frog|horse|ship|truck): \\d+\\.\\d % are")
                .contains("the model is in " + model);
        assertThat(outcome.out().lines().filter(line -> !line.contains(data.toString())))
                .allMatch(line -> line.length() <= 80);
        assertThat(outcome.accuracy()).isBetween(0.0, 1.0);
        assertThat(Files.readAllLines(metrics)).hasSize(2);
        Safetensors saved = Safetensors.load(model);
        assertThat(saved.metadata()).containsEntry("lanewise.model", "resnet-cifar");
        assertThat(saved.stateDict()).containsKey("1.num_batches_tracked");
    }

    @Test
    void aRunThatWasStoppedWithinAnEpochEndsWithTheSameBytesOnOtherThreads() throws IOException {
        ColourData pictures = ColourData.load(data, 5);
        CifarRecipe recipe = new CifarRecipe(2, 0.1, BATCH, 5);
        Setup<Sequential, Batch<Tensor, IntTensor>> setup = recipe.setup(pictures.train(), pictures.test(), 10);
        StoppedRun.leave(checkpoint(), 7, "cifar", // of 2 times 5 steps
                CifarRecipe.trainer(setup).with("settings", recipe).with("images", pictures),
                setup);
        Path resumed = folder.resolve("resumed.safetensors");
        Outcome outcome = Outcome.of(
                args(2, "--checkpoint", checkpoint(), "--resume", "--save", resumed, "--threads", 1)).assertSuccess();
        assertThat(outcome.out()).contains("  resumed after 1 epoch and 32 images");
        Path whole = folder.resolve("whole.safetensors");
        Outcome.of(args(2, "--save", whole, "--threads", 2)).assertSuccess();
        assertThat(resumed).hasSameBinaryContentAs(whole);
    }

    @Test
    void theScheduleIsPartOfTheRun() {
        Outcome.of(args(1, "--checkpoint", checkpoint())).assertSuccess();
        Outcome more = Outcome.of(args(2, "--checkpoint", checkpoint(), "--resume"));
        assertThat(more.exit()).isEqualTo(1);
        assertThat(more.err()).contains("\"training.settings.epochs\" was 1 and is now 2");
    }

    /** The rate of the step is not the --lr that was asked for. */
    @Test
    void aRunThatDivergesNamesTheRateOfTheStep() {
        Outcome.of(args(2, "--lr", "1e30")).assertFailure(
                "training has diverged, try a smaller --lr: the loss is ", " at a learning rate of ");
    }

    @Test
    void itLearns() {
        ColourData shapes = ColourData.drawn(1, 200, 10);
        CifarRecipe recipe = new CifarRecipe(4, 0.05, 20, 1);
        Setup<Sequential, Batch<Tensor, IntTensor>> setup = recipe.setup(shapes.train(), shapes.test(), 10);
        History history = CifarRecipe.trainer(setup).fit(setup.train(), setup.test(), 4);
        assertThat(history.last("loss")).as("of %s", history).isLessThan(2.28)
                .isLessThan(history.values("loss")[0] - 0.2);
    }

    @Test
    void filesThatAreMissingOrDamagedAreNamed() throws IOException {
        Path none = folder.resolve("none");
        Outcome.of("cifar", "--data", none)
                .assertFailure(none + ": no such folder");
        for (Path file : List.of(data.resolve("data_batch_1.bin"), data.resolve("data_batch_2.bin"),
                data.resolve("data_batch_3.bin"), data.resolve("data_batch_4.bin"), data.resolve("test_batch.bin"))) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        Path fifth = folder.resolve("data_batch_5.bin");
        byte[] whole = Files.readAllBytes(data.resolve("data_batch_5.bin"));
        Files.write(fifth, Arrays.copyOf(whole, whole.length - 9));
        Outcome.of("cifar", "--data", folder).assertFailure(fifth + ", byte ", "the file ends after 3064 of the 3073");
        whole[0] = 10;
        Files.write(fifth, whole);
        Outcome.of("cifar", "--data", folder).assertFailure(fifth + ", byte 0: label 10 of picture 0");
    }

    @Test
    void resultsReplaceNoFileOfTheData() {
        Path test = data.resolve("test_batch.bin");
        Outcome.of(args(1, "--metrics", test))
                .assertFailure("--metrics " + test + ": is a file of the data that are trained on");
    }
}
