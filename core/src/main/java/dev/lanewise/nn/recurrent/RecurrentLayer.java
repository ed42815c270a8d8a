package dev.lanewise.nn.recurrent;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Summary;
import dev.lanewise.ops.Recurrence;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What recurrent layers have in common: the walk over layers and directions, and the layouts of sequences and states.
 *
 * @param <L> the class itself
 */
abstract class RecurrentLayer<L extends RecurrentLayer<L>> extends Block {
    private static final Recurrence.Direction[] DIRECTIONS = Recurrence.Direction.values();

    final Parameters parameters;

    /** For each layer, and within it for each direction. */
    private final List<Weights> weights = new ArrayList<>();

    /** What a layer is made of; the names of its tensors are PyTorch's. */
    record Parameters(
            RecurrentKind kind, int in, int hidden, RecurrentOptions options, Map<String, Tensor> tensors,
            @Nullable Dropout dropout) {}

    RecurrentLayer(Parameters parameters) {
        this.parameters = parameters;
        parameters.tensors.forEach(this::parameter);
        for (int layer = 0; layer < parameters.options.layerCount(); layer++) {
            for (int direction = 0; direction < parameters.options.directions(); direction++) {
                weights.add(weights(parameters.tensors, suffix(layer, direction)));
            }
        }
        if (parameters.dropout != null) {
            child("dropout", parameters.dropout);
        }
    }

    private static Weights weights(Map<String, Tensor> tensors, String suffix) {
        return new Weights(
                Required.nonNull("the weight of inputs", tensors.get("weight_ih" + suffix)),
                Required.nonNull("the recurrent weight", tensors.get("weight_hh" + suffix)),
                tensors.get("bias_ih" + suffix), tensors.get("bias_hh" + suffix), tensors.get("weight_hr" + suffix));
    }

    private static String suffix(int layer, int direction) {
        return "_l" + layer + (direction == 0 ? "" : "_reverse");
    }

    // ---- parameters

