package dev.lanewise.tensor;

import java.util.Locale;
import java.util.Objects;

/**
 * What is known of an op's output before the op has run: element type and shape.
 *
 * @param type float, int or boolean
 * @param shape sizes of the dimensions
 */
public record Spec(Type type, Shape shape) {
    /** Element types of values. */
    public enum Type {
        FLOAT, INT, BOOL
    }

    /** Type and shape of a value. */
    public static Spec of(Value value) {
        return new Spec(type(value), value.shape());
    }

    private static Type type(Value value) {
        return switch (value) {
            case Tensor _ -> Type.FLOAT;
            case IntTensor _ -> Type.INT;
            case BoolTensor _ -> Type.BOOL;
        };
    }

    /** Floats in a shape. */
    public static Spec floats(Shape shape) {
        return new Spec(Type.FLOAT, shape);
    }

    /** Ints in a shape. */
    public static Spec ints(Shape shape) {
        return new Spec(Type.INT, shape);
    }

    /** Booleans in a shape. */
    public static Spec bools(Shape shape) {
        return new Spec(Type.BOOL, shape);
    }

    /** Whether a value has this type and shape. */
    public boolean fits(Value value) {
        return type == type(value) && shape.equals(value.shape());
    }

    /**
     * A tensor of this shape on the part of an array that starts at {@code offset}.
     *
     * @throws IndexOutOfBoundsException if the array is too short
     */
    public Tensor on(float[] array, int offset) {
        Objects.checkFromIndexSize(offset, shape.size(), array.length);
        return new Tensor(new Storage(array, true), offset, shape);
    }

    /** A value of this type and shape without elements, to stand for others where only the object matters. */
    public Value placeholder() {
        return switch (type) {
            case FLOAT -> new Tensor(new Storage(new float[0]), 0, shape);
            case INT -> IntTensor.placeholder(shape);
            case BOOL -> BoolTensor.placeholder(shape);
        };
    }

    /** For example {@code float[64, 10]}. */
    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + shape;
    }

    /** Bytes that the elements take; a boolean takes one. */
    public long bytes() {
        return (long) shape.size() * (type == Type.BOOL ? 1 : Float.BYTES);
    }

    /** A fresh value of this type and shape, filled with zeros. */
    public Value allocate() {
        return switch (type) {
            case FLOAT -> Tensor.zeros(shape);
            case INT -> IntTensor.wrap(new int[shape.size()], shape);
            case BOOL -> BoolTensor.wrap(new boolean[shape.size()], shape);
        };
    }
}
