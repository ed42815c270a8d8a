package dev.lanewise.fields;

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
 * Looks at what the fields of an object hold, also within collections, maps, arrays, optionals and records. Left out
 * are static, primitive and {@code transient} fields, the enclosing instance, and what reflection may not read.
 */
public final class Held {
    /** Sees what a field holds, or what is within that. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Looks at a value.
         *
         * @param field the field for messages, with what was captured told from what was declared
         * @return whether to look into it, if it holds others
         */
        boolean visit(Name field, Object value);
    }

    /**
     * A field of the object.
     *
     * @param name as in the source
     * @param isCaptured whether it is a variable that an anonymous or local class has captured
     */
    public record Name(String name, boolean isCaptured) {
        private static final String CAPTURED = "val$";

        private static Name of(Field field) {
            boolean captured = field.getName().startsWith(CAPTURED);
            return new Name(captured ? field.getName().substring(CAPTURED.length()) : field.getName(), captured);
        }

        /** For example {@code field "inner"}. */
        @Override
        public String toString() {
            return (isCaptured ? "captured variable " : "field ") + Printable.quoted(name);
        }
    }

    private final Visitor visitor;

    /** What has been looked into. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Held(Visitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Shows what an object's fields hold.
     *
     * @param base its own fields, and those of classes above it, are left out
     */
    public static void visit(Object object, Class<?> base, Visitor visitor) {
        Held held = new Held(visitor);
        for (Class<?> type = object.getClass(); type != null && type != base; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isTransient(field.getModifiers()) && !field.getName().startsWith("this$")) {
                    held.value(Name.of(field), read(field, object));
                }
            }
        }
    }

    private static @Nullable Object read(Field field, Object holder) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive() || !field.trySetAccessible()) {
            return null;
        }
        try {
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(
                    holder.getClass().getSimpleName() + ": cannot read its field " + field.getName(), e);
        }
    }

    private void value(Name field, @Nullable Object value) {
        if (value == null || !visitor.visit(field, value)) {
            return;
        }
        switch (value) {
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
}
