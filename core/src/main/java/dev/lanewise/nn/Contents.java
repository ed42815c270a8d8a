package dev.lanewise.nn;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one block has registered, by name and in order: checks each entry, and names the state. */
final class Contents {
    /** Under this name the state says what a block is; whatever is registered goes by another. */
    private static final String CLASS = "class";

    /** Between the names of frozen parameters. */
    private static final String COMMA = ",";

    final Map<String, Tensor> parameters = new LinkedHashMap<>();
    final Map<String, Tensor> buffers = new LinkedHashMap<>();
    final Map<String, Stateful> parts = new LinkedHashMap<>();
    final Map<String, Block> children = new LinkedHashMap<>();

    /** Whether the fields of the block have been compared with what is registered. */
    boolean checked;

    void parameter(Block owner, String name, Tensor tensor) {
        requireLeaf(owner, "parameter", name, tensor);
        if (name.contains(COMMA)) {
            throw fault(owner, "parameter", name, "has a comma in its name, which separates names in the state");
        }
        register(owner, parameters, name, tensor);
    }

    void buffer(Block owner, String name, Tensor tensor) {
        requireLeaf(owner, "buffer", name, tensor);
        if (tensor.requiresGrad()) {
            throw fault(owner, "buffer", name, tensor.shape() + " requires a gradient; buffers are not trained");
        }
        register(owner, buffers, name, tensor);
    }

    void child(Block owner, String name, Block block) {
        requireValue(owner, name, block);
        if (contains(block, owner)) {
            throw fault(owner, "block", name, "is that block itself, or has it among its children");
        }
        register(owner, children, name, block);
    }

    void part(Block owner, String name, Stateful part) {
        requireValue(owner, name, part);
        if (part instanceof Block) {
            throw fault(owner, "part", name, "is a block; register it as a child");
        }
        register(owner, parts, name, part);
    }

    private static boolean contains(Block tree, Block sought) {
        return tree == sought || tree.contents().pathTo(sought) != null;
    }

    private <T> void register(Block owner, Map<String, T> map, String name, T value) {
        if (name.equals(CLASS)) {
            throw fault(owner, "name", name, "is reserved: the state has the class of a block under it");
        }
        if (name.isEmpty() || name.contains(".") || parameters.containsKey(name) || buffers.containsKey(name)
                || children.containsKey(name) || parts.containsKey(name)) {
            throw fault(owner, "name", name, "is empty, has a dot or is taken");
        }
        map.put(name, value);
        checked = false;
    }

    /** Refuses null, which may come from callers that are not null-checked. */
    private static void requireValue(Block owner, @Nullable String name, @Nullable Object value) {
        if (name == null || value == null) {
            throw new IllegalArgumentException(owner.typeName() + ": " + (name == null
                    ? "the name of a block, parameter, buffer or part is null"
                    : "what is to be registered as " + Printable.quoted(name) + " is null"));
        }
    }

    private void requireLeaf(Block owner, String kind, String name, Tensor tensor) {
        requireValue(owner, name, tensor);
        if (!tensor.isLeaf()) {
            throw fault(owner, kind, name, tensor.shape() + " was computed and has a history; detach() it first");
        }
        for (Map<String, Tensor> known : List.of(parameters, buffers)) {
            known.forEach((other, registered) -> {
                if (registered == tensor) {
                    throw fault(owner, kind, name,
                            tensor.shape() + " is registered already, as " + Printable.quoted(other));
                }
            });
        }
    }

    /** Names all state of the block. */
    void state(Block owner, State state) {
        state.part(CLASS, part -> {
            part.setting("name", owner.title());
            setFrozen(owner, part.text("frozen", frozen()));
        });
        parameters.forEach(state::tensor);
        buffers.forEach(state::tensor);
        parts.forEach(state::part);
        children.forEach(state::part);
    }

    /** The names of the frozen parameters, for example {@code weight,bias}. */
    private String frozen() {
        return parameters.entrySet().stream().filter(entry -> !entry.getValue().requiresGrad())
                .map(Map.Entry::getKey).collect(Collectors.joining(COMMA));
    }

    /** Freezes the parameters of these names and unfreezes the others. */
    private void setFrozen(Block owner, String names) {
        Set<String> frozen = names.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(names.split(COMMA, -1)));
        if (!parameters.keySet().containsAll(frozen)) {
            throw new IllegalArgumentException("state: the frozen parameters of " + owner.title() + " are "
                    + Printable.quoted(names) + ", and it has " + Printable.names(parameters.keySet()));
        }
        parameters.forEach((name, tensor) -> {
            if (tensor.requiresGrad() == frozen.contains(name)) {
                setFrozen(tensor, frozen.contains(name));
            }
        });
    }

    /** Excludes a parameter from training, whose gradient is dropped, or includes it again. */
    static void setFrozen(Tensor parameter, boolean frozen) {
        parameter.requiresGrad(!frozen);
        if (frozen) {
            parameter.setGrad(null);
        }
    }

    private static IllegalArgumentException fault(Block owner, String kind, String name, String what) {
        return new IllegalArgumentException(
                kind + " " + Printable.quoted(name) + " of " + owner.typeName() + " " + what);
    }

    /** The path from this block to one below, by its first place; null if it is not there. */
    @Nullable
    String pathTo(Block block) {
        for (Map.Entry<String, Block> child : children.entrySet()) {
            if (child.getValue() == block) {
                return child.getKey();
            }
            String path = child.getValue().contents().pathTo(block);
            if (path != null) {
                return child.getKey() + "." + path;
            }
        }
        return null;
    }

    /** Kinds, names and shapes, for example {@code parameter "weight" [5, 2]}. */
    Set<String> describe() {
        Set<String> all = new LinkedHashSet<>();
        parameters.forEach((name, tensor) -> all.add("parameter " + Printable.quoted(name) + " " + tensor.shape()));
        buffers.forEach((name, tensor) -> all.add("buffer " + Printable.quoted(name) + " " + tensor.shape()));
        parts.keySet().forEach(name -> all.add("part " + Printable.quoted(name)));
        children.keySet().forEach(name -> all.add("block " + Printable.quoted(name)));
        return all;
    }
}
