package dev.lanewise.nn;

import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a field of a block holds and nobody has registered: blocks, leaf tensors that require a gradient, and
 * whatever else has state, random sources above all. Fields that reflection may not read are left out.
 */
final class FieldCheck {
    private static final String CAPTURED = "val$";

    private final Block block;

    /** The blocks, tensors and parts of the block's tree. */
    private final Set<Object> registered;

    /** Lists, maps, arrays, optionals and records that have been looked into. */
    private final Set<Object> seen = identitySet();

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
                new FieldCheck(block, tree).fields();
                block.contents().checked = true;
            }
        });
    }

    private void fields() {
        for (Class<?> type = block.getClass(); type != Block.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isTransient(field.getModifiers()) && !field.getName().startsWith("this$")) {
                    value(field, read(field, block));
                }
            }
        }
    }

    /** What a field of an object holds; null if it is static or primitive, or if reflection may not look. */
    private @Nullable Object read(Field field, Object holder) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive() || !field.trySetAccessible()) {
            return null;
        }
        try {
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(block.typeName() + ": cannot read its field " + field.getName(), e);
        }
    }

    /** Looks at what a field of the block holds, or what is within that. */
    private void value(Field field, @Nullable Object value) {
        if (value == null || registered.contains(value)) {
            return;
        }
        switch (value) {
            case Block child -> throw unregistered(field, child.title(), "be neither trained nor saved", "child");
            case Stateful part -> throw unregistered(field, part.getClass().getSimpleName(), "not be saved", "part");
            case Tensor tensor when isParameter(tensor) -> throw unregistered(field,
                    "tensor " + tensor.shape() + " that requires a gradient", "be neither trained nor saved",
                    "parameter");
            case Collection<?> values when seen.add(values) -> values.forEach(element -> value(field, element));
            case Map<?, ?> map when seen.add(map) -> map.forEach((key, element) -> {
                value(field, key);
                value(field, element);
            });
            case Object[] array when seen.add(array) -> {
                for (Object element : array) {
                    value(field, element);
                }
            }
            case Optional<?> optional -> optional.ifPresent(element -> value(field, element));
            case Record holder when seen.add(holder) -> {
                for (Field component : holder.getClass().getDeclaredFields()) {
                    value(field, read(component, holder));
                }
            }
            default -> {}
        }
    }

    private static boolean isParameter(Tensor tensor) {
        return tensor.isLeaf() && tensor.requiresGrad();
    }

    private IllegalStateException unregistered(Field field, String what, String fate, String method) {
        boolean captured = field.getName().startsWith(CAPTURED);
        String name = Printable.quoted(captured ? field.getName().substring(CAPTURED.length()) : field.getName());
        return new IllegalStateException(block.typeName() + ": its " + (captured ? "captured variable " : "field ")
                + name + " holds a " + what + ", which is not registered and would " + fate + "; register it with "
                + method + "(name, ...)"
                + (captured ? "" : ", or make the field transient if it does not belong to the block"));
    }
}
