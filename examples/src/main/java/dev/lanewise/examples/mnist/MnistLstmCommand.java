package dev.lanewise.examples.mnist;

import dev.lanewise.examples.training.RunOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a recurrent network on MNIST. */
@Command(
    name = "mnist-lstm",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Trains a recurrent network to read handwritten digits: an LSTM reads each picture row by row, as a sequence, "
                + "and a linear map tells the digit from its last state.",
        "",
        "The data come from --data, else from the cache, else from a download; where none of these has them, the "
                + "program draws digits itself.",
        ""
    })
public final class MnistLstmCommand extends DigitsCommand {
    @Option(
        names = "--hidden",
        paramLabel = "N",
        defaultValue = "128",
        description = "Units of the LSTM (default: ${DEFAULT-VALUE}).")
    private int hidden;

    @Option(
        names = "--dropout",
        paramLabel = "P",
        defaultValue = "0",
        description = "Share of its last state that training drops (default: ${DEFAULT-VALUE}).")
    private double dropout;

    /** At a rate that stays the same, its accuracy goes up and down by half a percent from epoch to epoch. */
    public MnistLstmCommand() {
        super(0.002, 0.6);
    }

    @Override
    Network network(RunOptions check) {
        check.require(hidden >= 1, "--hidden " + hidden + ": at least 1 is needed");
        check.require(dropout >= 0 && dropout < 1, "--dropout " + dropout + ": 0 or more and less than 1 is needed");
        return new LstmNet(hidden, dropout);
    }

    @Override
    String sizes() {
        return "--hidden " + hidden;
    }
}
