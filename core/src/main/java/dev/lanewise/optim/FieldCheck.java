package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds tensors that a rule keeps in fields, where they should be slots. Fields that reflection may not read are left
 * out.
 */
final class FieldCheck {
    private static final String CAPTURED = "val$";

    private final UpdateRule rule;

    /** The rule's parameters, and lists, maps and arrays that have been looked into. */
    private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());

    private FieldCheck(UpdateRule rule) {
        this.rule = rule;
        known.addAll(rule.parameters());
    }

    /**
     * Checks the fields of a rule.
     *
     * @throws IllegalStateException naming the first field that holds a tensor that is no parameter
     */
    static void requireNoTensors(UpdateRule rule) {
        new FieldCheck(rule).fields();
    }

    private void fields() {
        for (Class<?> type = rule.getClass(); type != UpdateRule.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                field(field);
            }
        }
    }

    private void field(Field field) {
        boolean skipped = Modifier.isStatic(field.getModifiers())
                || Modifier.isTransient(field.getModifiers())
                || field.getName().startsWith("this$");
        if (!skipped && !field.getType().isPrimitive() && field.trySetAccessible()) {
            try {
                value(field, field.get(rule));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(rule.name() + ": cannot read its field " + field.getName(), e);
            }
        }
    }

    private void value(Field field, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Tensor tensor when !known.contains(tensor) -> throw kept(field, tensor);
            case Collection<?> values when known.add(values) -> values.forEach(element -> value(field, element));
            case Map<?, ?> map when known.add(map) -> map.forEach((key, element) -> {
                value(field, key);
                value(field, element);
            });
            case Object[] array when known.add(array) -> {
                for (Object element : array) {
                    value(field, element);
                }
            }
            default -> {}
        }
    }

    private IllegalStateException kept(Field field, Tensor tensor) {
        boolean captured = field.getName().startsWith(CAPTURED);
        String name = captured ? field.getName().substring(CAPTURED.length()) : field.getName();
        return new IllegalStateException(rule.name() + ": its " + (captured ? "captured variable " : "field ") + name
                + " holds a tensor " + tensor.shape() + ", which would not be saved, and not be followed by captured "
                + "steps; keep it in a slot" + (captured ? "" : ", or make the field transient if neither matters"));
    }
}
