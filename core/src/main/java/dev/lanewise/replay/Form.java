package dev.lanewise.replay;

import dev.lanewise.data.Batched;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an object is besides the values that it holds: its class, which components are null, numbers and texts. It is
 * kept as an object of the same kind on placeholders, so that it keeps no elements alive, and compared by
 * {@code equals}.
 *
 * @param <T> the kind: a tensor or a {@link Batched} record of tensors
 */
public final class Form<T> {
    private final String what;
    private final List<Value> placeholders;
    private final T form;

    /** Whether the class says what makes two of its objects equal, as every record does. */
    private final boolean comparable;

    private Form(String what, List<Value> placeholders, T form) {
        this.what = what;
        this.placeholders = placeholders;
        this.form = form;
        this.comparable = definesEquals(form.getClass());
    }

    /**
     * The form of an object.
     *
     * @param what the subject of messages, {@code step}
     * @param values what it holds
     * @throws IllegalArgumentException if {@code values} or {@code with} of a batch break their contract
     */
    public static <T> Form<T> of(String what, T object, List<Value> values) {
        StandIn.requireConstant(what, object, values);
        List<Value> placeholders = values.stream().map(value -> Spec.of(value).placeholder()).toList();
        return new Form<>(what, placeholders, StandIn.of(what, object, placeholders));
    }

    private static boolean definesEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e); // every class has one
        }
    }

    /** Whether an object that holds values of the same types and shapes is of this form. */
    public boolean fits(@Nullable Object object) {
        if (form instanceof Value) {
            return object instanceof Value;
        }
        return object != null
                && object.getClass() == form.getClass()
                && (!comparable || form.equals(StandIn.of(what, object, placeholders)));
    }

    /** An object of this form that holds the values. */
    public T on(List<Value> values) {
        return StandIn.of(what, form, values);
    }
}
