package dev.lanewise.nn;

import dev.lanewise.fields.Held;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Finds what a field of a block holds and nobody has registered: blocks, leaf tensors that require a gradient, and
 * whatever else has state, random sources above all. Fields that reflection may not read are left out.
 */
final class FieldCheck {
    private final Block block;

    /** The blocks, tensors and parts of the block's tree. */
    private final Set<Object> registered;

    private FieldCheck(Block block, Set<Object> registered) {
        this.block = block;
        this.registered = registered;
    }

    static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * Checks the fields of a block and of all below, each block once.
     *
     * @throws IllegalStateException naming the first field that holds what is not registered
     */
    static void requireComplete(Block root) {
        root.visit("", (path, block) -> {
            if (!block.contents().checked) {
                Set<Object> tree = identitySet();
                block.visit("", (below, inner) -> {
                    tree.addAll(inner.contents().parameters.values());
                    tree.addAll(inner.contents().buffers.values());
                    tree.addAll(inner.contents().parts.values());
                    tree.addAll(inner.contents().children.values());
                });
                Held.visit(block, Block.class, new FieldCheck(block, tree)::isToBeLookedInto);
                block.contents().checked = true;
            }
        });
    }

    private boolean isToBeLookedInto(Held.Name field, Object value) {
        if (registered.contains(value)) {
            return false;
        }
        if (value instanceof Block child) {
            throw unregistered(field, child.title(), "be neither trained nor saved", "child");
        }
        if (value instanceof Stateful part) {
            throw unregistered(field, part.getClass().getSimpleName(), "not be saved", "part");
        }
        if (value instanceof Tensor tensor && tensor.isLeaf() && tensor.requiresGrad()) {
            throw unregistered(field, "tensor " + tensor.shape() + " that requires a gradient",
                    "be neither trained nor saved", "parameter");
        }
        return true;
    }

    private IllegalStateException unregistered(Held.Name field, String what, String fate, String method) {
        return new IllegalStateException(block.typeName() + ": its " + field + " holds a " + what
                + ", which is not registered and would " + fate + "; register it with " + method + "(name, ...)"
                + (field.isCaptured() ? "" : ", or make the field transient if it does not belong to the block"));
    }
}
