package dev.lanewise.tensor;

import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Compares the gradients of a function with differences of its values ({@index gradcheck}).
 *
 * {@snippet :
 * GradientCheck.gradients(in -> in[0].matmul(in[1]).tanh(), a, b).orThrow();
 * }
 *
 * <p>The output is weighted with fixed numbers and summed in double precision. For elements of each input, spread over
 * it, and for a few directions through all of its elements, the slope by the gradient is compared with the central
 * difference {@code (f(x + h) - f(x - h)) / 2h}. Functions of floats are rounded to 2<sup>-24</sup>, so h is about
 * the cube root of that; how far the difference can be trusted follows from the difference at 2h, and from how large
 * the outputs are that change. At a kink, where the slopes on both sides differ, any slope between them is right.
 *
 * <p>The function is called twice at the inputs, and has to give the same bits, values and gradients.
 */
public final class GradientCheck {
    /** Elements of each input that are looked at. */
    private static final int ELEMENTS = 64;

    /** Directions through all elements, for inputs that have more. */
    private static final int DIRECTIONS = 4;

    private static final float STEP = 0x1p-7f;
    private static final double ROUNDING = 16 * 0x1p-24;
    private static final double RELATIVE = 2e-3;

    /** How a slope compares with differences. */
    public enum Verdict {
        /** Within what is allowed. */
        AGREES,
        /** Between the slopes on both sides, which differ. */
        KINK,
        /** Off by more than is allowed. */
        DIFFERS,
        /** The function or its gradient is NaN or infinite there, or nearby. */
        NOT_FINITE
    }

    /**
     * One comparison.
     *
     * @param input number of the input
     * @param where the element, or a direction through all of them
     * @param analytic the slope by the gradient
     * @param numeric that by differences
     * @param error how far apart they are
     * @param allowed how far apart they may be
     * @param verdict what follows
     */
    public record Line(
            int input, String where, double analytic, double numeric, double error, double allowed, Verdict verdict) {
        boolean passes() {
            return verdict == Verdict.AGREES || verdict == Verdict.KINK;
        }
    }

    /**
     * What a check has found.
     *
     * @param lines all comparisons
     * @param unlike what differed when the function was called again; empty if it is reproducible
     */
    public record Result(List<Line> lines, String unlike) {
        /** Whether all gradients agree, and the function is reproducible. */
        public boolean passes() {
            return unlike.isEmpty() && lines.stream().allMatch(Line::passes);
        }

        /**
         * Returns this result.
         *
         * @throws AssertionError with the report, unless it passes
         */
        public Result orThrow() {
            if (!passes()) {
                throw new AssertionError(toString());
            }
            return this;
        }

        /** A table of what does not pass, kinks, and the largest error. */
        @Override
        public String toString() {
            long failed = lines.stream().filter(line -> !line.passes()).count();
            StringBuilder text = new StringBuilder("gradient check: ").append(lines.size() - failed).append(" of ")
                    .append(lines.size()).append(" slopes agree");
            if (!unlike.isEmpty()) {
                text.append("; not reproducible: ").append(unlike).append(" differs when the function is called again");
            }
            text.append(String.format(Locale.ROOT, "%n%-5s  %-14s  %12s  %12s  %10s  %10s%n", "input", "where",
                    "gradient", "difference", "error", "allowed"));
            for (Line line : lines) {
                if (line.verdict != Verdict.AGREES || lines.size() <= ELEMENTS) {
                    text.append(String.format(Locale.ROOT, "%-5d  %-14s  %12.6g  %12.6g  %10.2e  %10.2e  %s%n",
                            line.input, line.where, line.analytic, line.numeric, line.error, line.allowed,
                            line.verdict == Verdict.AGREES ? "" : line.verdict.name().replace('_', ' ')));
                }
            }
            return text.toString();
        }
    }

    private final Function<Tensor[], Tensor> function;
    private final Tensor[] at;
    private final float[][] gradients;
    private final List<Line> lines = new ArrayList<>();

    private GradientCheck(Function<Tensor[], Tensor> function, Tensor[] at, float[][] gradients) {
        this.function = function;
        this.at = at;
        this.gradients = gradients;
    }

