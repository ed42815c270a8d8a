package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.pictures.TerminalArt;
import dev.lanewise.examples.training.ModelSize;
import dev.lanewise.examples.training.Report;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.examples.training.Trainer;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** Trains a network to read digits: finds the data, runs the epochs, and reports the results. */
abstract class DigitsCommand implements Callable<Integer> {
    private static final int EPOCHS = 5;
    private static final int DIGITS_SHOWN = 5;

    @Mixin
    private DigitOptions data;

    @Mixin
    private MnistOptions learning;

    @Mixin
    private RunOptions run = new RunOptions(EPOCHS);

    /** Trains with the learning rate that is Adam's everywhere, unless options say otherwise. */
    DigitsCommand() {
        this(0.001, 1);
    }

    /** Trains with this learning rate and gamma, unless options say otherwise. */
    DigitsCommand(double lr, double gamma) {
        this.learning = new MnistOptions(lr, gamma);
    }

    /** The network that the options ask for; wrong ones are refused by {@link RunOptions#require}. */
    abstract Network network(RunOptions check);

    /** The options that say how large the network is, with their values; null if there are none. */
    abstract @Nullable String sizes();

    /** Begins what makes the training to come start faster; nothing where it takes minutes. */
    void warmUp(Recipe recipe) {}

    @Override
    public Integer call() throws IOException {
        learning.check(run);
        data.check(run);
        Recipe recipe = learning.recipe(network(run), run);
        String sizes = sizes();
        if (sizes != null) {
            require(sizes, recipe, new Network.Size(data.side(), data.side(), recipe.classes()));
        }
        run.begin();
        warmUp(recipe);
        Report report = run.report();
        DigitData digits = data.load(recipe.classes(), Scale.STANDARD, run, report);
        require(sizes != null ? sizes : "images of " + digits.train().rows() + "x" + digits.train().cols() + " pixels",
                recipe, recipe.size(digits.train()));
        Trainer<Tensor, IntTensor> trainer = recipe.trainer(digits.train(), digits.test());
        SavedModel.Form form = new SavedModel.Form(
                recipe.network(), recipe.size(digits.train()), Scale.STANDARD.mean(), Scale.STANDARD.std());
        Run training = new Run(run, report, trainer, digits.train().size(),
                Map.of("settings", recipe, "images", digits), file -> SavedModel.save(file, trainer.model(), form));
        training.resume();
        report.start(digits.train().size(), digits.test().size(), digits.source(), form.describe(),
                trainer.model());
        training.train(() -> isGoodEnough(trainer));
        if (!report.isQuiet()) {
            showDigits(trainer, digits.test(), report);
            report.mistakes(
                    confusion(trainer), IntStream.range(0, recipe.classes()).mapToObj(String::valueOf).toList());
        }
        return training.end(String.format(Locale.ROOT, "test accuracy %.4f", trainer.tested().accuracy()));
    }

    /** Refuses a network that is too large for images of this size or larger ones. */
    private static void require(String cause, Recipe recipe, Network.Size size) {
        ModelSize.require(cause, recipe.slots(), () -> recipe.network().parameters(size),
                () -> recipe.network().largest(size));
    }

    private boolean isGoodEnough(Trainer<Tensor, IntTensor> trainer) {
        return learning.targetAccuracy != null && trainer.tested().accuracy() >= learning.targetAccuracy;
    }

    private static ConfusionMatrix confusion(Trainer<Tensor, IntTensor> trainer) {
        return Objects.requireNonNull(trainer.confusion(), "digits are classes");
    }

    private static void showDigits(Trainer<Tensor, IntTensor> trainer, ImageDataset test, Report report) {
        int count = Math.min(DIGITS_SHOWN, test.size());
        Batch<Tensor, IntTensor> batch = test.batch(IntStream.range(0, count).toArray());
        IntTensor predicted = trainer.outputs(batch.inputs()).argmax(1);
        List<float[]> pictures = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(test.grey(i));
            boolean right = predicted.get(i) == batch.targets().get(i);
            captions.add(predicted.get(i) + (right ? "" : ", not " + batch.targets().get(i)));
        }
        report.say(String.format("%nThe first test images, as the network reads them:"));
        report.say(TerminalArt.fitting(System.out.charset())
                .draw(pictures, test.rows(), test.cols(), captions, Report.LINE));
    }
}
