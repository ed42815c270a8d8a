package dev.lanewise.nn.recurrent;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Summary;
import dev.lanewise.ops.Recurrence;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What cells have in common: the parameters, and a step as a sequence of one.
 *
 * @param <C> the class itself
 */
abstract class RecurrentCell<C extends RecurrentCell<C>> extends Block {
    private final RecurrentKind kind;
    private final Weights weights;

    /** Checked parameters, as {@link #drawn} and {@link #given} return them. */
    RecurrentCell(RecurrentKind kind, Weights weights) {
        this.kind = kind;
        this.weights = weights;
        parameter("weight_ih", weights.inputs());
        parameter("weight_hh", weights.recurrent());
        Tensor inputBias = weights.inputBias();
        Tensor recurrentBias = weights.recurrentBias();
        if (inputBias != null && recurrentBias != null) {
            parameter("bias_ih", inputBias);
            parameter("bias_hh", recurrentBias);
        }
    }

    /** Parameters uniform on +-1/sqrt(hidden), in PyTorch's order; everything is checked before the source moves on. */
    static Weights drawn(RecurrentKind kind, int in, int hidden, boolean bias, RandomSource random) {
        Required.nonNull(kind.cell() + ": the random source", random);
        int rows = kind.rows(kind.cell(), in, hidden);
        Shape inputs = Shape.of(rows, in);
        Shape recurrent = Shape.of(rows, hidden);
        return new Weights(
                kind.drawn(inputs, hidden, random), kind.drawn(recurrent, hidden, random),
                bias ? kind.drawn(Shape.of(rows), hidden, random) : null,
                bias ? kind.drawn(Shape.of(rows), hidden, random) : null, null);
    }

    /** Parameters that there are. */
    static Weights given(
            RecurrentKind kind, Tensor inputs, Tensor recurrent, @Nullable Tensor inputBias,
            @Nullable Tensor recurrentBias) {
        String cell = kind.cell();
        Required.nonNull(cell + ": the weight of inputs", inputs);
        Required.nonNull(cell + ": the recurrent weight", recurrent);
        if (inputs.rank() != 2 || recurrent.rank() != 2 || inputs.dim(0) != recurrent.dim(0)
                || recurrent.dim(0) != (long) kind.gates() * recurrent.dim(1) || inputs.size() == 0) {
            throw new IllegalArgumentException(cell + ": weights " + inputs.shape() + " and " + recurrent.shape()
                    + ": expected " + kind.gateShape("in") + " and " + kind.gateShape("hidden"));
        }
        if ((inputBias == null) != (recurrentBias == null)) {
            throw new IllegalArgumentException(cell + ": one bias is null: expected both or none");
        }
        requireBias(cell, inputs, inputBias);
        requireBias(cell, inputs, recurrentBias);
        return new Weights(inputs, recurrent, inputBias, recurrentBias, null);
    }

    private static void requireBias(String cell, Tensor weight, @Nullable Tensor bias) {
        if (bias != null && !bias.shape().equals(Shape.of(weight.dim(0)))) {
            throw new IllegalArgumentException(
                    cell + ": a bias " + bias.shape() + ": expected [" + weight.dim(0) + "]");
        }
    }

    /** How a step is computed. */
    abstract Weights.Pass pass();

    /** The states after a step. */
    final Tensor[] step(Tensor x, @Nullable Tensor... first) {
        Required.nonNull("the input", x);
        int in = weights.inputs().dim(1);
        int hidden = weights.recurrent().dim(1);
        boolean single = x.rank() == 1;
        if (!single && x.rank() != 2 || x.dim(-1) != in) {
            throw new IllegalArgumentException("an input " + x.shape() + ": expected [N, " + in + "] or [" + in + "]");
        }
        Shape expected = single ? Shape.of(hidden) : Shape.of(x.dim(0), hidden);
        @Nullable
        Tensor[] states = new @Nullable Tensor[first.length];
        for (int s = 0; s < first.length; s++) {
            Tensor state = first[s];
            if (state != null && !state.shape().equals(expected)) {
                throw new IllegalArgumentException("the " + kind.state(s) + " " + state.shape() + " for an input "
                        + x.shape() + ": expected " + expected);
            }
            states[s] = state == null || !single ? state : state.unsqueeze(0);
        }
        Tensor all = x.reshape(1, single ? 1 : x.dim(0), in);
        Tensor[] pass = pass().run(weights, all, states, null, Recurrence.Direction.FORWARD);
        Tensor[] next = new Tensor[first.length];
        for (int s = 0; s < next.length; s++) {
            next[s] = single ? pass[s + 1].squeeze(0) : pass[s + 1];
        }
        return next;
    }

    /** Applies the cell; as it is declared by each class. */
    abstract Object forward(Tensor x);

    /**
     * What the cell gives for an input of this shape, and what that costs.
     *
     * @throws IllegalArgumentException if the input is null or does not fit
     * @throws IllegalStateException as {@link Summary#of}
     */
    public final Summary summary(Tensor input) {
        Tensor x = Required.nonNull(kind.cell() + ": the input", input).detach();
        return Summary.of(this, () -> forward(x));
    }

    /** For {@link #copy}: a cell made of copies of the parameters. */
    final C copied(Function<Weights, C> make) {
        return copied(() -> {
            Tensor inputBias = weights.inputBias();
            Tensor recurrentBias = weights.recurrentBias();
            return make.apply(new Weights(
                    copied(weights.inputs()), copied(weights.recurrent()),
                    inputBias == null ? null : copied(inputBias),
                    recurrentBias == null ? null : copied(recurrentBias), null));
        });
    }

    /** What is not as in PyTorch's defaults, for {@link #describe}; empty, or begins with a comma. */
    String settings() {
        return weights.inputBias() == null ? ", no bias" : "";
    }

    @Override
    protected final String describe() {
        return weights.inputs().dim(1) + ", " + weights.recurrent().dim(1) + settings();
    }
}
