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
        description = "Learning rate of the first epoch (default: ${DEFAULT-VALUE}).")
    private double lr;

    @Option(
        names = "--gamma",
        paramLabel = "G",
        description = "Factor of the learning rate after each epoch (default: ${DEFAULT-VALUE}).")
    private double gamma;

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
    private @Nullable Double targetAccuracy;

    /** Options of which only learning rate and gamma have defaults that differ from network to network. */
    MnistOptions(double lr, double gamma) {
        this.lr = lr;
        this.gamma = gamma;
    }

    /** Refuses values that make no sense. */
    void check(RunOptions run) {
        run.require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
        run.require(gamma > 0 && gamma <= 1, "--gamma " + gamma + ": a number above 0, at most 1, is needed");
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

    /** The accuracy that ends the training; infinite if none does. */
    double goodEnough() {
        return targetAccuracy == null ? Double.POSITIVE_INFINITY : targetAccuracy;
    }

    /** What to train. */
    Recipe recipe(Network network, RunOptions run) {
        return new Recipe(network, classes, optimizer, lr, gamma, momentum, run.batchSize(), run.seed());
    }
}
