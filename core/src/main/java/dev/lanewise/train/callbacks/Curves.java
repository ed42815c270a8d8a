package dev.lanewise.train.callbacks;

import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import dev.lanewise.train.terminal.Terminal;
import dev.lanewise.train.terminal.TerminalPlot;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints the curves of a training when the fit ends, and every few epochs if asked: a {@link TerminalPlot} for each
 * result, that of the training and that of the validation in one.
 *
 * {@snippet :
 * trainer.with(Progress.inTerminal(), new Curves().everyEpochs(10));
 * }
 *
 * <p>A result of which no epoch has a finite value is left out.
 */
public final class Curves implements Callback {
    private static final int COLUMNS = 72;
    private static final int LEAST_COLUMNS = 20;

    private final @Nullable PrintStream out;
    private Set<String> names = Set.of();
    private int everyEpochs;
    private int columns;
    private int rows = 12;
    private int printed; // epochs that were complete when they were printed last

    /** Prints on standard output, in colours where that is a terminal. */
    public Curves() {
        out = null;
    }

    /** Prints to a stream, in its character set. */
    public Curves(PrintStream out) {
        this.out = Required.nonNull("Curves: the stream", out);
    }

    /**
     * Prints only these results, each with that of the validation under the same name.
     *
     * @param results such as {@code loss}; all of the history if none is given
     */
    public Curves only(String... results) {
        Required.nonNull("Curves: the array of names", results);
        Set<String> given = new LinkedHashSet<>();
        for (String result : results) {
            given.add(Required.nonNull("Curves: the name", result));
        }
        names = given;
        return this;
    }

    /**
     * Prints after every so many epochs as well.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Curves everyEpochs(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("Curves: every " + epochs + " epochs");
        }
        everyEpochs = epochs;
        return this;
    }

    /**
     * Sets the size of each plot, as {@link TerminalPlot#size} does; 72 columns, or as many as the terminal has if that
     * is narrower, and 12 rows unless set otherwise.
     *
     * @throws IllegalArgumentException if there are not from 20 to 1,000 columns and from 3 to 1,000 rows
     */
    public Curves size(int columns, int rows) {
        TerminalPlot.of("", "", "").size(columns, rows);
        this.columns = columns;
        this.rows = rows;
        return this;
    }

    @Override
    public void check(Fit fit) {
        names.forEach(name -> fit.requireResult("Curves", name));
    }

    @Override
    public void begin(Fit fit) {
        printed = fit.history().epochs().size();
    }

    @Override
    public void epoch(Fit fit) {
        if (everyEpochs > 0 && fit.epoch() % everyEpochs == 0) {
            fit.print(() -> print(fit.history()));
        }
    }

    @Override
    public void end(Fit fit) {
        fit.print(() -> print(fit.history()));
    }

    /** Prints what was not printed before. */
    private void print(History history) {
        int complete = history.epochs().size();
        if (complete == printed) {
            return;
        }
        printed = complete;
        Set<String> present = history.names();
        Set<String> wanted = new LinkedHashSet<>(names);
        if (names.isEmpty()) {
            present.forEach(name -> wanted.add(name.startsWith(History.VALIDATION)
                    ? name.substring(History.VALIDATION.length())
                    : name));
        }
        for (String name : wanted) {
            String[] lines = Stream.of(name, History.VALIDATION + name).filter(present::contains)
                    .filter(line -> Arrays.stream(history.values(line)).anyMatch(Double::isFinite))
                    .toArray(String[]::new);
            if (lines.length > 0) {
                print(TerminalPlot.of(history, lines).size(columns == 0 ? fitting() : columns, rows));
            }
        }
    }

    private int fitting() {
        int widest = out == null ? Terminal.columns(System.getenv()).orElse(COLUMNS) : COLUMNS;
        return Math.clamp(widest, LEAST_COLUMNS, COLUMNS);
    }

    private void print(TerminalPlot plot) {
        if (out == null) {
            plot.print();
        } else {
            plot.print(out);
        }
    }

    /** For example {@code Curves(72 x 12)}. */
    @Override
    public String toString() {
        return "Curves(" + (columns == 0 ? COLUMNS : columns) + " x " + rows + ")";
    }
}
