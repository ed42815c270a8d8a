package dev.lanewise.train.callbacks;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import dev.lanewise.train.terminal.Terminal;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells how a training goes: what is trained, with the shapes and sizes of its parts, before the first epoch; a line
 * that is redrawn for training and validation, in a terminal; and a line of results for each epoch, wherever it goes.
 *
 * <pre>
 * 101,770 parameters; 938 batches an epoch, to epoch 10
 * path  block             output     parameters  multiply-adds     bytes
 *       Sequential()      [64, 10]            0              0   2.5 KiB
 * 0     Linear(784, 128)  [64, 128]     100,480      6,422,528  32.0 KiB
 * ...
 * epoch 1/10  loss 0.2571  accuracy 0.9226  validation.loss 0.1402  validation.accuracy 0.9561  1.9 s
 * epoch 2/10 [==============&gt;           ] 512/938  loss 0.1187  accuracy 0.9640  0:01 left
 * </pre>
 *
 * <p>The line that is redrawn keeps within the terminal's width, and is not drawn where there is no terminal, a dumb
 * one ({@code TERM}), or a log of a build ({@code CI}). A model of many blocks is shown by its outer ones.
 */
public final class Progress implements Callback {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final int WIDTH = 80;
    private static final int NARROWEST_BAR = 10;

    /** With more blocks than this, only the outer ones are shown. */
    private static final int MOST_BLOCKS = 24;

    private final PrintStream out;

    /** Characters of the line that is redrawn; 0 for none. */
    private final int width;

    private boolean summary = true;
    private long epochBegan;
    private int firstBatch;
    private long drawn;
    private boolean isDrawn;

    private Progress(PrintStream out, int width) {
        this.out = out;
        this.width = width;
    }

    /** On standard error, with a line that is redrawn if that is a terminal. */
    public static Progress inTerminal() {
        return new Progress(System.err, terminalWidth(System.getenv()));
    }

    /** Lines only, to a stream. */
    public static Progress lines(PrintStream out) {
        return new Progress(Required.nonNull("Progress: the stream", out), 0);
    }

    /**
     * To a stream that is a terminal of a known width.
     *
     * @throws IllegalArgumentException if the width is less than 1
     */
    public static Progress ofWidth(PrintStream out, int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException("Progress: a terminal of " + columns + " columns");
        }
        return new Progress(Required.nonNull("Progress: the stream", out), columns);
    }

    /** Shows no table of the model's parts. */
    public Progress withoutSummary() {
        summary = false;
        return this;
    }

    private static int terminalWidth(Map<String, String> environment) {
        if (!Terminal.isShown() || "dumb".equals(environment.get("TERM")) || environment.containsKey("CI")) {
            return 0;
        }
        return Terminal.columns(environment).orElse(WIDTH);
    }

    @Override
    public void begin(Fit fit) {
        long frozen = fit.model().parameters().stream().filter(each -> !each.requiresGrad()).mapToLong(Tensor::size)
                .sum();
        out.println(String.format(Locale.ROOT, "%,d parameters", fit.model().parameterCount())
                + (frozen == 0 ? "" : String.format(Locale.ROOT, ", %,d of them frozen", frozen)) + "; " + fit.batches()
                + (fit.batches() == 1 ? " batch" : " batches") + " an epoch, to epoch " + fit.epochs()
                + (fit.step() == 0 ? "" : "; going on after step " + fit.step()));
        beginEpoch(fit);
    }

    private void beginEpoch(Fit fit) {
        epochBegan = System.nanoTime();
        firstBatch = fit.isWithinEpoch() ? fit.batch() : 0;
    }

    private void summarize(Fit fit) {
        try {
            fit.summary().map(whole -> whole.rows().size() > MOST_BLOCKS ? whole.toDepth(1) : whole)
                    .ifPresent(out::println);
        } catch (IllegalStateException e) { // of a model that reads values, and is trained eagerly
            out.println("no summary of the model: " + e.getMessage());
        }
    }

    @Override
    public void step(Fit fit) {
        if (summary && fit.step() == 1) { // there is a batch to show it with
            summarize(fit);
        }
        long now = System.nanoTime();
        if (!isDue(now)) {
            return;
        }
        int done = fit.batch();
        long left = Math.round((now - epochBegan) * 1e-9 / Math.max(1, done - firstBatch) * (fit.batches() - done));
        String time = done == fit.batches()
                ? ""
                : "  " + left / 60 + ":" + String.format(Locale.ROOT, "%02d", left % 60) + " left";
        String head = "epoch " + fit.epoch() + "/" + fit.epochs() + " ";
        draw(line(head, done, fit.batches(), figures(fit.values()) + time));
    }

    @Override
    public void printing() {
        clear();
    }

    private boolean isDue(long now) {
        if (width == 0 || now - drawn < REDRAW_NANOS) {
            return false;
        }
        drawn = now;
        return true;
    }

    @Override
    public void validating(Fit fit) {
        if (isDue(System.nanoTime())) {
            String head = "epoch " + fit.epoch() + "/" + fit.epochs() + " validation ";
            draw(line(head, fit.validated(), fit.validationBatches(), ""));
        }
    }

    /** The head, a bar if there is room for one, and the figures, cut to one less than the width. */
    private String line(String head, int done, int of, String figures) {
        String count = " " + done + "/" + of;
        int room = width - 1 - head.length() - count.length() - figures.length() - 2;
        StringBuilder line = new StringBuilder(head);
        if (room >= NARROWEST_BAR) {
            int full = (int) ((long) room * done / of);
            line.append('[').append("=".repeat(Math.max(0, full - 1))).append(full > 0 ? ">" : "")
                    .append(" ".repeat(room - full)).append(']').append(count);
        } else {
            line.append(count.strip());
        }
        line.append(figures);
        return line.length() < width ? line.toString() : line.substring(0, width - 1);
    }

    private static String figures(Map<String, Double> values) {
        StringBuilder figures = new StringBuilder();
        values.forEach((name, value) -> figures.append("  ").append(name).append(' ').append(number(value)));
        return figures.toString();
    }

    private static String number(double value) {
        double size = Math.abs(value);
        boolean plain = size == 0 || size >= 1e-3 && size < 1e5;
        return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", value);
    }

    private void draw(String line) {
        out.print('\r' + line + " ".repeat(Math.max(0, width - 1 - line.length())));
        out.flush();
        isDrawn = true;
    }

    private void clear() {
        if (isDrawn) {
            out.print('\r' + " ".repeat(width - 1) + '\r');
            isDrawn = false;
        }
    }

    @Override
    public void epoch(Fit fit) {
        clear();
        History.Epoch done = fit.history().epochs().getLast();
        out.println("epoch " + done.number() + "/" + fit.epochs() + figures(done.values())
                + String.format(Locale.ROOT, "  %.1f s", done.seconds()));
        beginEpoch(fit);
    }

    @Override
    public void end(Fit fit) {
        clear();
    }

    @Override
    public void after(Fit fit) { // all others have had their end, and left their notes
        if (!PauseOnExit.tells(fit, out)) {
            fit.stopped().ifPresent(reason -> out.println("stopped after step " + fit.step() + ": " + reason
                    + fit.notes().stream().map(note -> "; " + note).collect(Collectors.joining())));
        }
    }

    @Override
    public String toString() {
        return "Progress(" + (width == 0 ? "lines" : width + " columns") + ")";
    }
}