    /**
     * Checks the gradients of a function by all its inputs.
     *
     * @param function called many times; its output may have any shape
     * @param inputs where to check; they are not changed
     * @throws IllegalArgumentException if an argument, or what the function gives, is null
     */
    public static Result gradients(Function<Tensor[], Tensor> function, Tensor... inputs) {
        Required.nonNull("gradients: the function", function);
        Required.nonNull("gradients: the array of inputs", inputs);
        Tensor[] at = new Tensor[inputs.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = Required.nonNull("gradients: input " + i, inputs[i]).copy();
        }
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Tensor[] first = valueAndGradients(function, at);
            Tensor[] second = valueAndGradients(function, at);
            String unlike = unlike(first, second);
            float[][] gradients = new float[at.length][];
            Arrays.setAll(gradients, i -> first[i + 1].toArray());
            GradientCheck check = new GradientCheck(function, at, gradients);
            for (int i = 0; unlike.isEmpty() && i < at.length; i++) {
                check.input(i);
            }
            return new Result(List.copyOf(check.lines), unlike);
        }
    }

    /**
     * Checks the gradients of the gradients of a function ({@index gradgradcheck}), by the inputs and by the gradient
     * of the output.
     */
    public static Result secondOrder(Function<Tensor[], Tensor> function, Tensor... inputs) {
        Required.nonNull("secondOrder: the function", function);
        Required.nonNull("secondOrder: the array of inputs", inputs);
        for (int i = 0; i < inputs.length; i++) {
            Required.nonNull("secondOrder: input " + i, inputs[i]);
        }
        Tensor[] all = Arrays.copyOf(inputs, inputs.length + 1);
        Tensor[] plain = Arrays.stream(inputs).map(Tensor::detach).toArray(Tensor[]::new);
        Tensor output = Required.nonNull("secondOrder: the output of the function", function.apply(plain));
        all[inputs.length] = weights(output.shape());
        return gradients(in -> {
            Tensor[] given = Arrays.copyOf(in, in.length - 1);
            Tensor[] products = Autograd.vjp(function, given, in[in.length - 1]).products();
            return Shapes.concat(0, Arrays.stream(products).map(g -> g.reshape(g.size())).toArray(Tensor[]::new));
        }, all);
    }

    private static Tensor[] valueAndGradients(Function<Tensor[], Tensor> function, Tensor[] at) {
        Tensor output = Required.nonNull("gradients: the output of the function", function.apply(at.clone()));
        Tensor[] products = Autograd.vjp(function, at, weights(output.shape())).products();
        Tensor[] all = new Tensor[products.length + 1];
        all[0] = output;
        System.arraycopy(products, 0, all, 1, products.length);
        return all;
    }

    private static String unlike(Tensor[] first, Tensor[] second) {
        for (int i = 0; i < first.length; i++) {
            if (!first[i].shape().equals(second[i].shape())
                    || !Arrays.equals(first[i].toArray(), second[i].toArray())) {
                return i == 0 ? "the output" : "the gradient of input " + (i - 1);
            }
        }
        return "";
    }

    /** Between 0.5 and 1.5 in size, of either sign, without a pattern that a function could cancel. */
    private static Tensor weights(Shape shape) {
        float[] weights = new float[shape.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weight(i);
        }
        return Tensor.wrap(weights, shape);
    }

    private static float weight(int i) {
        int mixed = (i + 1) * 0x9E3779B9;
        mixed = (mixed ^ mixed >>> 15) * 0x85EBCA6B;
        float size = 0.5f + (mixed >>> 8) * 0x1p-24f;
        return (mixed & 1) == 0 ? size : -size;
    }

    private void input(int i) {
        int size = at[i].size();
        int looked = Math.min(size, ELEMENTS);
        for (int k = 0; k < looked; k++) {
            int element = (int) ((long) k * size / looked);
            float[] direction = new float[size];
            direction[element] = 1;
            compare(i, "element " + element, direction, at[i].toArray()[element]);
        }
        for (int k = 0; size > ELEMENTS && k < DIRECTIONS; k++) {
            float[] direction = new float[size];
            for (int e = 0; e < size; e++) {
                direction[e] = Math.signum(weight(e * DIRECTIONS + k));
            }
            compare(i, "direction " + k, direction, 0);
        }
    }

    /** Compares the slope along a direction of one input; {@code x} is the number that the step is in scale with. */
    private void compare(int i, String where, float[] direction, float x) {
        float h = STEP * Math.max(0.125f, Math.abs(x));
        double analytic = 0;
        double size = 0;
        for (int e = 0; e < direction.length; e++) {
            analytic += (double) direction[e] * gradients[i][e];
            size += Math.abs((double) direction[e] * gradients[i][e]);
        }
        float[] middle = function.apply(at.clone()).toArray();
        float[] right = along(i, direction, h);
        float[] left = along(i, direction, -h);
        double numeric = weighted(right, left) / (2.0 * h);
        double wide = weighted(along(i, direction, 2 * h), along(i, direction, -2 * h)) / (4.0 * h);
        double rightSlope = weighted(right, middle) / h;
        double leftSlope = weighted(middle, left) / h;
        double noise = ROUNDING * changed(right, left) / h;
        double allowed = 2 * Math.abs(numeric - wide) + noise + RELATIVE * Math.max(size, Math.abs(numeric));
        double error = Math.abs(analytic - numeric);
        Verdict verdict = verdict(analytic, error, allowed, rightSlope, leftSlope, noise);
        lines.add(new Line(i, where, analytic, numeric, error, allowed, verdict));
    }

    private static Verdict verdict(
            double analytic, double error, double allowed, double right, double left, double noise) {
        if (!Double.isFinite(error) || !Double.isFinite(allowed)) {
            return Verdict.NOT_FINITE;
        }
        if (error <= allowed) {
            return Verdict.AGREES;
        }
        boolean between = analytic >= Math.min(left, right) - 2 * noise
                && analytic <= Math.max(left, right) + 2 * noise;
        return between ? Verdict.KINK : Verdict.DIFFERS;
    }

    private float[] along(int i, float[] direction, float h) {
        float[] moved = at[i].toArray();
        for (int e = 0; e < moved.length; e++) {
            moved[e] += h * direction[e];
        }
        Tensor[] in = at.clone();
        in[i] = Tensor.wrap(moved, at[i].shape());
        return function.apply(in).toArray();
    }

    private static double weighted(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += weight(j) * ((double) a[j] - b[j]);
        }
        return sum;
    }

    /** How large the outputs are that differ. */
    private static double changed(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] == b[j] ? 0 : Math.max(Math.abs(a[j]), Math.abs(b[j]));
        }
        return sum;
    }
}
