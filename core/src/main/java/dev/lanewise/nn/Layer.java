package dev.lanewise.nn;

import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a network ({@index Module} in PyTorch): a function of a tensor, with named parameters and named children.
 *
 * {@snippet :
 * final class Residual extends Layer {
 *     private final Layer inner;
 *
 *     Residual(Layer inner) {
 *         this.inner = child("inner", inner);
 *     }
 *
 *     @Override
 *     public Tensor forward(Tensor x) {
 *         return x.add(inner.forward(x));
 *     }
 * }
 * }
 *
 * <p>Parameters are leaf tensors that require a gradient; a path joins the names of layers with dots, as in PyTorch
 * ({@code 0.weight}). A new layer is in training mode.
 */
public abstract class Layer {
    private final Map<String, Tensor> own = new LinkedHashMap<>();
    private final Map<String, Layer> children = new LinkedHashMap<>();
    private boolean training = true;

    /** The layer's function. */
    public abstract Tensor forward(Tensor x);

    /** Registers a parameter under a name of this layer and returns it. */
    protected final Tensor parameter(String name, Tensor initial) {
        requireValue(name, initial);
        register(own, name, initial.requiresGrad(true));
        return initial;
    }

    /** Registers a layer under a name of this layer and returns it. */
    protected final <L extends Layer> L child(String name, L layer) {
        requireValue(name, layer);
        if (((Layer) layer).contains(this)) {
            throw new IllegalArgumentException("layer " + Printable.quoted(name) + " of " + typeName()
                    + " is that layer itself, or has it among its children");
        }
        register(children, name, layer);
        return layer;
    }

    private boolean contains(Layer layer) {
        return this == layer || children.values().stream().anyMatch(child -> child.contains(layer));
    }

    private <T> void register(Map<String, T> map, String name, T value) {
        if (name.isEmpty() || name.contains(".") || own.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException("name " + Printable.quoted(name) + " of " + typeName()
                    + " is empty, has a dot or is taken");
        }
        map.put(name, value);
    }

    /** Refuses null, which may come from callers that are not null-checked. */
    private void requireValue(@Nullable String name, @Nullable Object value) {
        if (name == null || value == null) {
            throw new IllegalArgumentException(typeName() + ": " + (name == null
                    ? "the name of a layer or parameter is null"
                    : "what is to be registered as " + Printable.quoted(name) + " is null"));
        }
    }

    /** The class's name in messages; an anonymous class has one like {@code Main$1}. */
    private String typeName() {
        String name = getClass().getName();
        return getClass().isAnonymousClass()
                ? name.substring(name.lastIndexOf('.') + 1)
                : getClass().getSimpleName();
    }

    /** All parameters by path ({@index named_parameters}), own ones first, in the order of registration. */
    public final Map<String, Tensor> namedParameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        collect("", all);
        return all;
    }

    private void collect(String path, Map<String, Tensor> into) {
        own.forEach((name, tensor) -> into.put(path + name, tensor));
        children.forEach((name, layer) -> layer.collect(path + name + ".", into));
    }

    /** All parameters, each once, in the order of {@link #namedParameters}. */
    public final List<Tensor> parameters() {
        List<Tensor> all = new ArrayList<>();
        for (Tensor tensor : namedParameters().values()) {
            if (all.stream().noneMatch(known -> known == tensor)) {
                all.add(tensor);
            }
        }
        return all;
    }

    /** Total number of elements of the parameters. */
    public final long parameterCount() {
        return parameters().stream().mapToLong(Tensor::size).sum();
    }

    /** The values to save, by path ({@index state_dict}): detached tensors that share the parameters' storage. */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        namedParameters().forEach((name, tensor) -> state.put(name, tensor.detach()));
        return state;
    }

    /**
     * Copies values into the parameters ({@index load_state_dict}). Names and shapes must agree exactly, or nothing is
     * changed.
     *
     * @throws IllegalArgumentException naming the first paths that are missing, unknown or of another shape, and how
     *     many more there are
     */
    public final void loadStateDict(Map<String, Tensor> state) {
        Map<String, Tensor> mine = namedParameters();
        List<String> faults = new ArrayList<>();
        mine.forEach((name, tensor) -> {
            Tensor given = state.get(name);
            if (given == null) {
                faults.add(Printable.quoted(name) + (state.containsKey(name) ? " is null" : " is missing"));
            } else if (!given.shape().equals(tensor.shape())) {
                faults.add(Printable.quoted(name) + " has shape " + Printable.brief(given.shape().toString())
                        + ", expected " + tensor.shape());
            }
        });
        state.keySet().stream().filter(name -> !mine.containsKey(name))
                .forEach(name -> faults.add(name == null ? "a name is null" : Printable.quoted(name) + " is unknown"));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("loadStateDict: " + Printable.clauses(faults));
        }
        state.forEach((name, values) -> Objects.requireNonNull(mine.get(name)).assign(values));
    }

    /** Switches this layer and all below to training mode: dropout is active. */
    public final void train() {
        setTraining(true);
    }

    /** Switches this layer and all below to evaluation mode: dropout does nothing. */
    public final void eval() {
        setTraining(false);
    }

    /** Whether this layer is in {@index training} mode. */
    public final boolean isTraining() {
        return Recorder.observe(this, () -> training);
    }

    /** Excludes the parameters of this layer and all below from training: no gradient reaches them. */
    public final void freeze() {
        parameters().forEach(tensor -> tensor.requiresGrad(false).setGrad(null));
    }

    /** Includes the parameters of this layer and all below in training again. */
    public final void unfreeze() {
        parameters().forEach(tensor -> tensor.requiresGrad(true));
    }

    private void setTraining(boolean mode) {
        Recorder.observe(this, () -> training);
        training = mode;
        children.values().forEach(layer -> layer.setTraining(mode));
    }

    /** What {@link #toString} shows in parentheses, e.g. {@code 784, 128}. */
    protected String describe() {
        return "";
    }

    /** The layer and its children, one per line. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder(typeName()).append('(').append(describe());
        children.forEach((name, layer) -> text.append("\n  ").append(name).append(": ")
                .append(layer.toString().replace("\n", "\n  ")));
        return text.append(children.isEmpty() ? ")" : "\n)").toString();
    }
}
