package dev.lanewise.examples.chargpt;

import dev.lanewise.examples.training.ModelSize;
import dev.lanewise.examples.training.RunOptions;
import picocli.CommandLine.Option;

/** The options that say what network is trained, and how. */
final class ModelOptions {
    /** More would take minutes for each step. */
    private static final int MOST_LAYERS = 1000;

    @Option(
        names = "--context",
        paramLabel = "N",
        defaultValue = "128",
        description = "Characters that are read at once (default: ${DEFAULT-VALUE}).")
    private int context;

    @Option(
        names = "--layers",
        paramLabel = "N",
        defaultValue = "4",
        description = "Layers of the network (default: ${DEFAULT-VALUE}).")
    private int layers;

    @Option(
        names = "--width",
        paramLabel = "N",
        defaultValue = "128",
        description = "Numbers for each character in it (default: ${DEFAULT-VALUE}).")
    private int width;

    @Option(
        names = "--heads",
        paramLabel = "N",
        defaultValue = "4",
        description = "Heads of attention, which divide the width (default: ${DEFAULT-VALUE}).")
    private int heads;

    @Option(
        names = "--dropout",
        paramLabel = "P",
        defaultValue = "0",
        description = "Share of what is dropped in training (default: ${DEFAULT-VALUE}).")
    private double dropout;

    @Option(
        names = "--lr",
        paramLabel = "RATE",
        defaultValue = "0.003",
        description = "Highest learning rate of AdamW (default: ${DEFAULT-VALUE}).")
    private double lr;

    /** Refuses numbers that make no sense. */
    void check(RunOptions run) {
        run.require(context >= 1, "--context " + context + ": at least 1 is needed");
        run.require(layers >= 1 && layers <= MOST_LAYERS,
                "--layers " + layers + ": 1 to " + MOST_LAYERS + " are possible");
        run.require(width >= 1, "--width " + width + ": at least 1 is needed");
        run.require(heads >= 1, "--heads " + heads + ": at least 1 is needed");
        run.require(width % heads == 0, "--heads " + heads + ": they do not divide --width " + width);
        run.require(dropout >= 0 && dropout < 1, "--dropout " + dropout + ": 0 or more and less than 1 is needed");
        run.require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
    }

    int context() {
        return context;
    }

    /** Refuses a network that is too large for this many characters, or more of them. */
    void checkSize(int characters) {
        Form form = form(characters);
        ModelSize.require("--layers " + layers + ", --width " + width + ", --context " + context, Recipe.slots(),
                form::parameters, form::largest);
    }

    private Form form(int characters) {
        return new Form(characters, context, layers, width, heads, dropout);
    }

    Recipe recipe(Characters characters, RunOptions run) {
        checkSize(characters.size());
        Form form = form(characters.size());
        return new Recipe(form, run.epochs(), lr, run.batchSize(), run.seed());
    }
}
