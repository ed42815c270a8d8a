package dev.lanewise.tensor;

/**
 * What an op says of one of its outputs before it has run: element type and shape.
 *
 * @param type float, int or boolean
 * @param shape sizes of the dimensions
 */
public record Spec(Type type, Shape shape) {
    /** Element types of values. */
    public enum Type {
        FLOAT, INT, BOOL
    }

    static Spec floats(Shape shape) {
        return new Spec(Type.FLOAT, shape);
    }

    static Spec ints(Shape shape) {
        return new Spec(Type.INT, shape);
    }

    static Spec bools(Shape shape) {
        return new Spec(Type.BOOL, shape);
    }

    /** A fresh value of this type and shape, filled with zeros. */
    public Value allocate() {
        return switch (type) {
            case FLOAT -> new Tensor(new Storage(new float[shape.size()]), 0, shape);
            case INT -> IntTensor.wrap(new int[shape.size()], shape);
            case BOOL -> BoolTensor.wrap(new boolean[shape.size()], shape);
        };
    }
}
