package dev.lanewise.loss;

import java.util.Arrays;

/**
 * The alignments of one sample: paths through a lattice whose states are the labels, with blanks before, between and
 * after them. In each frame a path stays, goes on to the next state, or skips a blank between labels that differ. Sums
 * over paths are logarithms in doubles, computed in a fixed order.
 *
 * <p>{@code alpha[t][s]} is the sum over the paths that are in state s after t frames; row 0 stands for the start. Beta
 * is the sum over how they may go on from there, computed from the last frame back.
 */
final class CtcLattice {
    /** The frames of one sample in an array {@code [T, N, C]}. */
    record Frames(float[] data, int from, int stride) {
        float at(int frame, int c) {
            return data[from + frame * stride + c];
        }

        void set(int frame, double... values) {
            int at = from + frame * stride;
            for (int c = 0; c < values.length; c++) {
                data[at + c] = (float) values[c];
            }
        }

        void fill(int first, int end, int classes, float value) {
            for (int frame = first; frame < end; frame++) {
                int at = from + frame * stride;
                Arrays.fill(data, at, at + classes, value);
            }
        }
    }

    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private final Frames logs;
    private final int frames;
    private final int[] states;
    private final double[][] alpha;
    private final double total;

    /** Walks the lattice of labels {@code first .. first + count - 1} forwards. */
    CtcLattice(Frames logs, int frames, int blank, int[] labels, int first, int count) {
        this.logs = logs;
        this.frames = frames;
        boolean possible = frames >= fewestFrames(labels, first, count);
        states = new int[possible ? 2 * count + 1 : 0]; // none where they could be absurdly many
        Arrays.fill(states, blank);
        for (int s = 1; s < states.length; s += 2) {
            states[s] = labels[first + s / 2];
        }
        alpha = new double[frames + 1][states.length];
        Arrays.fill(alpha[0], NEVER);
        if (possible) {
            alpha[0][0] = 0;
        }
        for (int t = 0; t < frames; t++) {
            for (int s = 0; s < states.length; s++) {
                alpha[t + 1][s] = logs.at(t, states[s]) + into(alpha[t], s);
            }
        }
        total = into(alpha[frames], states.length);
    }

    /** One for each label, and one for the blank between equal ones. */
    private static int fewestFrames(int[] labels, int first, int count) {
        int frames = count;
        for (int i = first + 1; i < first + count; i++) {
            frames += labels[i] == labels[i - 1] ? 1 : 0;
        }
        return frames;
    }

    /** The log of the probability of all paths together; -infinity if there is none. */
    double total() {
        return total;
    }

    /** Whether there is no path, or none of a probability above 0. */
    boolean isEmpty() {
        return total == NEVER;
    }

    /** The probability that a path is at each class in each frame, given the labels: the gradient of the total. */
    void posteriors(int classes, Frames out) {
        double[] beta = end();
        double[] sums = new double[classes];
        for (int t = frames - 1; t >= 0; t--) {
            Arrays.fill(sums, 0);
            for (int s = 0; s < states.length; s++) {
                sums[states[s]] += StrictMath.exp(alpha[t + 1][s] + beta[s] - total);
            }
            out.set(t, sums);
            beta = back(through(beta, t));
        }
    }

    /**
     * How the posteriors change as the log probabilities change along v: the second derivative of the total times v.
     * Each sum over paths is differentiated beside its computation: the change of a logarithm of a sum is the mean of
     * the changes of its terms, by their shares.
     */
    void curvature(int classes, Frames v, Frames out) {
        double[][] dAlpha = new double[frames + 1][states.length];
        for (int t = 0; t < frames; t++) {
            for (int s = 0; s < states.length; s++) {
                dAlpha[t + 1][s] = v.at(t, states[s]) + changeInto(alpha[t], dAlpha[t], s);
            }
        }
        double dTotal = changeInto(alpha[frames], dAlpha[frames], states.length);
        double[] beta = end();
        double[] dBeta = new double[states.length];
        double[] sums = new double[classes];
        for (int t = frames - 1; t >= 0; t--) {
            Arrays.fill(sums, 0);
            for (int s = 0; s < states.length; s++) {
                double p = StrictMath.exp(alpha[t + 1][s] + beta[s] - total);
                sums[states[s]] += p * (dAlpha[t + 1][s] + dBeta[s] - dTotal);
            }
            out.set(t, sums);
            double[] through = through(beta, t);
            beta = back(through);
            for (int s = 0; s < states.length; s++) {
                dBeta[s] += v.at(t, states[s]);
            }
            dBeta = changeBack(through, dBeta, beta);
        }
    }

    /** Beta after the last frame: a path ends in the last label or in the blank after it. */
    private double[] end() {
        double[] beta = new double[states.length];
        for (int s = 0; s < states.length; s++) {
            beta[s] = s + 2 < states.length ? NEVER : 0;
        }
        return beta;
    }

    /** From beta after frame t: the same with the probabilities of that frame. */
    private double[] through(double[] beta, int t) {
        double[] through = new double[states.length];
        for (int s = 0; s < states.length; s++) {
            through[s] = beta[s] + logs.at(t, states[s]);
        }
        return through;
    }

    private double[] back(double[] through) {
        double[] beta = new double[states.length];
        for (int s = 0; s < states.length; s++) {
            beta[s] = logSum(onward(through, s, s), onward(through, s, s + 1), onward(through, s, s + 2));
        }
        return beta;
    }

    private double[] changeBack(double[] through, double[] dThrough, double[] beta) {
        double[] dBeta = new double[states.length];
        for (int s = 0; s < states.length; s++) {
            for (int next = s; next < Math.min(s + 3, states.length); next++) {
                dBeta[s] += change(onward(through, s, next), beta[s], dThrough[next]);
            }
        }
        return dBeta;
    }

    /** Log of the sum over the states from which a path comes to state s; beyond the last one is the end. */
    private double into(double[] row, int s) {
        return logSum(coming(row, s, s), coming(row, s - 1, s), coming(row, s - 2, s));
    }

    private double changeInto(double[] row, double[] dRow, int s) {
        double sum = into(row, s);
        double change = 0;
        for (int before = s; before >= Math.max(s - 2, 0); before--) {
            if (before < states.length) {
                change += change(coming(row, before, s), sum, dRow[before]);
            }
        }
        return change;
    }

    private double coming(double[] row, int state, int next) {
        return leads(state, next) ? row[state] : NEVER;
    }

    private double onward(double[] row, int state, int next) {
        return next < states.length && leads(state, next) ? row[next] : NEVER;
    }

    private boolean leads(int state, int next) {
        return state >= 0 && state < states.length
                && (next - state < 2 || next == states.length || states[state] != states[next]);
    }

    /** What a term of a sum adds to the change of the sum's logarithm. */
    private static double change(double term, double sum, double dTerm) {
        return term == NEVER ? 0 : StrictMath.exp(term - sum) * dTerm;
    }

    private static double logSum(double a, double b, double c) {
        double most = Math.max(Math.max(a, b), c);
        if (most == NEVER) {
            return NEVER;
        }
        return most + StrictMath.log(StrictMath.exp(a - most) + StrictMath.exp(b - most) + StrictMath.exp(c - most));
    }
}
