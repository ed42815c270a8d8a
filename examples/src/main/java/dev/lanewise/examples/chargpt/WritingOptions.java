package dev.lanewise.examples.chargpt;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.text.Printable;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what the network writes. */
final class WritingOptions {
    private static final int MOST = 10_000_000;

    @Option(
        names = "--sample",
        paramLabel = "N",
        defaultValue = "500",
        description = "Characters that it writes in the end (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Option(
        names = "--sample-every",
        paramLabel = "STEPS",
        defaultValue = "100",
        description = "Have it write two lines after every so many training steps, 0 for never (default: "
                + "${DEFAULT-VALUE}).")
    private int every;

    @Option(
        names = "--prompt",
        paramLabel = "TEXT",
        description = "What it goes on from (default: the beginning of a line).")
    private @Nullable String prompt;

    @Option(
        names = "--temperature",
        paramLabel = "T",
        defaultValue = "0.8",
        description = "Below 1 it prefers likely characters more, at 0 it takes the likeliest (default: "
                + "${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
        names = "--top-k",
        paramLabel = "K",
        defaultValue = "0",
        description = "Let it choose from the K likeliest characters only, 0 for all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
        names = "--no-cache",
        description = "Compute the whole context anew for each character: the same text, more slowly.")
    private boolean noCache;

    /** Refuses numbers that make no sense. */
    void check(RunOptions run) {
        run.require(sample >= 0 && sample <= MOST, "--sample " + sample + ": 0 to " + MOST + " are possible");
        run.require(every >= 0, "--sample-every " + every + ": at least 0 is needed");
        run.require(temperature >= 0 && temperature < Double.POSITIVE_INFINITY,
                "--temperature " + temperature + ": a finite number of 0 or more is needed");
        run.require(topK >= 0, "--top-k " + topK + ": at least 0 is needed");
        run.require(prompt == null || !prompt.isEmpty(), "--prompt: at least one character is needed");
    }

    /** Characters to be written in the end. */
    int sample() {
        return sample;
    }

    /** Training steps between two texts; 0 for no texts. */
    int every() {
        return every;
    }

    /** An author to the user's taste. */
    Author author(SavedGpt saved) {
        return new Author(saved.model(), saved.form().context(), new Taste(temperature, topK), !noCache);
    }

    /**
     * The characters to go on from.
     *
     * @throws ProgramException if one of them is not known
     */
    int[] beginning(Characters characters) {
        if (prompt == null) {
            return new int[] {Math.max(characters.number('\n'), Characters.UNKNOWN + 1)}; // or the first there is
        }
        prompt.codePoints().filter(c -> characters.number(c) == Characters.UNKNOWN).findFirst().ifPresent(c -> {
            throw new ProgramException("--prompt: the character " + Printable.quoted(Character.toString(c))
                    + String.format(Locale.ROOT, " (U+%04X) does not occur in the text that was learned", c));
        });
        return characters.numbers(prompt);
    }

    /** What is shown of a text: all of it but the end of a line that it goes on from where there is no prompt. */
    int[] shown(int... text) {
        return prompt == null ? Arrays.copyOfRange(text, 1, text.length) : text;
    }
}
