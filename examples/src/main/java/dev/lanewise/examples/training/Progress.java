package dev.lanewise.examples.training;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The progress of epochs: a line in the terminal, redrawn again and again, that vanishes when the epoch is over.
 * Nothing is shown if the output goes elsewhere or is to be quiet. The library's
 * {@link dev.lanewise.train.callbacks.Progress} prints results too, which are in the table of a {@link Report} here.
 */
final class Progress {
    /** Characters of the line, which leaves room in 80 for the ^C that a terminal writes. */
    static final int LINE = 77;

    private static final long REDRAW_NANOS = 100_000_000;
    private static final double SMOOTHING = 0.3;

    private final @Nullable PrintStream terminal;
    private final int samples;
    private String name = "";
    private long done;
    private long drawnDone;
    private long drawnNanos;
    private double perSecond;
    private boolean isShown;

    /** Progress through epochs of so many samples; none is shown if there is no terminal. */
    Progress(@Nullable PrintStream terminal, int samples) {
        this.terminal = terminal;
        this.samples = samples;
    }

    /** In the terminal if there is one. */
    static Progress inTerminal(int samples, boolean quiet) {
        return new Progress(isShown(quiet) ? System.err : null, samples);
    }

    /** Whether there is a line to be seen. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isShown(boolean quiet) {
        Console console = System.console(); // null without a terminal, as again since JDK 25
        return !quiet && console != null && console.isTerminal();
    }

    /** Begins an epoch, of which some samples are done. */
    void begin(String epoch, long already) {
        name = epoch;
        done = already;
        drawnDone = already;
        drawnNanos = System.nanoTime();
        perSecond = 0;
        draw("");
    }

    /** So many samples are done; the values since the epoch's start are shown. */
    void advance(long now, Supplier<Map<String, Double>> values) {
        done = now;
        long nanos = System.nanoTime();
        long elapsed = nanos - drawnNanos;
        if (terminal == null || elapsed < REDRAW_NANOS) {
            return;
        }
        double recent = (done - drawnDone) * 1e9 / elapsed; // not the mean, which the JIT's warm-up would drag down
        perSecond = perSecond == 0 ? recent : perSecond + SMOOTHING * (recent - perSecond);
        drawnNanos = nanos;
        drawnDone = done;
        long left = Math.round((samples - done) / perSecond);
        StringBuilder figures = new StringBuilder();
        values.get().forEach((each, value) -> figures.append(String.format(Locale.ROOT, " %s %.4f", each, value)));
        figures.append(String.format(Locale.ROOT, " %,.0f samples/s %d:%02d left", perSecond, left / 60, left % 60));
        draw(figures.toString());
    }

    /** The line has {@link #LINE} characters; the bar takes what the figures leave. */
    private void draw(String figures) {
        if (terminal == null) {
            return;
        }
        int width = Math.max(0, LINE - name.length() - figures.length() - " []".length());
        int full = (int) (width * done / samples);
        String line = name + " [" + "=".repeat(full) + " ".repeat(width - full) + "]" + figures;
        terminal.print('\r' + line.substring(0, LINE));
        terminal.flush();
        isShown = true;
    }

    /** Takes the line away until it is drawn again, so that another can be printed in its place. */
    void hide() {
        if (terminal == null || !isShown) {
            return;
        }
        terminal.print('\r' + " ".repeat(LINE) + '\r');
        terminal.flush();
        isShown = false;
    }
}
