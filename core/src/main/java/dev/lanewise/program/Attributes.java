package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The attributes of ops that are records, for comparisons and for print. */
final class Attributes {
    private Attributes() {}

    /** The attributes of an op; none if its class is no record. */
    static RecordComponent[] of(Op op) {
        RecordComponent[] components = op.getClass().getRecordComponents();
        return components == null ? new RecordComponent[0] : components;
    }

    /**
     * An attribute's value.
     *
     * @throws IllegalStateException if the op's package does not let it be read
     */
    static Object value(RecordComponent component, Op op) {
        try {
            return component.getAccessor().invoke(op);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component.getName() + " of " + op.name(), e);
        }
    }

    /** A value in words, arrays by their elements. */
    static String text(Object value) {
        String text = Arrays.deepToString(new Object[] {value});
        return text.substring(1, text.length() - 1);
    }

    /** An op with its attributes, such as {@code matmul(transA=false, transB=true)}. */
    static String describe(Op op) {
        String all = Stream.of(of(op))
                .map(component -> component.getName() + "=" + readable(component, op))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? op.name() : op.name() + "(" + all + ")";
    }

    private static String readable(RecordComponent component, Op op) {
        try {
            Object value = value(component, op);
            return value instanceof Op other ? describe(other) : text(value);
        } catch (IllegalStateException e) {
            return "?";
        }
    }
}
