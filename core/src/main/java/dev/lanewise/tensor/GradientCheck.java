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
 * <p>The output is weighted with fixed numbers and summed in double precision. For every element of each input, the
 * slope by the gradient is compared with the central difference {@code (f(x + h) - f(x - h)) / 2h}; of an input with
 * more than {@value #ELEMENTS} elements, so many that are spread over it are looked at, and 4 directions through all of
 * them, and the report says so. Functions of floats are rounded, so how far a difference can be trusted is found out: h
 * grows from the smallest that moves x until rounding no longer matters and while the slope stays what it was. At a
 * kink, where the slopes on both sides differ however small h is, any slope between them is right; at a jump, that of
 * the side without it. A gradient that is wrong by a few percent is found, except where rounding hides a slope.
 *
 * <p>The function is called twice at the inputs, and has to give the same bits, values and gradients.
 */
public final class GradientCheck {
    /** As many elements of each input are looked at one by one. */
    public static final int ELEMENTS = 1000;

    /** Directions through all elements, for inputs that have more. */
    private static final int DIRECTIONS = 4;

    /** Up to so many lines, the report lists all of them. */
    private static final int LISTED = 64;

    /** How far a slope may be off, in its size. */
    private static final double RELATIVE = 2e-3;

    /** A difference tells something if it is known to such a part of the slope, or of the largest of the input. */
    private static final double TELLING = 0.02;

    /** How a slope compares with differences. */
    public enum Verdict {
        /** Within what is allowed. */
        AGREES,
        /** Between the slopes on both sides, which differ. */
        KINK,
        /**
         * The differences cannot tell: the function bends within the smallest step, or rounding hides its slope. This
         * does not pass; check at other inputs.
         */
        UNCLEAR,
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
     * @param sampled which inputs were not looked at element by element, for example {@code "1000 of 5000 elements of
     *     input 0"}; empty if all were
     */
    public record Result(List<Line> lines, String unlike, String sampled) {
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

        /** A table of what does not pass and of kinks; of all slopes if they are few. */
        @Override
        public String toString() {
            long failed = lines.stream().filter(line -> !line.passes()).count();
            StringBuilder text = new StringBuilder("gradient check: ").append(lines.size() - failed).append(" of ")
                    .append(lines.size()).append(" slopes agree");
            if (!sampled.isEmpty()) {
                text.append("; checked ").append(sampled);
            }
            if (!unlike.isEmpty()) {
                text.append("; not reproducible: ").append(unlike).append(" differs when the function is called again");
            }
            text.append(String.format(Locale.ROOT, "%n%-5s  %-14s  %12s  %12s  %10s  %10s%n", "input", "where",
                    "gradient", "difference", "error", "allowed"));
            for (Line line : lines) {
                if (line.verdict != Verdict.AGREES || lines.size() <= LISTED) {
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
    private final float[] output;
    private final float[] weights;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> sampled = new ArrayList<>();

    private GradientCheck(Function<Tensor[], Tensor> function, Tensor[] at, float[][] gradients, float[] output) {
        this.function = function;
        this.at = at;
        this.gradients = gradients;
        this.output = output;
        this.weights = weights(Shape.of(output.length)).toArray();
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
            GradientCheck check = new GradientCheck(function, at, gradients, first[0].toArray());
            for (int i = 0; unlike.isEmpty() && i < at.length; i++) {
                check.input(i);
            }
            return new Result(List.copyOf(check.lines), unlike, String.join(", ", check.sampled));
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
        float[] x = at[i].toArray();
        double largest = 0;
        double all = 0;
        for (float g : gradients[i]) {
            largest = Math.max(largest, Math.abs(g));
            all += Math.abs(g);
        }
        for (int k = 0; k < looked; k++) {
            int element = (int) ((long) k * size / looked);
            float[] direction = new float[size];
            direction[element] = 1;
            compare(i, "element " + element, direction, x[element], largest);
        }
        if (looked == size) {
            return;
        }
        sampled.add(looked + " of " + size + " elements of input " + i);
        float farthest = 0;
        for (float number : x) {
            farthest = Math.max(farthest, Math.abs(number));
        }
        for (int k = 0; k < DIRECTIONS; k++) {
            float[] direction = new float[size];
            for (int e = 0; e < size; e++) {
                direction[e] = Math.signum(weight(e * DIRECTIONS + k));
            }
            compare(i, "direction " + k, direction, farthest, all);
        }
    }

    /**
     * Compares the slope along a direction of one input.
     *
     * @param x the number that is moved, or the largest
     * @param largest how large the gradient is
     */
    private void compare(int i, String where, float[] direction, float x, double largest) {
        double analytic = 0;
        for (int e = 0; e < direction.length; e++) {
            analytic += (double) direction[e] * gradients[i][e];
        }
        boolean[] involved = involved(i, direction, x);
        Slope slope = new Slope(x, step -> moved(i, direction, involved, step));
        Slope.Estimate central = slope.central();
        double allowed = central.bound() + RELATIVE * Math.max(Math.abs(analytic), Math.abs(central.value()));
        double error = Math.abs(analytic - central.value());
        Verdict verdict = verdict(slope, x, analytic, central, allowed, largest);
        lines.add(new Line(i, where, analytic, central.value(), error, allowed, verdict));
    }

    private static Verdict verdict(
            Slope slope, float x, double analytic, Slope.Estimate central, double allowed, double largest) {
        if (!Double.isFinite(analytic) || !Double.isFinite(central.value())) {
            return Verdict.NOT_FINITE;
        }
        double scale = Math.max(1, Math.abs(x));
        boolean tells = tells(central, analytic, largest, scale);
        if (tells && Math.abs(analytic - central.value()) <= allowed) {
            return Verdict.AGREES;
        }
        Slope.Estimate[] sides = slope.sides();
        boolean right = tells(sides[0], analytic, largest, scale);
        boolean left = tells(sides[1], analytic, largest, scale);
        double slack = RELATIVE * Math.abs(analytic);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < 2; k++) {
            if (k == 0 ? right : left) {
                low = Math.min(low, sides[k].value() - sides[k].bound() - slack);
                high = Math.max(high, sides[k].value() + sides[k].bound() + slack);
            }
        }
        double apart = Math.abs(sides[0].value() - sides[1].value());
        boolean kink = right && left && apart > 2 * (sides[0].bound() + sides[1].bound()) + slack;
        if (tells && !kink) {
            return Verdict.DIFFERS;
        }
        if (kink || right != left) {
            return analytic >= low && analytic <= high ? Verdict.KINK : Verdict.DIFFERS;
        }
        return Verdict.UNCLEAR;
    }

    /**
     * Whether a slope by differences is known well enough to be compared with: against its size, against other slopes
     * of the input, or as one that is lost in the rounding of the function and so is nothing.
     */
    private static boolean tells(Slope.Estimate by, double analytic, double largest, double scale) {
        double size = Math.max(Math.abs(analytic), Math.abs(by.value()));
        return by.bound() <= TELLING * size || by.bound() <= 2 * TELLING * largest && size < largest / 4
                || size <= by.bound() / 2 && by.bound() * scale <= 0x1p-10 * by.size();
    }

    /** Moves an input along a direction; what rounding adds to the step is taken away by the gradient. */
    private Slope.Move moved(int i, float[] direction, boolean[] involved, double step) {
        float[] x = at[i].toArray();
        double along = 0;
        double length = 0;
        float[] to = new float[x.length];
        for (int e = 0; e < x.length; e++) {
            to[e] = (float) (x[e] + step * direction[e]);
            along += ((double) to[e] - x[e]) * direction[e];
            length += (double) direction[e] * direction[e];
        }
        along /= length;
        double change = 0;
        for (int e = 0; length > 1 && e < x.length; e++) {
            change -= gradients[i][e] * ((double) to[e] - x[e] - along * direction[e]);
        }
        float[] now = applied(i, to);
        double size = 0;
        for (int j = 0; j < now.length; j++) {
            if (involved[j] || now[j] != output[j]) {
                double number = weights[j] * Math.max(Math.abs(now[j]), Math.abs(output[j]));
                size += number * number;
            }
            change += weights[j] * ((double) now[j] - output[j]);
        }
        return new Slope.Move(along, change, Math.sqrt(size));
    }

    /** Which outputs change when an input is moved far along a direction; all of them if none does. */
    private boolean[] involved(int i, float[] direction, float x) {
        boolean[] involved = new boolean[output.length];
        boolean any = false;
        for (int side = -1; side <= 1; side += 2) {
            float[] to = at[i].toArray();
            for (int e = 0; e < to.length; e++) {
                to[e] += side * direction[e] * Math.max(1, Math.abs(x));
            }
            float[] now = applied(i, to);
            for (int j = 0; j < now.length; j++) {
                involved[j] |= now[j] != output[j];
                any |= involved[j];
            }
        }
        if (!any) {
            Arrays.fill(involved, true);
        }
        return involved;
    }

    private float[] applied(int i, float[] to) {
        Tensor[] in = at.clone();
        in[i] = Tensor.wrap(to, at[i].shape());
        return function.apply(in).toArray();
    }
}