    /** Parameters uniform on +-1/sqrt(hidden), in PyTorch's order; everything is checked before the source moves on. */
    static Parameters drawn(RecurrentKind kind, int in, int hidden, RecurrentOptions options, RandomSource random) {
        requireOptions(kind, hidden, options);
        Required.nonNull(kind.layer() + ": the random source", random);
        Map<String, Shape> shapes = shapes(kind, in, hidden, options);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> tensors.put(name, kind.drawn(shape, hidden, random)));
        return new Parameters(kind, in, hidden, options, tensors, dropout(options, random));
    }

    /** Parameters that there are. */
    static Parameters given(
            RecurrentKind kind, Map<String, Tensor> tensors, RecurrentOptions options, RandomSource random) {
        Required.nonNull(kind.layer() + ": the map of parameters", tensors);
        Required.nonNull(kind.layer() + ": the set of options", options);
        Required.nonNull(kind.layer() + ": the random source", random);
        Tensor first = tensors.get("weight_ih_l0");
        if (first == null || first.rank() != 2 || first.size() == 0 || first.dim(0) % kind.gates() != 0) {
            throw new IllegalArgumentException(kind.layer() + ": weight_ih_l0 "
                    + (first == null ? "is missing" : first.shape() + ": expected " + kind.gateShape("in")));
        }
        int in = first.dim(1);
        int hidden = first.dim(0) / kind.gates();
        requireOptions(kind, hidden, options);
        Map<String, Shape> shapes = shapes(kind, in, hidden, options);
        requireNames(kind, tensors.keySet(), shapes.keySet());
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            Tensor tensor = Required.nonNull(kind.layer() + ": " + name, tensors.get(name));
            if (!tensor.shape().equals(shape)) {
                throw new IllegalArgumentException(
                        kind.layer() + ": " + name + " " + tensor.shape() + ": expected " + shape);
            }
            ordered.put(name, tensor);
        });
        return new Parameters(kind, in, hidden, options, ordered, dropout(options, random));
    }

    private static void requireNames(RecurrentKind kind, Set<String> given, Set<String> expected) {
        List<String> faults = new ArrayList<>();
        expected.stream().filter(name -> !given.contains(name)).forEach(name -> faults.add(name + " is missing"));
        given.stream().filter(name -> !expected.contains(name))
                .forEach(name -> faults.add(Printable.quoted(name) + " is unknown"));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(kind.layer() + ": " + Printable.clauses(faults));
        }
    }

    private static @Nullable Dropout dropout(RecurrentOptions options, RandomSource random) {
        return options.dropProbability() > 0 ? new Dropout(options.dropProbability(), random) : null;
    }

    private static void requireOptions(RecurrentKind kind, int hidden, RecurrentOptions options) {
        Required.nonNull(kind.layer() + ": the set of options", options);
        if (options.projectedSize() > 0 && kind != RecurrentKind.LSTM) {
            throw new IllegalArgumentException(
                    kind.layer() + ": projection " + options.projectedSize() + " is for an LSTM");
        }
        if (options.projectedSize() >= hidden && options.projectedSize() > 0) {
            throw new IllegalArgumentException(kind.layer() + ": a projection of " + hidden + " units to "
                    + options.projectedSize() + ": expected fewer than there are");
        }
        if (options.function() != RNN.Nonlinearity.TANH && kind != RecurrentKind.RNN) {
            throw new IllegalArgumentException(
                    kind.layer() + ": nonlinearity " + options.function() + " is for an RNN");
        }
        if (options.dropProbability() > 0 && options.layerCount() == 1) {
            throw new IllegalArgumentException(kind.layer() + ": dropout " + options.dropProbability()
                    + " acts between layers, and there is one; put a Dropout behind it");
        }
    }

    /** The shapes of all parameters by name, in PyTorch's order. */
    private static Map<String, Shape> shapes(RecurrentKind kind, int in, int hidden, RecurrentOptions options) {
        int rows = kind.rows(kind.layer(), in, hidden);
        int projection = options.projectedSize();
        int wide = projection > 0 ? projection : hidden;
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (int layer = 0; layer < options.layerCount(); layer++) {
            int features = layer == 0 ? in : options.directions() * wide;
            for (int direction = 0; direction < options.directions(); direction++) {
                String suffix = suffix(layer, direction);
                shapes.put("weight_ih" + suffix, Shape.of(rows, features));
                shapes.put("weight_hh" + suffix, Shape.of(rows, wide));
                if (options.hasBias()) {
                    shapes.put("bias_ih" + suffix, Shape.of(rows));
                    shapes.put("bias_hh" + suffix, Shape.of(rows));
                }
                if (projection > 0) {
                    shapes.put("weight_hr" + suffix, Shape.of(projection, hidden));
                }
            }
        }
        return shapes;
    }

    /** How the layer is built. */
    public final RecurrentOptions options() {
        return parameters.options;
    }

    // ---- the computation

    /** How one layer in one direction computes. */
    abstract Weights.Pass pass();

    /**
     * The outputs and then the last states, in the layouts of the input.
     *
     * @param widths of the states
     * @param first the first states, or null for zeros
     */
    final Tensor[] run(Tensor x, @Nullable IntTensor lengths, int[] widths, @Nullable Tensor... first) {
        requireInput(x);
        boolean single = x.rank() == 2;
        boolean batchFirst = options().isBatchFirst() && !single;
        Tensor y = single ? x.unsqueeze(1) : batchFirst ? x.transpose(0, 1) : x;
        requireLengths(x, y.dim(1), lengths);
        int count = weights.size();
        @Nullable
        Tensor[] batched = new @Nullable Tensor[first.length];
        for (int s = 0; s < first.length; s++) {
            Tensor state = first[s];
            if (state != null) {
                requireState(s, state, single ? Shape.of(count, widths[s]) : Shape.of(count, y.dim(1), widths[s]), x);
                batched[s] = single ? state.unsqueeze(1) : state;
            }
        }
        List<Tensor[]> passes = new ArrayList<>();
        for (int layer = 0; layer < options().layerCount(); layer++) {
            y = layer(layer == 0 || parameters.dropout == null ? y : parameters.dropout.forward(y), lengths, batched,
                    passes);
        }
        Tensor[] all = new Tensor[1 + first.length];
        all[0] = single ? y.squeeze(1) : batchFirst ? y.transpose(0, 1) : y;
        for (int s = 1; s < all.length; s++) {
            int at = s;
            Tensor last = count == 1
                    ? passes.getFirst()[at].unsqueeze(0)
                    : Shapes.stack(0, passes.stream().map(pass -> pass[at]).toArray(Tensor[]::new));
            all[s] = single ? last.squeeze(1) : last;
        }
        return all;
    }

    /** The outputs of the next layer, whose passes are added. */
    private Tensor layer(
            Tensor x, @Nullable IntTensor lengths, @Nullable Tensor[] first, List<Tensor[]> passes) {
        Tensor[] outputs = new Tensor[options().directions()];
        for (int direction = 0; direction < outputs.length; direction++) {
            int at = passes.size();
            @Nullable
            Tensor[] states = new @Nullable Tensor[first.length];
            for (int s = 0; s < first.length; s++) {
                Tensor state = first[s];
                states[s] = state == null ? null : weights.size() == 1 ? state.squeeze(0) : state.select(0, at);
            }
            Tensor[] pass = pass().run(weights.get(at), x, states, lengths, DIRECTIONS[direction]);
            outputs[direction] = pass[0];
            passes.add(pass);
        }
        return outputs.length == 1 ? outputs[0] : Shapes.concat(2, outputs);
    }

    private void requireInput(Tensor x) {
        Required.nonNull("the input", x);
        if ((x.rank() != 2 && x.rank() != 3) || x.dim(-1) != parameters.in) {
            throw new IllegalArgumentException("an input " + x.shape() + ": expected "
                    + (options().isBatchFirst() ? "[N, T, " : "[T, N, ") + parameters.in + "] or [T, "
                    + parameters.in + "]");
        }
    }

    private void requireState(int s, Tensor state, Shape expected, Tensor x) {
        if (!state.shape().equals(expected)) {
            throw new IllegalArgumentException("the first " + parameters.kind.state(s) + " " + state.shape()
                    + " for an input " + x.shape() + ": expected " + expected + ", [layers x directions"
                    + (expected.rank() == 3 ? ", N" : "") + ", units]");
        }
    }

    private static void requireLengths(Tensor x, int samples, @Nullable IntTensor lengths) {
        if (lengths == null) {
            return;
        }
        if (x.rank() == 2) {
            throw new IllegalArgumentException("lengths " + lengths.shape() + " for an input " + x.shape()
                    + " of one sequence: expected none, as all of it counts");
        }
        if (!lengths.shape().equals(Shape.of(samples))) {
            throw new IllegalArgumentException("lengths " + lengths.shape() + " for an input " + x.shape()
                    + ": expected one for each sample, [" + samples + "]");
        }
    }

    // ---- what every block has

    /** Applies the layer; as it is declared by each class, with its own record. */
    abstract Record forward(Tensor x);

    /**
     * What the layer gives for an input of this shape, and what that costs.
     *
     * @throws IllegalArgumentException if the input is null or does not fit
     * @throws IllegalStateException as {@link Summary#of}
     */
    public final Summary summary(Tensor input) {
        Tensor x = Required.nonNull(parameters.kind.layer() + ": the input", input).detach();
        return Summary.of(this, () -> forward(x));
    }

    /** For {@link #copy}: a layer made of copies of what this one is made of. */
    final L copied(Function<Parameters, L> make) {
        return copied(() -> {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            parameters.tensors.forEach((name, tensor) -> tensors.put(name, copied(tensor)));
            return make.apply(new Parameters(parameters.kind, parameters.in, parameters.hidden, parameters.options,
                    tensors, parameters.dropout == null ? null : parameters.dropout.copy()));
        });
    }

    @Override
    protected final String describe() {
        return parameters.in + ", " + parameters.hidden
                + (options().equals(RecurrentOptions.defaults()) ? "" : ", " + options());
    }
}
