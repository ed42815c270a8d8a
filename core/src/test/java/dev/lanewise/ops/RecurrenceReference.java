package dev.lanewise.ops;

import dev.lanewise.optable.Reference;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Recurrences in doubles, one number after the other. */
final class RecurrenceReference {
    private final String kind;
    private final boolean backward;
    private final int @Nullable [] lengths;

    /**
     * A recurrence to be computed.
     *
     * @param kind tanh, relu, gru or lstm
     */
    RecurrenceReference(String kind, boolean backward, int @Nullable [] lengths) {
        this.kind = kind;
        this.backward = backward;
        this.lengths = lengths;
    }

    /** The outputs {@code [T, N, H]} and below them the last states, as if each were a step. */
    Reference run(
            Reference x, Reference weight, @Nullable Reference bias, @Nullable Reference hidden,
            @Nullable Reference cell) {
        int time = x.dims[0];
        int samples = x.dims[1];
        int units = weight.dims[1];
        int last = kind.equals("lstm") ? 2 : 1;
        Reference all = Reference.zeros(time + last, samples, units);
        for (int n = 0; n < samples; n++) {
            double[] h = state(hidden, n, units);
            double[] c = state(cell, n, units);
            int length = lengths == null ? time : lengths[n];
            for (int i = 0; i < length; i++) {
                int t = backward ? length - 1 - i : i;
                step(x, weight, bias, t, n, h, c);
                System.arraycopy(h, 0, all.data, all.flat(t, n, 0), units);
            }
            System.arraycopy(h, 0, all.data, all.flat(time, n, 0), units);
            if (last == 2) {
                System.arraycopy(c, 0, all.data, all.flat(time + 1, n, 0), units);
            }
        }
        return all;
    }

    private static double[] state(@Nullable Reference states, int n, int units) {
        return states == null ? new double[units] : Arrays.copyOfRange(states.data, n * units, (n + 1) * units);
    }

    private void step(
            Reference x, Reference weight, @Nullable Reference bias, int t, int n, double[] h, double[] c) {
        int units = h.length;
        double[] s = new double[weight.dims[0]];
        for (int j = 0; j < s.length; j++) {
            s[j] = bias == null ? 0 : bias.data[j];
            for (int p = 0; p < units; p++) {
                s[j] += h[p] * weight.at(j, p);
            }
        }
        for (int j = 0; j < units; j++) {
            double a = x.at(t, n, j);
            switch (kind) {
                case "tanh" -> h[j] = Math.tanh(a + s[j]);
                case "relu" -> h[j] = Math.max(a + s[j], 0);
                case "gru" -> {
                    double r = Reference.sigmoid(a + s[j]);
                    double z = Reference.sigmoid(x.at(t, n, units + j) + s[units + j]);
                    double m = Math.tanh(x.at(t, n, 2 * units + j) + r * s[2 * units + j]);
                    h[j] = (1 - z) * m + z * h[j];
                }
                default -> {
                    double f = Reference.sigmoid(x.at(t, n, units + j) + s[units + j]);
                    double g = Math.tanh(x.at(t, n, 2 * units + j) + s[2 * units + j]);
                    c[j] = f * c[j] + Reference.sigmoid(a + s[j]) * g;
                    h[j] = Reference.sigmoid(x.at(t, n, 3 * units + j) + s[3 * units + j]) * Math.tanh(c[j]);
                }
            }
        }
    }

    /** The gradients of x for those of a function of it, by differences. */
    static Reference gradient(Function<Reference, Reference> function, Reference x, Reference gradient) {
        double step = 1e-5;
        Reference found = Reference.zeros(x.dims);
        for (int i = 0; i < x.data.length; i++) {
            double[] more = x.data.clone();
            double[] less = x.data.clone();
            more[i] += step;
            less[i] -= step;
            double up = function.apply(new Reference(x.dims, more)).dot(gradient);
            double down = function.apply(new Reference(x.dims, less)).dot(gradient);
            found.data[i] = (up - down) / (2 * step);
        }
        return found;
    }
}
