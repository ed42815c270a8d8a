package dev.lanewise.board.record;

import dev.lanewise.board.runs.JsonText;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.runs.RunWriter;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Fit;
import java.util.Map;

/** Lines about weights and gradients at some moments of a training. */
final class Histograms {
    /** Until the steps between two moments are set, there are no fewer: a moment costs about as much as three steps. */
    private static final int FEWEST_STEPS = 1000;

    /** Lines in all until the distance of moments doubles the first time: some 10 MB. */
    private static final int MOST_LINES = 20_000;

    private static final int MOST_PARAMETERS = 500;
    private static final int FEWEST_MOMENTS = 10;

    private final Pace pace;
    private final boolean early;

    private Histograms(Pace pace, boolean early) {
        this.pace = pace;
        this.early = early;
    }

    /**
     * The histograms of a fit.
     *
     * @param steps between two; 0 for as many as an epoch has batches, or several, and early ones
     */
    static Histograms of(Fit fit, long steps) {
        int parameters = Math.clamp(fit.model().namedParameters().size(), 1, MOST_PARAMETERS);
        int most = Math.clamp(MOST_LINES / (2 * parameters), FEWEST_MOMENTS, Pace.MOST);
        long batches = fit.batches();
        long epochs = (FEWEST_STEPS + batches - 1) / batches;
        return new Histograms(new Pace(steps == 0 ? epochs * batches : steps, most), steps == 0);
    }

    /** Whether there is to be one after a step. */
    boolean isMoment(long step) {
        return pace.takes(step) || early && step < FEWEST_STEPS && isPowerOfFour(step);
    }

    private static boolean isPowerOfFour(long step) {
        return Long.bitCount(step) == 1 && Long.numberOfTrailingZeros(step) % 2 == 0;
    }

    /** A sentence about parameters that are left out; empty if none is. */
    static String note(Fit fit) {
        int all = fit.model().namedParameters().size();
        return all <= MOST_PARAMETERS
                ? ""
                : "histograms are those of the first " + MOST_PARAMETERS + " of " + all + " parameters";
    }

    void write(Fit fit, RunWriter writer) {
        Map<String, Tensor> gradients = fit.gradients();
        int left = MOST_PARAMETERS;
        for (Map.Entry<String, Tensor> each : fit.model().namedParameters().entrySet()) {
            if (left-- == 0) {
                return;
            }
            write(fit.step(), "weight", each.getKey(), each.getValue(), writer);
            Tensor gradient = gradients.get(each.getKey());
            if (gradient != null) {
                write(fit.step(), "gradient", each.getKey(), gradient, writer);
            }
        }
    }

    private static void write(long step, String kind, String path, Tensor tensor, RunWriter writer) {
        if (tensor.size() == 0) {
            return;
        }
        Distribution distribution = Distribution.of(tensor);
        writer.line(RunFolder.HISTOGRAMS, JsonText.object(out -> {
            out.writeNumberField("step", step);
            out.writeStringField("kind", kind);
            out.writeStringField("path", path);
            distribution.write(out);
            if (kind.equals("gradient") && tensor.rank() >= 2) {
                out.writeNumberField("units", tensor.dim(0));
                out.writeNumberField("dead", dead(tensor));
            }
        }));
    }

    /** Rows that are all zero: units that have learned nothing. */
    private static int dead(Tensor gradient) {
        int units = gradient.dim(0);
        int width = gradient.size() / units;
        Tensor rows = gradient.detach().reshape(units, width);
        float[] row = new float[width];
        int dead = 0;
        for (int unit = 0; unit < units; unit++) {
            rows.select(0, unit).copyTo(row, 0);
            int at = 0;
            while (at < width && row[at] == 0) {
                at++;
            }
            dead += at == width ? 1 : 0;
        }
        return dead;
    }
}
