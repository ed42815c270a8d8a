package dev.lanewise.data.tables;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Scales columns of numbers to mean 0 and standard deviation 1: {@code (x - mean) / deviation}, of the training table
 * and over all its rows (the variance divides by N). A column of one value becomes 0; so do values that differ by no
 * more than rounding, whose deviation is below 1e-15 of the largest magnitude. It computes with doubles, as the table
 * holds them, and rounds the result to floats. scikit-learn calls it StandardScaler, Keras Normalization.
 *
 * {@snippet :
 * Standardizer price = new Standardizer("price").fit(training);
 * Tensor target = price.transform(training);              // [N, 1]
 * Tensor predicted = price.inverse(model.forward(x));     // in the unit of the table
 * }
 */
public final class Standardizer extends Encoder {
    /** What becomes of missing numbers. */
    public enum Missing {
        /** They are refused. */
        REFUSED,
        /** The mean of the training table takes their place. */
        MEAN,
        /** The same, and behind each column comes another that is 1 where its number was missing, and else 0. */
        MEAN_AND_FLAG;

        /** For example {@code mean and flag}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** A deviation below this share of the largest magnitude is that of rounding. */
    private static final double ROUNDING = 1e-15;

    private final List<Scale> scales;
    private final Missing missing;
    private boolean fitted;

    /**
     * A standardizer that refuses missing numbers.
     *
     * @throws IllegalArgumentException if no column is named, or one is named twice
     */
    public Standardizer(String... columns) {
        this(different("Standardizer", columns), Missing.REFUSED);
    }

    private Standardizer(List<String> columns, Missing missing) {
        this.scales = columns.stream().map(Scale::new).toList();
        this.missing = missing;
    }

    /** One that treats missing numbers otherwise, and is not fitted yet. */
    public Standardizer missing(Missing treatment) {
        return new Standardizer(columns(), Required.nonNull("missing: the treatment", treatment));
    }

    @Override
    Map<String, Boolean> kinds() {
        Map<String, Boolean> kinds = new LinkedHashMap<>();
        scales.forEach(scale -> kinds.put(scale.column, true));
        return kinds;
    }

    @Override
    public int width() {
        return scales.size() * (flags() ? 2 : 1);
    }

    private boolean flags() {
        return missing == Missing.MEAN_AND_FLAG;
    }

    @Override
    public List<String> names() {
        requireFitted("names");
        List<String> names = new ArrayList<>();
        for (Scale scale : scales) {
            names.add(scale.column);
            if (flags()) {
                names.add(scale.column + " is missing");
            }
        }
        return names;
    }

    @Override
    boolean fitted() {
        return fitted;
    }

    @Override
    public Standardizer fit(Table table) {
        fitting(Required.nonNull("fit: the table", table)).run();
        return this;
    }

    @Override
    Runnable fitting(Table table) {
        List<Moments> all = new ArrayList<>();
        for (Scale scale : scales) {
            NumberColumn column = table.numbers(scale.column);
            requirePresent(table, column);
            all.add(Moments.of(table.origin(), column));
        }
        return () -> {
            for (int i = 0; i < all.size(); i++) {
                scales.get(i).moments = all.get(i);
            }
            fitted = true;
        };
    }

    private void requirePresent(Table table, NumberColumn column) {
        if (missing == Missing.REFUSED && column.missing() > 0) {
            int row = 0;
            while (!column.isMissing(row)) {
                row++;
            }
            throw new IllegalArgumentException(table.origin() + ": column " + Printable.quoted(column.name())
                    + " has no number in " + Table.place(row) + (column.missing() == 1 ? "" : " and others")
                    + "; Standardizer.missing says what to do about it");
        }
    }

    /**
     * The scaled numbers, {@code [N, columns]}, or {@code [N, 2 columns]} with flags for missing ones.
     *
     * @throws IllegalStateException if it is not fitted
     * @throws IllegalArgumentException if the table lacks a column or has it of another type, or a number is missing
     *     or, once scaled, beyond the floats
     */
    public Tensor transform(Table table) {
        return features(table);
    }

    @Override
    void fill(Table table, float[] into, int stride, int offset) {
        int step = flags() ? 2 : 1;
        for (int i = 0; i < scales.size(); i++) {
            NumberColumn column = table.numbers(scales.get(i).column);
            Moments moments = scales.get(i).moments;
            requirePresent(table, column);
            for (int row = 0; row < column.size(); row++) {
                double x = column.get(row);
                int at = row * stride + offset + i * step;
                if (Double.isNaN(x)) {
                    into[at + step - 1] = flags() ? 1 : 0;
                    continue;
                }
                into[at] = (float) ((x - moments.mean) / moments.deviation);
                if (Float.isInfinite(into[at])) {
                    throw new IllegalArgumentException(table.origin() + ": " + x + " in " + Table.place(row)
                            + " of column " + Printable.quoted(column.name()) + " is too large to be scaled");
                }
            }
        }
    }

