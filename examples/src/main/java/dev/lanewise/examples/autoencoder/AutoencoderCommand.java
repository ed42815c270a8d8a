package dev.lanewise.examples.autoencoder;

import dev.lanewise.data.Batch;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.mnist.DigitData;
import dev.lanewise.examples.mnist.DigitOptions;
import dev.lanewise.examples.mnist.Scale;
import dev.lanewise.examples.pictures.Picture;
import dev.lanewise.examples.pictures.Png;
import dev.lanewise.examples.pictures.Sheet;
import dev.lanewise.examples.training.ModelSize;
import dev.lanewise.examples.training.Report;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Sequential;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.train.History;
import dev.lanewise.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains an autoencoder on digits, and writes a picture of what it makes of some that it has not seen. */
@Command(
    name = "autoencoder",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Trains a convolutional autoencoder on handwritten digits: it squeezes each picture into a few numbers and "
                + "draws it again from them. At the end it writes a picture of test digits above what became of them.",
        "",
        "The data come from --data, else from the cache, else from a download; where none of these has them, the "
                + "program draws digits itself.",
        ""
    })
public final class AutoencoderCommand implements Callable<Integer> {
    private static final int EPOCHS = 5;
    private static final int CLASSES = 10;
    private static final int SHOWN = 16;
    private static final int ZOOM = 2;
    private static final String PICTURE = "--picture";

    @Mixin
    private DigitOptions data;

    @Option(
        names = PICTURE,
        paramLabel = "FILE",
        defaultValue = "autoencoder.png",
        description = "Write the picture here, in the place of what is there (default: ${DEFAULT-VALUE}).")
    private Path picture;

    @Option(
        names = "--code",
        paramLabel = "N",
        defaultValue = "32",
        description = "How many numbers a picture has to pass through (default: ${DEFAULT-VALUE}).")
    private int code;

    @Option(
        names = "--lr",
        paramLabel = "RATE",
        defaultValue = "0.001",
        description = "Learning rate of Adam (default: ${DEFAULT-VALUE}).")
    private double lr;

    @Mixin
    private RunOptions run = new RunOptions(EPOCHS);

    @Override
    public Integer call() throws IOException {
        data.check(run);
        run.require(code >= 1, "--code " + code + ": at least 1 is needed");
        run.require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
        run.alsoWrites(PICTURE, picture);
        Autoencoder settings = new Autoencoder(code, lr, run.batchSize(), run.seed());
        require(settings, data.side(), data.side());
        run.begin();
        Report report = run.report();
        DigitData digits = data.load(CLASSES, Scale.UNIT, run, report);
        require(settings, digits.train().rows(), digits.train().cols());
        Setup<Sequential, Batch<Tensor, IntTensor>> setup = settings.setup(digits.train(), digits.test());
        Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Autoencoder.trainer(setup)
                .with("settings", settings).with("images", digits);
        Run training = new Run(run, report, digits.train().size(), file -> Safetensors.save(
                file, setup.model().stateDict(), Map.of("lanewise.model", "autoencoder")));
        report.start(digits.train().size(), digits.test().size(), digits.source(), settings.describe(digits.train()),
                setup.model());
        training.shows(recorder -> recorder
                .setting("data", digits.source())
                .setting("network", settings.describe(digits.train()))
                .pictures("test digits, and each drawn again", _ -> pairs(trainer, digits.test())));
        History history = training.fit(trainer, setup);
        if (training.isPaused()) {
            return training.endPaused();
        }
        Picture sheet = Sheet.of(
                reconstructions(trainer, digits.test()), digits.test().rows(), digits.test().cols(), ZOOM);
        RunOptions.write(PICTURE, picture, Png.write(sheet));
        report.say("test digits above their reconstructions are in " + Printable.path(picture));
        return training.end(String.format(Locale.ROOT, "test loss %.5f", history.last("validation.loss")));
    }

    /** Refuses a network that is too large for pictures of this size or larger ones. */
    private void require(Autoencoder settings, int rows, int cols) {
        ModelSize.require("--code " + code, Autoencoder.slots(), () -> settings.parameters(rows, cols),
                () -> settings.largest(rows, cols));
    }

    /** Test pictures, each with what the network makes of it behind it: {@code [2 n, rows, cols]}. */
    private static Tensor pairs(Trainer<Batch<Tensor, IntTensor>, Tensor> trainer, ImageDataset test) {
        Batch<Tensor, IntTensor> batch = test.batch(IntStream.range(0, Math.min(SHOWN, test.size())).toArray());
        return Shapes.stack(1, batch.inputs(), trainer.predict(batch)).reshape(-1, test.rows(), test.cols());
    }

    /** The first test pictures, and below them what the network makes of them. */
    private static List<List<float[]>> reconstructions(
            Trainer<Batch<Tensor, IntTensor>, Tensor> trainer, ImageDataset test) {
        int count = Math.min(SHOWN, test.size());
        float[] drawn = trainer.predict(test.batch(IntStream.range(0, count).toArray())).toArray();
        List<float[]> originals = new ArrayList<>();
        List<float[]> again = new ArrayList<>();
        int size = drawn.length / count;
        for (int i = 0; i < count; i++) {
            originals.add(test.grey(i));
            again.add(Arrays.copyOfRange(drawn, i * size, (i + 1) * size));
        }
        return List.of(originals, again);
    }
}
