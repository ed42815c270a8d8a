package dev.lanewise.ops;

import dev.lanewise.kernels.conv.Ending;
import dev.lanewise.kernels.gemm.Epilogue.Activation;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a convolution, or the gradient of its input, does to its sums while they are in the cache. The inputs for it
 * come after the two operands, in this order: a bias for each channel, a tensor to add, and the point of a gradient.
 *
 * @param bias whether one value is added to each channel, given as {@code [C]} or so that it broadcasts
 * @param adds whether a tensor of the result's shape is then added
 * @param last then applied: relu, tanh or sigmoid, or the gradient of one, whose point is its output; null for none
 */
public record ConvTail(boolean bias, boolean adds, @Nullable Op last) {
    /** The sums themselves. */
    static final ConvTail NONE = new ConvTail(false, false, null);

    /** A bias alone. */
    static final ConvTail BIAS = new ConvTail(true, false, null);

    /** Inputs that come before it. */
    private static final int OPERANDS = 2;

    /**
     * Takes what may come last.
     *
     * @throws IllegalArgumentException for another op
     */
    public ConvTail {
        kernel(last);
    }

    /** The kernels' name for the activation that an op is, or is the gradient of. */
    private static Activation kernel(@Nullable Op last) {
        return switch (last) {
            case null -> Activation.NONE;
            case UnaryOp.Relu _,ActivationGradOp.ReluGrad _ -> Activation.RELU;
            case UnaryOp.Tanh _,ActivationGradOp.TanhGrad _ -> Activation.TANH;
            case UnaryOp.Sigmoid _,ActivationGradOp.SigmoidGrad _ -> Activation.SIGMOID;
            default -> throw new IllegalArgumentException("convolution: it cannot end in " + last.name()
                    + ": expected relu, tanh, sigmoid or the gradient of one");
        };
    }

    private @Nullable ActivationGradOp slope() {
        return last instanceof ActivationGradOp gradient ? gradient : null;
    }

    private int addend() {
        return OPERANDS + (bias ? 1 : 0);
    }

    private int point() {
        return addend() + (adds ? 1 : 0);
    }

    /** Whether the result may take the place of an input: that of the point, which is read box by box. */
    boolean mayOverwrite(int input) {
        return slope() != null && input == point();
    }

    private int inputs() {
        return point() + (slope() == null ? 0 : 1);
    }

    /**
     * Refuses other inputs than this takes.
     *
     * @param op the subject of the message
     */
    void require(String op, Shape result, Value... in) {
        if (in.length != inputs()) {
            throw new IllegalArgumentException(
                    op + ": " + in.length + " inputs: expected " + inputs() + ", as " + this + " follows its sums");
        }
        if (bias && !isBias(in[OPERANDS].shape(), result)) {
            throw new IllegalArgumentException(op + ": a bias " + in[OPERANDS].shape() + " for a result " + result
                    + ": expected [" + result.dim(1) + "]");
        }
        for (int i = addend(); i < in.length; i++) {
            if (!in[i].shape().equals(result)) {
                throw new IllegalArgumentException(
                        op + ": input " + i + " is " + in[i].shape() + ": expected the result's shape " + result);
            }
        }
    }

    private static boolean isBias(Shape bias, Shape result) {
        return bias.equals(Shape.of(result.dim(1))) || isOfChannels(bias, result);
    }

    /** Whether a shape has one element a channel and broadcasts to the result so that each gets its own. */
    private static boolean isOfChannels(Shape shape, Shape result) {
        int before = result.rank() - shape.rank();
        return before >= 0 && shape.size() == result.dim(1) && IntStream.range(0, shape.rank())
                .allMatch(axis -> shape.dim(axis) == (axis + before == 1 ? result.dim(1) : 1));
    }

    /** This and an op that follows, as {@link Op#followedBy} says; null if there is no such tail. */
    @Nullable
    ConvTail followedBy(Op next, int input, Shape... shapes) {
        if (last != null) {
            return null;
        }
        Shape result = shapes[input];
        return switch (next) {
            case BinaryOp.Add _ when !adds && shapes[1 - input].equals(result) -> new ConvTail(bias, true, null);
            case BinaryOp.Add _ when !adds && !bias && isOfChannels(shapes[1 - input], result) -> BIAS;
            case ActivationGradOp.ReluGrad _,ActivationGradOp.TanhGrad _,ActivationGradOp.SigmoidGrad _ ->
                input == 0 ? new ConvTail(bias, adds, next) : null;
            default -> LinearOp.canEndIn(next) ? new ConvTail(bias, adds, next) : null;
        };
    }

    /** What kernels do. */
    Ending ending(Operands in) {
        int b = bias ? OPERANDS : inputs();
        int a = adds ? addend() : inputs();
        int p = slope() == null ? inputs() : point();
        return new Ending(
                in.dataIfAny(b), in.offset(b), in.dataIfAny(a), in.offset(a), kernel(last), in.dataIfAny(p),
                in.offset(p));
    }

    /** What gradients read besides what those of the sums do. */
    Saves saves(int needs) {
        boolean unfinished = slope() != null && !(slope() instanceof ActivationGradOp.ReluGrad)
                && (needs >> point() & 1) != 0;
        int inputs = Saves.otherOf(needs).inputs() | (slope() == null ? 0 : 1 << point())
                | (unfinished ? (1 << point()) - 1 : 0);
        return new Saves(inputs, last instanceof UnaryOp ? 1 : 0);
    }

    /** The gradient of the sums, from that of the result. */
    Tensor ofSums(Saved saved, Tensor grad) {
        return switch (last) {
            case UnaryOp activation -> activation.gradient(saved, grad);
            case ActivationGradOp slope -> slope.tensor(grad, saved.input(point()));
            case null, default -> grad;
        };
    }

    /**
     * Adds the gradients of the inputs for this.
     *
     * @param sums gradient of the sums
     * @param grad gradient of the result
     * @param unfinished the result without what is last
     */
    void gradients(Saved saved, @Nullable Tensor[] found, Tensor sums, Tensor grad, Supplier<Tensor> unfinished) {
        if (bias && saved.needs(OPERANDS)) {
            int[] others = IntStream.range(0, sums.rank()).filter(axis -> axis != 1).toArray();
            found[OPERANDS] = sums.sum(others).reshape(saved.shape(OPERANDS));
        }
        if (adds && saved.needs(addend())) {
            found[addend()] = sums;
        }
        ActivationGradOp slope = slope();
        if (slope != null && saved.needs(point())) {
            found[point()] = slope instanceof ActivationGradOp.ReluGrad
                    ? null
                    : slope.gradientOfPoint(saved.input(point()), unfinished.get(), grad);
        }
    }

    /** This without what is last. */
    ConvTail unfinished() {
        return new ConvTail(bias, adds, null);
    }

    /** The inputs for {@link #unfinished}, if they were saved. */
    Tensor[] inputsOfUnfinished(Saved saved) {
        return IntStream.range(0, point()).mapToObj(saved::input).toArray(Tensor[]::new);
    }

    @Override
    public String toString() {
        StringJoiner parts = new StringJoiner(", ").setEmptyValue("nothing");
        if (bias) {
            parts.add("bias");
        }
        if (adds) {
            parts.add("sum");
        }
        if (last != null) {
            parts.add(last.name());
        }
        return parts.toString();
    }
}
