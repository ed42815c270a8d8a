package dev.lanewise.examples.mnist;

import dev.lanewise.examples.training.RunOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a training to read digits, whatever the network. */
final class MnistOptions {
    @Option(
        names = "--optimizer",
        paramLabel = "NAME",
        defaultValue = "adam",
        description = "Update rule: sgd, adam, adamw or rmsprop (default: ${DEFAULT-VALUE}).")
    private Recipe.Rule optimizer;

    @Option(
        names = "--lr",
        paramLabel = "RATE",
        description = "Learning rate (default: ${DEFAULT-VALUE}).")
    private double lr;

    @Option(
        names = "--momentum",
        paramLabel = "M",
        defaultValue = "0",
        description = "Momentum of sgd or rmsprop (default: ${DEFAULT-VALUE}).")
    private double momentum;

    @Option(
        names = "--classes",
        paramLabel = "N",
        defaultValue = "10",
        description = "Number of classes; labels are 0 to N-1 (default: ${DEFAULT-VALUE}).")
    int classes;

    @Option(
        names = "--target-accuracy",
        paramLabel = "A",
        description = "Stop after the epoch whose test accuracy reaches A (default: none).")
    @Nullable
    Double targetAccuracy;

    /** Options of which only the learning rate has a default that differs from network to network. */
    MnistOptions(double lr) {
        this.lr = lr;
    }

    /** Refuses values that make no sense. */
    void check(RunOptions run) {
        run.require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
        run.require(
                momentum == 0 || optimizer.hasMomentum(),
                "--momentum " + momentum + ": " + optimizer.name().toLowerCase(Locale.ROOT)
                        + " has none, sgd and rmsprop do");
        run.require(momentum >= 0 && momentum < 1, "--momentum " + momentum + ": 0 or more and less than 1 is needed");
        run.require(classes >= 2 && classes <= 256, "--classes " + classes + ": 2 to 256 are possible");
        run.require(
                targetAccuracy == null || (targetAccuracy > 0 && targetAccuracy <= 1),
                "--target-accuracy " + targetAccuracy + ": a share above 0, at most 1, is needed");
    }

    /** What to train. */
    Recipe recipe(Network network, RunOptions run) {
        return new Recipe(network, classes, optimizer, lr, momentum, run.batchSize(), run.seed());
    }
}
