package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.pictures.TerminalArt;
import dev.lanewise.examples.training.ModelSize;
import dev.lanewise.examples.training.Report;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.inference.Inference;
import dev.lanewise.nn.Layer;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import dev.lanewise.train.Trainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    MnistOptions learning;

    @Mixin
    RunOptions run = new RunOptions(EPOCHS);

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
        if (run.device().isEmpty()) {
            warmUp(recipe);
        }
        Report report = run.report();
        DigitData digits = data.load(recipe.classes(), Scale.STANDARD, run, report);
        require(sizes != null ? sizes : "images of " + digits.train().rows() + "x" + digits.train().cols() + " pixels",
                recipe, recipe.size(digits.train()));
        Setup<Layer, Batch<Tensor, IntTensor>> setup = recipe.setup(digits.train(), digits.test());
        SavedModel.Form form = new SavedModel.Form(
                recipe.network(), recipe.size(digits.train()), Scale.STANDARD.mean(), Scale.STANDARD.std());
        Run training = new Run(
                run, report, digits.train().size(), file -> SavedModel.save(file, setup.model(), form));
        report.start(digits.train().size(), digits.test().size(), digits.source(), form.describe(), setup.model());
        Inference<Tensor, Tensor> network = Inference.of(setup.model());
        run.device().ifPresent(network::on);
        training.shows(recorder -> new DigitBoard(digits, form, network).show(recorder));
        double accuracy = train(setup, Map.of("settings", recipe, "images", digits), training);
        if (training.isPaused()) {
            return training.endPaused();
        }
        if (!report.isQuiet()) {
            showDigits(network, digits.test(), report);
            report.mistakes(batch -> network.run(batch.inputs()), setup.test(),
                    IntStream.range(0, recipe.classes()).mapToObj(String::valueOf).toList());
        }
        return training.end(String.format(Locale.ROOT, "test accuracy %.4f", accuracy));
    }

    /**
     * Trains with the library's trainer, unless a program has a loop of its own.
     *
     * @param more parts of the program's own that a checkpoint holds
     * @return the accuracy of the last test; NaN if the training is paused
     */
    double train(Setup<Layer, Batch<Tensor, IntTensor>> setup, Map<String, Stateful> more, Run training) {
        Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Recipe.trainer(setup);
        more.forEach(trainer::with);
        trainer.with(new TargetAccuracy(learning.goodEnough()));
        History history = training.fit(trainer, setup);
        return training.isPaused() ? Double.NaN : history.last(TargetAccuracy.RESULT);
    }

    /** Refuses a network that is too large for images of this size or larger ones. */
    private static void require(String cause, Recipe recipe, Network.Size size) {
        ModelSize.require(cause, recipe.slots(), () -> recipe.network().parameters(size),
                () -> recipe.network().largest(size));
    }

    private static void showDigits(Inference<Tensor, Tensor> network, ImageDataset test, Report report) {
        int count = Math.min(DIGITS_SHOWN, test.size());
        Batch<Tensor, IntTensor> batch = test.batch(IntStream.range(0, count).toArray());
        IntTensor predicted = network.run(batch.inputs()).argmax(1);
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
