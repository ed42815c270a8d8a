package dev.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A row of the op table: how an op is applied to tensors, the same in doubles, and on which shapes and values it is
 * tried. Inputs that are not floats (masks, indices) are made inside {@code apply}.
 */
final class OpRow {
    /** The op on tensors. */
    @FunctionalInterface
    interface Apply {
        Value to(Tensor... x);
    }

    /** The op in doubles. */
    @FunctionalInterface
    interface Exactly {
        Reference of(Reference... x);
    }

    final String name;
    final Class<? extends Rule> op;
    final Apply apply;
    final Exactly reference;

    /** Shapes of the inputs, one array of shapes a case. */
    final List<int[][]> cases = new ArrayList<>();

    /** Shapes that cross the sizes at which the drivers split work. */
    final List<int[][]> large = new ArrayList<>();

    private Domain[] domains = {Domain.between(-2, 2)};

    /** Why there is no gradient to check; null if there is one. */
    @Nullable
    String noGradient;

    /** Closeness of the forward result, relative and absolute: PyTorch's for float32 unless told otherwise. */
    double relative = 1.3e-6;

    double absolute = 1e-5;

    OpRow(String name, Class<? extends Rule> op, Apply apply, Exactly reference) {
        this.name = name;
        this.op = op;
        this.apply = apply;
        this.reference = reference;
    }

    /** A case: one shape for each input. */
    OpRow on(int[]... shapes) {
        cases.add(shapes);
        return this;
    }

    OpRow large(int[]... shapes) {
        large.add(shapes);
        return this;
    }

    /** Where the inputs come from, the last one for all that follow. */
    OpRow from(Domain... inputs) {
        domains = inputs;
        return this;
    }

    OpRow withoutGradient(String reason) {
        noGradient = reason;
        return this;
    }

    /** The result is the exact one, rounded once. */
    OpRow exact() {
        relative = 0;
        absolute = 0;
        return this;
    }

    /** The result is so many units in the last place off at most, also near 0. */
    OpRow ulps(double n) {
        relative = n * 0x1p-23;
        absolute = n * Float.MIN_VALUE;
        return this;
    }

    /** The result is this close. */
    OpRow within(double relativeBound, double absoluteBound) {
        relative = relativeBound;
        absolute = absoluteBound;
        return this;
    }

    /** The inputs of a case, the same ones each time. */
    Tensor[] inputs(int[]... shapes) {
        SplittableRandom random = new SplittableRandom(name.hashCode() * 31L + shapes.length);
        Tensor[] inputs = new Tensor[shapes.length];
        for (int i = 0; i < inputs.length; i++) {
            Shape shape = Shape.of(shapes[i]);
            Domain domain = domains[Math.min(i, domains.length - 1)];
            inputs[i] = Tensor.wrap(domain.draw(random, shape.size()), shape);
        }
        return inputs;
    }

    @Override
    public String toString() {
        return name;
    }
}
