package dev.lanewise.train.callbacks;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at weights and gradients every few steps: gradients that vanish towards the first layers or explode, parameters
 * that learn nothing, units that are dead.
 *
 * {@snippet :
 * trainer.with(new ParameterStatistics(100, System.out::println));
 * }
 *
 * <pre>
 * step 100
 * 2.weight  [10, 128]  weight: norm    4.123, deviation  0.01301  gradient: norm    0.3216, largest   0.02104
 * 2.bias    [10]       weight: norm   0.2345, deviation  0.02071  gradient: norm         0, largest         0  all zero
 * </pre>
 *
 * <p>Gradients are those before clipping ({@link Fit#gradients}); of a step of one's own, none are known.
 */
public final class ParameterStatistics implements Callback {
    private final int everySteps;
    private final Consumer<Report> to;

    /**
     * Gives a report every so many steps.
     *
     * @throws IllegalArgumentException if it is less than 1, or nobody takes the reports
     */
    public ParameterStatistics(int everySteps, Consumer<Report> to) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("ParameterStatistics: every " + everySteps + " steps");
        }
        this.everySteps = everySteps;
        this.to = Required.nonNull("ParameterStatistics: the consumer of reports", to);
    }

    /**
     * Figures of a tensor's elements.
     *
     * @param mean of all
     * @param deviation the standard deviation, of all as they are
     * @param norm the Euclidean norm
     * @param largest absolute value
     * @param zeros the share of elements that are 0, from 0 to 1
     */
    public record Figures(double mean, double deviation, double norm, double largest, double zeros) {
        static Figures of(Tensor tensor) {
            double sum = 0;
            double squares = 0;
            double largest = 0;
            int zeros = 0;
            float[] values = tensor.toArray();
            for (float value : values) {
                sum += value;
                squares += (double) value * value;
                largest = Math.max(largest, Math.abs(value)); // NaN stays
                zeros += value == 0 ? 1 : 0;
            }
            double mean = sum / values.length;
            double rest = 0;
            for (float value : values) {
                rest += (value - mean) * (value - mean);
            }
            return new Figures(mean, Math.sqrt(rest / values.length), Math.sqrt(squares), largest,
                    (double) zeros / values.length);
        }

        /** Whether all elements are numbers, and none is infinite. */
        public boolean isFinite() {
            return Double.isFinite(largest);
        }
    }

    /**
     * A parameter at one moment.
     *
     * @param path in the model
     * @param shape its shape
     * @param weight figures of its elements after the step
     * @param gradient figures of the gradient with which the step was taken; empty if it had none
     */
    public record Row(String path, Shape shape, Figures weight, Optional<Figures> gradient) {
        /** What is wrong with it: {@code not finite}, {@code all zero}, {@code no gradient}; empty if nothing is. */
        public String note() {
            if (!weight.isFinite() || gradient.isPresent() && !gradient.get().isFinite()) {
                return "not finite";
            }
            if (gradient.isEmpty()) {
                return "no gradient";
            }
            return gradient.get().zeros() == 1 ? "all zero" : "";
        }
    }

    /**
     * All parameters after a step.
     *
     * @param step its number
     * @param rows one for each parameter, in the order of the model
     */
    public record Report(long step, List<Row> rows) {
        /** Keeps a copy of the list. */
        public Report {
            rows = List.copyOf(Required.nonNull("Report: the list of rows", rows));
        }

        /** A table with a line for each parameter. */
        @Override
        public String toString() {
            int path = rows.stream().mapToInt(row -> row.path.length()).max().orElse(0);
            int shape = rows.stream().mapToInt(row -> row.shape.toString().length()).max().orElse(0);
            String format = "%n%-" + Math.max(1, path) + "s  %-" + Math.max(1, shape)
                    + "s  weight: norm %9s, deviation %9s  gradient: norm %9s, largest %9s  %s";
            boolean known = rows.stream().anyMatch(row -> row.gradient.isPresent());
            StringBuilder text = new StringBuilder("step " + step);
            for (Row row : rows) {
                text.append(String.format(Locale.ROOT, format, row.path, row.shape, number(row.weight.norm),
                        number(row.weight.deviation), row.gradient.map(each -> number(each.norm)).orElse("-"),
                        row.gradient.map(each -> number(each.largest)).orElse("-"),
                        known || !row.weight.isFinite() ? row.note() : "").stripTrailing());
            }
            return text.toString();
        }

        private static String number(double value) {
            double size = Math.abs(value);
            return value == 0
                    ? "0"
                    : String.format(Locale.ROOT, size >= 1e-3 && size < 1e5 ? "%.4g" : "%.3e", value);
        }
    }

    @Override
    public boolean wantsGradients(long step) {
        return step % everySteps == 0;
    }

    @Override
    public void step(Fit fit) {
        if (fit.step() % everySteps != 0) {
            return;
        }
        Map<String, Tensor> gradients = fit.gradients();
        List<Row> rows = new ArrayList<>();
        fit.model().namedParameters().forEach((path, parameter) -> rows.add(new Row(path, parameter.shape(),
                Figures.of(parameter), Optional.ofNullable(gradients.get(path)).map(Figures::of))));
        fit.print(() -> to.accept(new Report(fit.step(), rows)));
    }

    @Override
    public String toString() {
        return "ParameterStatistics(every " + everySteps + " steps)";
    }
}
