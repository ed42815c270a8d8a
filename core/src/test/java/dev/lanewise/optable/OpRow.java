package dev.lanewise.optable;

import dev.lanewise.TestTensors;
import dev.lanewise.Tolerance;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A row of the op table: how an op is applied to tensors, the same in doubles, and on which shapes and values it is
 * tried. Inputs that are not floats (masks, indices) are made inside {@link #apply}.
 */
public final class OpRow {
    /** The op on tensors. */
    @FunctionalInterface
    public interface Apply {
        Value to(Tensor... x);
    }

    /** The op in doubles. */
    @FunctionalInterface
    public interface Exactly {
        Reference of(Reference... x);
    }

    private final String name;
    private final Class<?> op;
    private final Apply apply;
    private final Exactly reference;
    private final List<int[][]> cases = new ArrayList<>();
    private final List<int[][]> large = new ArrayList<>();
    private Domain[] domains = {Domain.between(-2, 2)};

    @Nullable
    private String noGradient;

    /** PyTorch's for float32 unless told otherwise. */
    private Tolerance tolerance = Tolerance.relative(1.3e-6).plus(1e-5);

    OpRow(String name, Class<?> op, Apply apply, Exactly reference) {
        this.name = name;
        this.op = op;
        this.apply = apply;
        this.reference = reference;
    }

    // ---- what a table says

    /** A case: one shape for each input. */
    public OpRow on(int[]... shapes) {
        cases.add(shapes);
        return this;
    }

    /** A case that crosses the sizes at which the drivers split work. */
    public OpRow large(int[]... shapes) {
        large.add(shapes);
        return this;
    }

    /** Where the inputs come from, the last one for all that follow. */
    public OpRow from(Domain... inputs) {
        domains = inputs;
        return this;
    }

    /** There is no gradient to check, and why. */
    public OpRow withoutGradient(String reason) {
        noGradient = reason;
        return this;
    }

    /** The result is the exact one, rounded once. */
    public OpRow exact() {
        return within(Tolerance.exact());
    }

    /** The result is so many units in the last place off at most, also near 0. */
    public OpRow ulps(double n) {
        return within(Tolerance.ulps(n));
    }

    /** The result is this close. */
    public OpRow within(Tolerance bound) {
        tolerance = bound;
        return this;
    }

    // ---- what tests ask

    public String name() {
        return name;
    }

    public Class<?> op() {
        return op;
    }

    public Value apply(Tensor... x) {
        return apply.to(x);
    }

    public Exactly reference() {
        return reference;
    }

    /** Shapes of the inputs, one array of shapes a case. */
    public List<int[][]> cases() {
        return Collections.unmodifiableList(cases);
    }

    public List<int[][]> largeCases() {
        return Collections.unmodifiableList(large);
    }

    public boolean hasGradient() {
        return noGradient == null;
    }

    /** Why there is no gradient to check; empty if there is one. */
    public String reasonForNoGradient() {
        return noGradient == null ? "" : noGradient;
    }

    public Tolerance tolerance() {
        return tolerance;
    }

    /** The inputs of a case, the same ones each time and whatever the seed: bits are on record for them. */
    public Tensor[] inputs(int[]... shapes) {
        SplittableRandom random = new SplittableRandom(name.hashCode() * 31L + shapes.length);
        Tensor[] inputs = new Tensor[shapes.length];
        for (int i = 0; i < inputs.length; i++) {
            Shape shape = Shape.of(shapes[i]);
            Domain domain = domains[Math.min(i, domains.length - 1)];
            inputs[i] = Tensor.wrap(domain.draw(random, shape.size()), shape);
        }
        return inputs;
    }

    /** The result, and behind it, if it has a history, the gradients of all inputs. */
    public List<Value> valueAndGradients(Tensor... inputs) {
        Value y = apply(TestTensors.requiring(inputs));
        List<Value> all = new ArrayList<>(List.of(y));
        if (y instanceof Tensor result && result.requiresGrad()) {
            result.backward(TestTensors.weights(result.shape(), 1));
            for (Tensor input : inputs) {
                all.add(TestTensors.gradOrZero(input));
            }
        }
        return all;
    }

    /** The row and a case of it, for messages. */
    public String describe(int[]... shapes) {
        return name + " on " + Arrays.deepToString(shapes);
    }

    @Override
    public String toString() {
        return name;
    }
}
