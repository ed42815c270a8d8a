package dev.lanewise.examples.training;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one epoch: a line in the terminal, redrawn again and again, that vanishes when the epoch is over.
 * Nothing is shown if the output goes elsewhere or is to be quiet.
 */
public final class Progress implements AutoCloseable {
    /** Characters of the line, which leaves room in 80 for the ^C that a terminal writes. */
    static final int LINE = 77;

    private static final long REDRAW_NANOS = 100_000_000;
    private static final double SMOOTHING = 0.3;

    private final @Nullable PrintStream terminal;
    private final String name;
    private final int samples;
    private int done;
    private int drawnDone;
    private long drawnNanos = System.nanoTime();
    private double perSecond;

    /** Progress through so many samples, of which some are done; none is shown if there is no terminal. */
    Progress(@Nullable PrintStream terminal, String name, int samples, int done) {
        this.terminal = terminal;
        this.name = name;
        this.samples = samples;
        this.done = done;
        this.drawnDone = done;
        if (terminal != null) {
            draw(terminal, "");
        }
    }

    /** Of an epoch, in the terminal if there is one. */
    static Progress ofEpoch(int epoch, int epochs, int samples, int done, boolean quiet) {
        return new Progress(isShown(quiet) ? System.err : null, "epoch " + epoch + "/" + epochs, samples, done);
    }

    /** Whether there is a line to be seen. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isShown(boolean quiet) {
        Console console = System.console(); // null without a terminal, as again since JDK 25
        return !quiet && console != null && console.isTerminal();
    }

    /** Counts samples; the score since the epoch's start is shown. */
    void advance(int count, Score score) {
        done += count;
        long now = System.nanoTime();
        long elapsed = now - drawnNanos;
        if (terminal == null || elapsed < REDRAW_NANOS) {
            return;
        }
        double recent = (done - drawnDone) * 1e9 / elapsed; // not the mean, which the JIT's warm-up would drag down
        perSecond = perSecond == 0 ? recent : perSecond + SMOOTHING * (recent - perSecond);
        drawnNanos = now;
        drawnDone = done;
        long left = Math.round((samples - done) / perSecond);
        StringBuilder figures = new StringBuilder();
        score.figures().forEach((name, value) -> figures.append(String.format(Locale.ROOT, " %s %.4f", name, value)));
        figures.append(String.format(Locale.ROOT, " %,.0f samples/s %d:%02d left", perSecond, left / 60, left % 60));
        draw(terminal, figures.toString());
    }

    /** The line has {@link #LINE} characters; the bar takes what the figures leave. */
    private void draw(PrintStream terminal, String figures) {
        int width = Math.max(0, LINE - name.length() - figures.length() - " []".length());
        int full = (int) ((long) width * done / samples);
        String line = name + " [" + "=".repeat(full) + " ".repeat(width - full) + "]" + figures;
        terminal.print('\r' + line.substring(0, LINE));
        terminal.flush();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        hide();
    }

    /** Takes the line away until it is drawn again, so that another can be printed in its place. */
    void hide() {
        if (terminal == null) {
            return;
        }
        terminal.print('\r' + " ".repeat(LINE) + '\r');
        terminal.flush();
    }
}
