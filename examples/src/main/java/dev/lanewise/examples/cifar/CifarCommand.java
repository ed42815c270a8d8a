package dev.lanewise.examples.cifar;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.training.Report;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.io.Cifar10;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Sequential;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import dev.lanewise.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a residual network on CIFAR-10, or on shapes that it draws. */
@Command(
    name = "cifar",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Trains a small residual network to tell apart ten kinds of colour pictures, which it moves and mirrors at "
                + "random. The learning rate rises in the first fifth of the run and falls until its end.",
        "",
        "The pictures are CIFAR-10's where --data has its binary files, else shapes that the program draws. Nothing is "
                + "downloaded; the files are at",
        "https://www.cs.toronto.edu/~kriz/cifar.html",
        ""
    })
public final class CifarCommand implements Callable<Integer> {
    private static final int EPOCHS = 10;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder with data_batch_1.bin to data_batch_5.bin and test_batch.bin (default: drawn shapes).")
    private @Nullable Path data;

    @Option(
        names = "--lr",
        paramLabel = "RATE",
        defaultValue = "0.1",
        description = "Highest learning rate of SGD with momentum (default: ${DEFAULT-VALUE}).")
    private double lr;

    @Mixin
    private RunOptions run = new RunOptions(EPOCHS);

    @Override
    public Integer call() throws IOException {
        run.require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
        run.begin();
        if (data != null) {
            run.checkAgainst(Cifar10.files(RunOptions.requireFolder(data)));
        }
        Report report = run.report();
        ColourData pictures = ColourData.load(data, run.seed());
        CifarRecipe recipe = new CifarRecipe(run.epochs(), lr, run.batchSize(), run.seed());
        Setup<Sequential, Batch<Tensor, IntTensor>> setup = recipe.setup(
                pictures.train(), pictures.test(), pictures.classes().size());
        Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = CifarRecipe.trainer(setup)
                .with("settings", recipe).with("images", pictures);
        Run training = new Run(run, report, pictures.train().size(),
                file -> Safetensors.save(file, setup.model().stateDict(), Map.of("lanewise.model", "resnet-cifar",
                        "classes", String.join(",", pictures.classes()))));
        report.start(pictures.train().size(), pictures.test().size(), pictures.source(), ResNet.DESCRIPTION,
                setup.model());
        training.shows(recorder -> recorder
                .setting("data", pictures.source())
                .setting("network", ResNet.DESCRIPTION)
                .examples(pictures.test(), inputs -> setup.model().forward(inputs), pictures.classes()));
        History history = training.fit(trainer, setup);
        if (training.isPaused()) {
            return training.endPaused();
        }
        report.say("");
        report.mistakes(trainer::predict, setup.test(), pictures.classes());
        return training.end(String.format(Locale.ROOT, "test accuracy %.4f", history.last("validation.accuracy")));
    }
}
