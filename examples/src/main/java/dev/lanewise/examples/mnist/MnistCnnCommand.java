package dev.lanewise.examples.mnist;

import dev.lanewise.examples.training.RunOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a convolutional network on MNIST. */
@Command(
    name = "mnist-cnn",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Trains a convolutional network to read handwritten digits: that of PyTorch's MNIST example, with 32 and 64 "
                + "filters, a pool and 128 hidden units.",
        "",
        "The data come from --data, else from the cache, else from a download; where none of these has them, the "
                + "program draws digits itself.",
        ""
    })
public final class MnistCnnCommand extends DigitsCommand {
    @Option(
        names = "--dropout",
        paramLabel = "P",
        defaultValue = "0.5",
        description = "Share of the hidden layer that training drops; of what is pooled it drops half as much "
                + "(default: ${DEFAULT-VALUE}).")
    private double dropout;

    @Override
    Network network(RunOptions check) {
        check.require(dropout >= 0 && dropout < 1, "--dropout " + dropout + ": 0 or more and less than 1 is needed");
        return new ConvNet(dropout);
    }

    @Override
    @Nullable
    String sizes() {
        return null;
    }
}
