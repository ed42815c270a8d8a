package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a network ({@index Module} in PyTorch): a tree of blocks with named parameters and buffers, whatever its
 * forward computation takes and gives. One that maps a tensor to a tensor is a {@link Layer}; any other declares a
 * {@code forward} of its own types and runs it by {@link #call}:
 *
 * {@snippet :
 * final class Bilinear extends Block {
 *     private final Tensor weight;
 *
 *     Bilinear(int left, int right, RandomSource random) {
 *         this.weight = parameter("weight", random.normal(left, right));
 *     }
 *
 *     Tensor forward(Tensor x, Tensor y) {
 *         return call(() -> x.matmul(weight).mul(y).sum(-1), x, y);
 *     }
 * }
 * }
 *
 * <p>A constructor registers what the block consists of: a {@link #parameter} is a leaf tensor that requires a
 * gradient, a {@link #buffer} belongs to the state but is never trained, a {@link #child} is a block, and a {@link
 * #part} anything else with state, such as a random source. Names are joined by dots to paths, as in PyTorch ({@code
 * 0.weight}). The same tensor may be a parameter of several blocks (tied weights), and the same block a child of
 * several.
 *
 * <p>What a field holds and nobody has registered would silently stay untrained and unsaved. It is noticed when the
 * parameters or the state are first asked for, and again after something was registered: a field with a block, a random
 * source or anything else that has state, or with a tensor that requires a gradient, also in lists, maps, arrays,
 * optionals and records, must be registered or {@code transient}. The same holds for variables that an anonymous or
 * local class captures. Where reflection may not look, as in a module that is not open to this one, it is not checked.
 *
 * <p>An {@link IllegalArgumentException} or {@link IndexOutOfBoundsException} from within a forward computation begins
 * with the path from the block that was called to the one that failed, and its description: {@code 2: Linear(5, 2):
 * linear: [4, 3] and weight [2, 5]: expected [..., in] and [out, in]}. A block that occurs at several places is named
 * by the first. Exceptions of other classes, subclasses of these two included, pass as they are. A captured program
 * throws what the blocks would have thrown, with the path.
 *
 * <p>A new block is in training mode. Forward computations may run on many threads at the same time while no thread
 * trains, loads, registers, switches a mode or adds or removes a hook, and none of the blocks draws random numbers.
 */
public abstract class Block implements Stateful {
    private final Contents contents = new Contents();
    private final Hooks hooks = new Hooks();
    private boolean training = true;

    // ---- what the block consists of

    /**
     * Registers a parameter ({@index register_parameter}) under a name of this block, requires a gradient for it, and
     * returns it.
     *
     * @throws IllegalArgumentException if the name is empty, {@code class} or taken or has a dot or a comma, or if the
     *     tensor has a history or is registered here already
     */
    protected final Tensor parameter(String name, Tensor initial) {
        contents.parameter(this, name, initial);
        return initial.requiresGrad(true);
    }

    /**
     * Registers a buffer ({@index register_buffer}) under a name of this block and returns it: a tensor that is saved
     * and loaded with the parameters, but not trained, frozen or unfrozen, such as a running mean. It is changed by
     * {@link Tensor#assign}.
     *
     * @throws IllegalArgumentException if the name is empty, {@code class} or taken or has a dot, or if the tensor
     *     requires a gradient, has a history or is registered here already
     */
    protected final Tensor buffer(String name, Tensor initial) {
        contents.buffer(this, name, initial);
        return initial;
    }

    /** Registers a block under a name of this block and returns it. */
    protected final <B extends Block> B child(String name, B block) {
        contents.child(this, name, block);
        return block;
    }

    /** Registers something else that has state under a name of this block and returns it. */
    protected final <S extends Stateful> S part(String name, S part) {
        contents.part(this, name, part);
        return part;
    }

    final Contents contents() {
        return contents;
    }

    // ---- the tree

    /**
     * All parameters by path ({@index named_parameters}), own ones first, in the order of registration.
     *
     * @throws IllegalStateException naming a field that holds what must be registered and is not
     */
    public final Map<String, Tensor> namedParameters() {
        return named(block -> List.of(block.parameters));
    }

    /** All buffers by path ({@index named_buffers}), own ones first, in the order of registration. */
    public final Map<String, Tensor> namedBuffers() {
        return named(block -> List.of(block.buffers));
    }

    /** Sees a block, whose own names come after {@code path}, which is empty or ends in a dot. */
    interface Visitor {
        void visit(String path, Block block);
    }

    /** Shows a visitor this block and all below. */
    final void visit(String path, Visitor visitor) {
        visitor.visit(path, this);
        contents.children.forEach((name, block) -> block.visit(path + name + ".", visitor));
    }

    private Map<String, Tensor> named(Function<Contents, List<Map<String, Tensor>>> kinds) {
        FieldCheck.requireComplete(this);
        Map<String, Tensor> all = new LinkedHashMap<>();
        visit("", (path, block) -> kinds.apply(block.contents)
                .forEach(kind -> kind.forEach((name, tensor) -> all.put(path + name, tensor))));
        return all;
    }

    /** All parameters, each once, in the order of {@link #namedParameters}. */
    public final List<Tensor> parameters() {
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return namedParameters().values().stream().filter(seen::add).toList();
    }

    /** Total number of elements of the parameters. */
    public final long parameterCount() {
        return parameters().stream().mapToLong(Tensor::size).sum();
    }

    /** The children by name ({@index named_children}), in the order of registration. */
    public final Map<String, Block> children() {
        return Collections.unmodifiableMap(contents.children);
    }

    // ---- state

    /**
     * Names parameters, buffers, parts and children, and before them a part {@code class}: its {@code name} is the
     * block's class with its settings, {@code Dropout(0.5)}, and must be the same when state is loaded; {@code frozen}
     * has the names of its own parameters that are frozen, and loading freezes these and unfreezes the others. Whether
     * the block is in training mode is not part of the state.
     */
    @Override
    public final void state(State state) {
        FieldCheck.requireComplete(this);
        contents.state(this, state);
    }

    /** The parameters and buffers themselves by path, each block's own first. */
    private Map<String, Tensor> namedTensors() {
        return named(block -> List.of(block.parameters, block.buffers));
    }

    /** What is made of each of them, once for a tensor that has several paths. */
    private Map<String, Tensor> namedTensors(UnaryOperator<Tensor> make) {
        IdentityHashMap<Tensor, Tensor> made = new IdentityHashMap<>();
        Map<String, Tensor> values = namedTensors();
        values.replaceAll((path, tensor) -> made.computeIfAbsent(tensor, make));
        return values;
    }

    /**
     * Parameters and buffers by path ({@index state_dict}), each block's own first: detached tensors that share the
     * storage, so that they change with the block. {@link #snapshot} copies.
     */
    public final Map<String, Tensor> stateDict() {
        return namedTensors(Tensor::detach);
    }

    /** As {@link #stateDict} with copies, which later training leaves as they are: to keep the best values so far. */
    public final Map<String, Tensor> snapshot() {
        return namedTensors(Tensor::copy);
    }

    /**
     * As {@link #loadStateDict(Map, LoadRules)} with {@link LoadRules#strict}: names and shapes must agree exactly
     * ({@index load_state_dict}).
     */
    public final void loadStateDict(Map<String, Tensor> values) {
        loadStateDict(values, LoadRules.strict());
    }

    /**
     * Copies values into the parameters and buffers, which the values may share storage with: all are read before one
     * is written. If anything does not fit under the rules, nothing is changed. {@link StoredTensors}, such as those of
     * an open file, are read one by one instead while they are copied: if one cannot be read, those before it have been
     * changed.
     *
     * @throws IllegalArgumentException if an argument is null; naming every path that is missing, unknown, null or of
     *     another shape, every tied tensor that is given different values, and every rule that applies to nothing
     */
    public final void loadStateDict(Map<String, Tensor> values, LoadRules rules) {
        Required.nonNull("loadStateDict: the set of rules", rules)
                .load(namedTensors(), Required.nonNull("loadStateDict: the map of values", values));
    }

    // ---- modes

    /** Switches this block and all below to training mode: dropout is active. */
    public final void train() {
        setTraining(true);
    }

    /** Switches this block and all below to evaluation mode: dropout does nothing. */
    public final void eval() {
        setTraining(false);
    }

    /** Whether this block is in {@index training} mode; never within an {@link EvalMode} scope of this thread. */
    public final boolean isTraining() {
        return !EvalMode.isOn() && Recorder.observe(this, () -> training);
    }

    private void setTraining(boolean mode) {
        Recorder.observe(this, () -> training);
        training = mode;
        contents.children.values().forEach(block -> block.setTraining(mode));
    }

    /** Switches this block alone to the mode that another is set to. */
    final void takeMode(Block other) {
        training = other.training;
    }

    /**
     * Excludes the parameters of this block and all below from training: no gradient reaches them. Which parameters are
     * frozen is part of the {@link #state}, so that a run that unfreezes some later continues as it was; it is not part
     * of the {@link #stateDict}.
     */
    public final void freeze() {
        parameters().forEach(tensor -> Contents.setFrozen(tensor, true));
    }

    /** Includes the parameters of this block and all below in training again. */
    public final void unfreeze() {
        parameters().forEach(tensor -> Contents.setFrozen(tensor, false));
    }

    // ---- forward computations

    /**
     * Runs this block's forward computation, so that an error names the block by its path, and hooks are told.
     *
     * @param inputs what the computation is given, for hooks
     * @throws IllegalArgumentException if the computation returns null
     */
    protected final <Y> Y call(Supplier<Y> forward, @Nullable Object... inputs) {
        try {
            return Place.isNoted()
                    ? BlockPlace.within(this, () -> computed(forward, inputs))
                    : computed(forward, inputs);
        } catch (IllegalArgumentException | IndexOutOfBoundsException fault) {
            throw BlockFault.within(this, fault);
        }
    }

    private <Y> Y computed(Supplier<Y> forward, @Nullable Object... inputs) {
        hooks.begins(this);
        Y output = requireOutput(forward.get());
        if (hooks.listen()) {
            hooks.ends(this, output, inputs);
        }
        return output;
    }

    /** Checks what a forward computation has returned. */
    static <Y> Y requireOutput(@Nullable Y output) {
        if (output == null) { // a user's computation need not be null-checked
            throw new IllegalArgumentException("forward returned null");
        }
        return output;
    }

    /**
     * Tells a hook of each forward computation of this block from now on ({@index register_forward_hook}), after those
     * that were added before. In a captured program it is told of the capture only, as replays run no Java code; a
     * program that was captured without a hook does not fit while there is one, and the other way around.
     *
     * @return removes the hook when it is closed
     */
    public final ForwardHook.Handle onForward(ForwardHook hook) {
        return hooks.add(Required.nonNull(typeName() + ": the hook", hook));
    }

    final Hooks hooks() {
        return hooks;
    }

    // ---- copies

    /**
     * A block of the same kind with copies of the parameters, buffers and other state, and in the same modes
     * ({@index deepcopy}). A block, a parameter or a random source that occurs at several places in it occurs at the
     * same places in the copy. Gradients and hooks are not copied.
     *
     * <p>Each class says how it is made, by {@link #copied(Supplier)}:
     *
     * {@snippet :
     * @Override
     * public Residual copy() {
     *     return copied(() -> new Residual(inner.copy()));
     * }
     * }
     *
     * @throws UnsupportedOperationException if the class of this block, or of one below, does not say so
     * @throws IllegalStateException if what it makes is no copy
     */
    public Block copy() {
        throw new UnsupportedOperationException("copy: " + typeName() + " does not say how it is made; override copy() "
                + "with: return copied(() -> new " + typeName() + "(...))");
    }

    /**
     * For {@link #copy()}: makes a block and gives it the state and the modes of this one and of all below.
     *
     * @param twin makes a block of the same class and tree, which shares no storage with this one
     */
    protected final <B extends Block> B copied(Supplier<B> twin) {
        return Copying.block(this, twin);
    }

    /** For {@link #copied(Supplier)}: a copy of a tensor, the same one wherever the tensor occurs in what is copied. */
    protected static Tensor copied(Tensor tensor) {
        return Copying.tensor(tensor);
    }

    /** For {@link #copied(Supplier)}: a source at the same place, the same one wherever it occurs in what is copied. */
    protected static RandomSource copied(RandomSource source) {
        return Copying.source(source);
    }

    // ---- text

    /** The class's name in messages; an anonymous class has one like {@code Main$1}. */
    final String typeName() {
        String name = getClass().getName();
        return getClass().isAnonymousClass()
                ? name.substring(name.lastIndexOf('.') + 1)
                : getClass().getSimpleName();
    }

    /**
     * What {@link #toString} shows in parentheses, e.g. {@code 784, 128}: the settings that the computation depends on.
     * State is loaded into a block of the same class and settings only.
     */
    protected String describe() {
        return "";
    }

    /** The block without its children, as in {@link #toString}. */
    final String title() {
        return typeName() + "(" + describe() + ")";
    }

    /** The block and its children, one per line. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder(typeName()).append('(').append(describe());
        contents.children.forEach((name, block) -> text.append("\n  ").append(name).append(": ")
                .append(block.toString().replace("\n", "\n  ")));
        return text.append(contents.children.isEmpty() ? ")" : "\n)").toString();
    }
}
