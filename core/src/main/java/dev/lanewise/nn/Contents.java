package dev.lanewise.nn;

import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one block has registered, by name and in order: checks each entry. */
final class Contents {
    final Map<String, Tensor> parameters = new LinkedHashMap<>();
    final Map<String, Tensor> buffers = new LinkedHashMap<>();
    final Map<String, Stateful> parts = new LinkedHashMap<>();
    final Map<String, Block> children = new LinkedHashMap<>();

    final Block owner;

    /** Whether the fields of the block have been compared with what is registered. */
    private boolean checked;

    Contents(Block owner) {
        this.owner = owner;
    }

    void parameter(String name, Tensor tensor) {
        requireLeaf("parameter", name, tensor);
        register(parameters, name, tensor);
    }

    void buffer(String name, Tensor tensor) {
        requireLeaf("buffer", name, tensor);
        if (tensor.requiresGrad()) {
            throw fault("buffer", name, tensor.shape() + " requires a gradient; buffers are not trained");
        }
        register(buffers, name, tensor);
    }

    void child(String name, Block block) {
        requireValue(name, block);
        if (block.contents().contains(owner)) {
            throw fault("block", name, "is that block itself, or has it among its children");
        }
        register(children, name, block);
    }

    void part(String name, Stateful part) {
        requireValue(name, part);
        if (part instanceof Block) {
            throw fault("part", name, "is a block; register it as a child");
        }
        register(parts, name, part);
    }

    private boolean contains(Block block) {
        return owner == block || children.values().stream().anyMatch(child -> child.contents().contains(block));
    }

    private <T> void register(Map<String, T> map, String name, T value) {
        if (name.isEmpty() || name.contains(".") || parameters.containsKey(name) || buffers.containsKey(name)
                || children.containsKey(name) || parts.containsKey(name)) {
            throw fault("name", name, "is empty, has a dot or is taken");
        }
        map.put(name, value);
        checked = false;
    }

    /** Refuses null, which may come from callers that are not null-checked. */
    private void requireValue(@Nullable String name, @Nullable Object value) {
        if (name == null || value == null) {
            throw new IllegalArgumentException(owner.typeName() + ": " + (name == null
                    ? "the name of a block, parameter, buffer or part is null"
                    : "what is to be registered as " + Printable.quoted(name) + " is null"));
        }
    }

    private void requireLeaf(String kind, String name, Tensor tensor) {
        requireValue(name, tensor);
        if (!tensor.isLeaf()) {
            throw fault(kind, name, tensor.shape() + " was computed and has a history; detach() it first");
        }
        for (Map<String, Tensor> known : List.of(parameters, buffers)) {
            known.forEach((other, registered) -> {
                if (registered == tensor) {
                    throw fault(kind, name,
                            tensor.shape() + " is registered already, as " + Printable.quoted(other));
                }
            });
        }
    }

    private IllegalArgumentException fault(String kind, String name, String what) {
        return new IllegalArgumentException(
                kind + " " + Printable.quoted(name) + " of " + owner.typeName() + " " + what);
    }

    /** Sees a block, whose own names come after {@code path}, which is empty or ends in a dot. */
    interface Visitor {
        void visit(String path, Contents block);
    }

    /** Shows a visitor this block and all below. */
    void visit(String path, Visitor visitor) {
        visitor.visit(path, this);
        children.forEach((name, block) -> block.contents().visit(path + name + ".", visitor));
    }

    /** Requires that the fields of this block and all below hold nothing that is not registered. */
    void requireComplete() {
        visit("", (path, block) -> {
            if (!block.checked) {
                Set<Object> tree = FieldCheck.identitySet();
                block.visit("", (below, inner) -> {
                    tree.addAll(inner.parameters.values());
                    tree.addAll(inner.buffers.values());
                    tree.addAll(inner.children.values());
                });
                FieldCheck.requireRegistered(block.owner, tree);
                block.checked = true;
            }
        });
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
