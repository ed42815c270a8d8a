package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.nn.Layer;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a perceptron on MNIST. */
@Command(
    name = "mnist",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Trains a multilayer perceptron to read handwritten digits.",
        "",
        "The data come from --data, else from the cache, else from a download; where none of these has them, the "
                + "program draws digits itself.",
        ""
    })
public final class MnistCommand extends DigitsCommand {
    private static final List<Integer> SMALL = List.of(128);

    @Option(
        names = "--hidden",
        paramLabel = "N[,N...]",
        defaultValue = "128",
        description = "Widths of the hidden layers (default: ${DEFAULT-VALUE}).")
    private String hidden;

    @Option(
        names = "--dropout",
        paramLabel = "P",
        defaultValue = "0",
        description = "Share of each hidden layer that training drops (default: ${DEFAULT-VALUE}).")
    private double dropout;

    @Override
    Network network(RunOptions check) {
        List<Integer> widths = new ArrayList<>();
        for (String width : hidden.split(",", -1)) {
            try {
                widths.add(Integer.valueOf(width));
            } catch (NumberFormatException _) {
                widths.add(0); // the message below says what is wrong
            }
        }
        check.require(widths.stream().allMatch(width -> width >= 1),
                "--hidden " + hidden + ": widths are whole numbers of 1 or more, with commas between them");
        check.require(dropout >= 0 && dropout < 1, "--dropout " + dropout + ": 0 or more and less than 1 is needed");
        return new Perceptron(widths, dropout);
    }

    /** With a network of a width that fits into any memory. */
    @Override
    void warmUp(Recipe recipe) {
        WarmUp.begin(() -> recipe.blank(new Perceptron(SMALL, dropout)));
    }

    @Override
    double train(Setup<Layer, Batch<Tensor, IntTensor>> setup, Map<String, Stateful> more, Run training) {
        if (run.isRecorded()) {
            return super.train(setup, more, training); // with the same bits, and callbacks
        }
        MnistLoop loop = new MnistLoop(setup, more);
        run.device().ifPresent(loop::on);
        return loop.fit(training, run.epochs(), learning.goodEnough());
    }

    @Override
    String sizes() {
        return "--hidden " + hidden;
    }
}
