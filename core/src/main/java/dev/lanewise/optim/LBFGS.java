package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * L-BFGS (Nocedal and Wright, "Numerical Optimization", chapter 7.2), which learns the curvature of the loss from its
 * last steps: {@code p += t d}, where {@code d} is the gradient times an approximate inverse Hessian. For losses of
 * all data, few parameters (physics-informed networks, calibration, style transfer) and a closure that gives the same
 * for the same parameters; not for batches, nor with a dropout.
 *
 * {@snippet :
 * LBFGS lbfgs = new LBFGS(model.parameters()).lineSearch(LBFGS.LineSearch.STRONG_WOLFE);
 * for (int i = 0; i < 20; i++) {
 *     float loss = lbfgs.step(() -> Losses.mse(model.forward(x), y));
 * }
 * }
 *
 * <p>A step takes up to {@link #maxIter} iterations, each along a new direction. Without a line search, {@code t} is
 * the learning rate, and less in the first iteration of all; with one it is searched, beginning there, which needs more
 * evaluations and seldom fails. A step ends early when the gradient or the progress has become small.
 *
 * <p>It decides by values of losses, so it runs eagerly. Memory: two vectors of all parameters for each step that is
 * remembered. Frozen parameters stay as they are; when others are frozen than before, what was learnt is forgotten.
 */
public final class LBFGS implements Stateful {
    /** How far to go along a direction. */
    public enum LineSearch {
        /** By the learning rate. */
        NONE,
        /** To where Wolfe's strong conditions hold. */
        STRONG_WOLFE
    }

    private static final String NAME = "LBFGS";

    private final List<Tensor> parameters;
    private final int size;
    private double lr;
    private int maxIter = 20;

    /** 0 for a quarter more than {@link #maxIter}. */
    private int maxEval;

    private double toleranceGrad = 1e-7;
    private double toleranceChange = 1e-9;
    private int historySize = 100;
    private LineSearch lineSearch = LineSearch.NONE;

    private Curvature curvature;
    private long iterations;
    private long evaluations;

    /** The positions of the parameters that were not frozen in the last step. */
    private long[] trained = {};

    /**
     * With a learning rate of 1, 20 iterations and 25 evaluations a step, tolerances 1e-7 of the gradient and 1e-9 of
     * changes, 100 remembered steps and no line search until set otherwise.
     *
     * @throws IllegalArgumentException if there are no parameters, one is null or no leaf, or two have elements in
     *     common, or they have more than 2^31 - 1 elements together
     */
    public LBFGS(List<Tensor> parameters) {
        this(parameters, 1);
    }

    /** As {@link #LBFGS(List)} with a learning rate. */
    public LBFGS(List<Tensor> parameters, double lr) {
        this.parameters = Parameters.of(NAME, parameters);
        long elements = parameters.stream().mapToLong(Tensor::size).sum();
        if (elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(NAME + ": the parameters have " + elements + " elements together, more "
                    + "than one vector can have");
        }
        this.size = (int) elements;
        this.lr = Checks.nonNegative(NAME, "learning rate", lr);
        this.curvature = new Curvature(size, historySize);
    }

    // ---- settings

    /** Sets the learning rate from the next step on. */
    public void setLr(double lr) {
        this.lr = Checks.nonNegative(NAME, "learning rate", lr);
    }

    /** Sets how many iterations a step takes at most ({@index max_iter}); 20 by default. */
    public LBFGS maxIter(int iterations) {
        this.maxIter = positive("maxIter", iterations);
        return this;
    }

    /**
     * Sets after how many evaluations of the closure a step takes no further iteration ({@index max_eval}); by default
     * a quarter more than iterations. A line search tries one step at least.
     */
    public LBFGS maxEval(int evaluations) {
        this.maxEval = positive("maxEval", evaluations);
        return this;
    }

    /** Sets at which largest absolute value of the gradient a step ends ({@index tolerance_grad}); 1e-7 by default. */
    public LBFGS toleranceGrad(double tolerance) {
        this.toleranceGrad = Checks.nonNegative(NAME, "toleranceGrad", tolerance);
        return this;
    }

    /**
     * Sets at which change of the loss, and of each parameter, a step ends ({@index tolerance_change}); by default
     * 1e-9.
     */
    public LBFGS toleranceChange(double tolerance) {
        this.toleranceChange = Checks.nonNegative(NAME, "toleranceChange", tolerance);
        return this;
    }

    /** Sets how many iterations are remembered ({@index history_size}); 100 by default. */
    public LBFGS historySize(int iterations) {
        this.historySize = positive("historySize", iterations);
        curvature.capacity(historySize);
        return this;
    }

    /** Sets how to search along a direction ({@index line_search_fn}); not by default. */
    public LBFGS lineSearch(LineSearch search) {
        this.lineSearch = Required.nonNull(NAME + ": the line search", search);
        return this;
    }

    private static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(NAME + ": " + what + " " + value + " is less than 1");
        }
        return value;
    }

    private int mostEvaluations() {
        return maxEval == 0 ? (int) Math.min(Integer.MAX_VALUE, maxIter * 5L / 4) : maxEval;
    }

    // ---- steps

    /**
     * Takes a step. Gradients that are held are dropped before it and after it.
     *
     * @param closure computes the loss of the parameters as they are, without a backward pass; called at least once
     * @return the loss before the step
     * @throws IllegalArgumentException if the closure, or the loss that it returns, is null
     * @throws IllegalStateException if no parameter that is not frozen gets a gradient, the closure makes gradients
     *     itself, or a loss or gradient is not finite, or averages are swapped in to parameters; after this and any
     *     other exception, parameters and state are as before the step. Also within a computation that is being
     *     captured
     */
    public float step(Supplier<Tensor> closure) {
        Recorder.refuseWithin(
                NAME + ": step() decides by the values of losses how it goes on, which a replay could not "
                        + "do; call it outside");
        Required.nonNull(NAME + ": the closure", closure);
        WeightAverage.refuseTraining(NAME, parameters);
        List<Tensor> before = parameters.stream().map(Tensor::copy).toList();
        Curvature learnt = curvature.copy();
        long iterated = iterations;
        long evaluated = evaluations;
        long[] trainedBefore = trained;
        boolean done = false;
        try {
            forgetIfOthersAreFrozen();
            float loss = new Step(closure).run();
            done = true;
            return loss;
        } finally {
            Closures.drop(parameters);
            if (!done) {
                for (int i = 0; i < before.size(); i++) {
                    parameters.get(i).assign(before.get(i));
                }
                curvature = learnt;
                iterations = iterated;
                evaluations = evaluated;
                trained = trainedBefore;
            }
        }
    }

    private void forgetIfOthersAreFrozen() {
        long[] now = IntStream.range(0, parameters.size()).filter(i -> parameters.get(i).requiresGrad())
                .asLongStream().toArray();
        if (!Arrays.equals(now, trained)) {
            curvature = new Curvature(size, historySize);
        }
        trained = now;
    }

    /** How many iterations there have been, in all steps. */
    public long iterations() {
        return iterations;
    }

    /** How often closures have been called, in all steps. */
    public long evaluations() {
        return evaluations;
    }

    /**
     * What a closure has given.
     *
     * @param loss the loss
     * @param gradient of all parameters, as one vector
     */
    private record Evaluation(float loss, Tensor gradient) {}

    /** A step in progress. */
    private final class Step {
        private final Supplier<Tensor> closure;
        private int evaluated;

        Step(Supplier<Tensor> closure) {
            this.closure = closure;
        }

        float run() {
            Evaluation first = evaluate();
            if (parameters.stream().noneMatch(Closures::isTrained)) {
                throw Closures.nothingToUpdate(NAME, parameters);
            }
            LinePoint now = new LinePoint(0, first.loss, first.gradient, 0);
            for (int i = 1; i <= maxIter && largest(now.gradient()) > toleranceGrad
                    && (i == 1 || evaluated < mostEvaluations()); i++) {
                double rate = curvature.isEmpty() ? Math.min(1, 1 / Dots.sumOfAbs(now.gradient())) * lr : lr;
                Tensor direction = curvature.nextDirection(now.gradient());
                iterations++;
                LinePoint start = on(direction, 0, new Evaluation((float) now.loss(), now.gradient()));
                if (start.slope() > -toleranceChange) {
                    break;
                }
                LinePoint end = along(direction, start, rate, i == maxIter);
                curvature.went(end.step());
                if (largest(direction) * end.step() <= toleranceChange
                        || Math.abs(end.loss() - start.loss()) < toleranceChange) {
                    break;
                }
                now = end;
            }
            return first.loss;
        }

        /** Goes along a direction. */
        private LinePoint along(Tensor direction, LinePoint start, double rate, boolean last) {
            Tensor from = Shapes.concat(0, parameters.stream().map(parameter -> parameter.detach().reshape(-1))
                    .toArray(Tensor[]::new));
            if (lineSearch == LineSearch.NONE && last) { // what comes next evaluates it
                write(from.add(direction.mul(rate)));
                return new LinePoint(rate, start.loss(), start.gradient(), start.slope());
            }
            StrongWolfe.Line line = step -> {
                write(from.add(direction.mul(step)));
                return on(direction, step, evaluate());
            };
            if (lineSearch == LineSearch.NONE) {
                return line.at(rate);
            }
            LinePoint found = StrongWolfe.search(line, start, rate, toleranceChange / largest(direction),
                    mostEvaluations() - evaluated);
            write(from.add(direction.mul(found.step())));
            return found;
        }

        private LinePoint on(Tensor direction, double step, Evaluation evaluation) {
            double slope = Dots.dot(evaluation.gradient, direction);
            if (!Double.isFinite(slope)) {
                throw notFinite("the slope along the direction is " + slope);
            }
            return new LinePoint(step, evaluation.loss, evaluation.gradient, slope);
        }

        private Evaluation evaluate() {
            Tensor loss = Closures.evaluate(NAME, parameters, closure);
            evaluated++;
            evaluations++;
            if (!Float.isFinite(loss.item())) {
                throw notFinite("the loss is " + loss.item());
            }
            List<Tensor> gradients = new ArrayList<>();
            for (int i = 0; i < parameters.size(); i++) {
                Tensor parameter = parameters.get(i);
                Tensor held = parameter.grad();
                Tensor gradient = held == null ? Tensor.zeros(parameter.shape()) : held;
                if (!Double.isFinite(largest(gradient))) {
                    throw notFinite("the gradient of parameter " + i + " " + parameter.shape() + " is not finite");
                }
                gradients.add(gradient.reshape(-1));
            }
            return new Evaluation(loss.item(), Shapes.concat(0, gradients.toArray(Tensor[]::new)));
        }

        private IllegalStateException notFinite(String what) {
            return new IllegalStateException(NAME + ": " + what + " at evaluation " + evaluated
                    + " of the step; parameters and state are as before the step");
        }
    }

    /** Writes a vector of all parameters to those that are not frozen. */
    private void write(Tensor values) {
        int from = 0;
        for (Tensor parameter : parameters) {
            if (parameter.requiresGrad()) {
                parameter.assign(values.slice(0, from, from + parameter.size()).reshape(parameter.shape()));
            }
            from += parameter.size();
        }
    }

    private static double largest(Tensor values) {
        return values.size() == 0 ? 0 : values.abs().max().item();
    }

    // ---- state

    /**
     * Names the settings, the learning rate, counts, which parameters are trained, and what is remembered: the last
     * direction, step and gradient, and how the last iterations changed gradient and parameters.
     */
    @Override
    public void state(State state) {
        state.part("settings", settings()::state);
        state.setting("parameters", parameters.size());
        lr = Checks.nonNegative(NAME, "learning rate", state.real("lr", lr));
        iterations = Checks.nonNegative(NAME, "iterations", state.number("iterations", iterations));
        evaluations = Checks.nonNegative(NAME, "evaluations", state.number("evaluations", evaluations));
        trained = state.numbers("trained", trained);
        state.part("curvature", curvature);
    }

    private RuleSettings settings() {
        return new RuleSettings().add("maxIter", maxIter).add("maxEval", mostEvaluations())
                .add("toleranceGrad", toleranceGrad).add("toleranceChange", toleranceChange)
                .add("historySize", historySize).add("lineSearch", lineSearch);
    }

    /** For example {@code LBFGS(lr=1, maxIter=20, maxEval=25, ..., lineSearch=STRONG_WOLFE, 4 parameters)}. */
    @Override
    public String toString() {
        return NAME + "(lr=" + RuleSettings.text(lr) + ", " + settings() + ", "
                + (parameters.size() == 1 ? "1 parameter" : parameters.size() + " parameters") + ")";
    }
}