    /**
     * What scaled numbers were before, {@code x * deviation + mean}: predictions in the unit of the table.
     * Floats have 24 bits: the nearest to 1,234,567,890 is 1,234,567,936.
     *
     * @param x {@code [..., columns]}
     * @throws IllegalStateException if it is not fitted
     * @throws IllegalArgumentException if the last axis does not have as many elements as there are columns, or a mean
     *     or deviation is beyond the floats
     */
    public Tensor inverse(Tensor x) {
        Required.nonNull("inverse: the tensor", x);
        requireFitted("inverse");
        int rank = x.shape().rank();
        if (rank == 0 || x.shape().dim(rank - 1) != scales.size()) {
            throw new IllegalArgumentException("inverse: " + x.shape() + " for " + this + ": expected [..., "
                    + scales.size() + "]");
        }
        float[] means = new float[scales.size()];
        float[] deviations = new float[scales.size()];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) scales.get(i).moments.mean;
            deviations[i] = (float) scales.get(i).moments.deviation;
            if (Float.isInfinite(means[i]) || Float.isInfinite(deviations[i]) || deviations[i] < Float.MIN_NORMAL) {
                Scale scale = scales.get(i);
                throw new IllegalArgumentException("inverse: column " + Printable.quoted(scale.column) + " has mean "
                        + scale.moments.mean + " and deviation " + scale.moments.deviation + ", beyond the floats");
            }
        }
        return x.mul(Tensor.of(deviations)).add(Tensor.of(means));
    }

    /** The means of the training table, a column each. */
    public double[] means() {
        requireFitted("means");
        return scales.stream().mapToDouble(scale -> scale.moments.mean).toArray();
    }

    /** The standard deviations of the training table, a column each; 1 for a column whose values differ by no more than
     * rounding. */
    public double[] deviations() {
        requireFitted("deviations");
        return scales.stream().mapToDouble(scale -> scale.moments.deviation).toArray();
    }

    @Override
    public void state(State state) {
        state.setting("missing", missing);
        fitted = state.flag("fitted", fitted);
        for (int i = 0; i < scales.size(); i++) {
            state.part(String.valueOf(i), scales.get(i));
        }
    }

    /** For example {@code Standardizer("area", "rooms")}. */
    @Override
    public String toString() {
        return "Standardizer(" + Printable.names(columns()) + ")";
    }

    /** What one column is scaled by. */
    private static final class Scale implements Stateful {
        private final String column;
        private Moments moments = new Moments(0, 1);

        Scale(String column) {
            this.column = column;
        }

        @Override
        public void state(State state) {
            state.setting("column", column);
            moments = new Moments(state.real("mean", moments.mean), state.real("deviation", moments.deviation));
        }
    }

    private record Moments(double mean, double deviation) {
        Moments {
            if (!Double.isFinite(mean) || !(deviation > 0) || !Double.isFinite(deviation)) {
                throw new IllegalArgumentException("Standardizer: mean " + mean + " and deviation " + deviation
                        + ": expected finite numbers, and a deviation above 0");
            }
        }

        static Moments of(String origin, NumberColumn column) {
            double sum = 0;
            double least = Double.POSITIVE_INFINITY;
            double greatest = Double.NEGATIVE_INFINITY;
            int count = column.size() - column.missing();
            for (double x : column.toArray()) {
                sum += Double.isNaN(x) ? 0 : x;
                least = x < least ? x : least;
                greatest = x > greatest ? x : greatest;
            }
            if (count == 0) {
                throw new IllegalArgumentException(
                        origin + ": column " + Printable.quoted(column.name()) + " has no number to fit to");
            }
            if (least == greatest && Double.isFinite(least)) {
                return new Moments(least, 1); // the sum's rounding would make a deviation of it
            }
            double mean = sum / count;
            double squares = 0;
            for (double x : column.toArray()) {
                squares += Double.isNaN(x) ? 0 : (x - mean) * (x - mean);
            }
            double deviation = Math.sqrt(squares / count);
            if (!(deviation > 0) || !Double.isFinite(deviation)) {
                throw new IllegalArgumentException(origin + ": column " + Printable.quoted(column.name()) + " from "
                        + least + " to " + greatest + " has no finite mean and deviation");
            }
            double largest = Math.max(Math.abs(least), Math.abs(greatest));
            return new Moments(mean, deviation < ROUNDING * largest ? 1 : deviation);
        }
    }
}
