package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.Locale;

/** Arithmetic on ints, which wraps as Java's does; there are no gradients. */
public sealed interface IntOp extends Op {
    /** Functions of two ints. */
    enum Function {
        ADD, SUB, MUL, FLOOR_DIV, REMAINDER, MAXIMUM, MINIMUM, BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT;

        boolean divides() {
            return this == FLOOR_DIV || this == REMAINDER;
        }

        boolean shifts() {
            return this == SHIFT_LEFT || this == SHIFT_RIGHT;
        }
    }

    /** Comparisons of two ints. */
    enum Comparison {
        EQ, NE, LT, LE
    }

    /** Reductions of ints. */
    enum Reduction {
        SUM, PROD, MAX, MIN
    }

    /** A constant's name as a method is named. */
    private static String camel(Enum<?> constant) {
        String[] words = constant.name().toLowerCase(Locale.ROOT).split("_");
        return words.length == 1
                ? words[0]
                : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
    }

    /** f(a, b), of one shape or broadcast. Refuses divisions by 0, and shifts by other than 0 to 31 bits. */
    record Zip(Function f) implements IntOp {
        @Override
        public String name() {
            return camel(f);
        }

        @Override
        public boolean checksValues() {
            return f.divides() || f.shifts();
        }

        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.ints(Shape.broadcast(name(), in[0].shape(), in[1].shape()))};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] y = out.ints(0);
            if (y.length == 0) {
                return;
            }
            checkValues(in.ints(1));
            int[] a = expanded(in, 0, out.shape(0));
            int[] b = expanded(in, 1, out.shape(0));
            switch (f) {
                case ADD -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] + b[i];
                    }
                }
                case SUB -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] - b[i];
                    }
                }
                case MUL -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] * b[i];
                    }
                }
                case FLOOR_DIV -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = Math.floorDiv(a[i], b[i]);
                    }
                }
                case REMAINDER -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = Math.floorMod(a[i], b[i]);
                    }
                }
                case MAXIMUM -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = Math.max(a[i], b[i]);
                    }
                }
                case MINIMUM -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = Math.min(a[i], b[i]);
                    }
                }
                case BIT_AND -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] & b[i];
                    }
                }
                case BIT_OR -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] | b[i];
                    }
                }
                case BIT_XOR -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] ^ b[i];
                    }
                }
                case SHIFT_LEFT -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] << b[i];
                    }
                }
                case SHIFT_RIGHT -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] >> b[i];
                    }
                }
            }
        }

        private void checkValues(int[] b) {
            for (int i = 0; checksValues() && i < b.length; i++) {
                if (f.divides() && b[i] == 0) {
                    throw new ArithmeticException(name() + ": division by 0 at position " + i + " of the divisor");
                }
                if (f.shifts() && b[i] != (b[i] & 31)) {
                    throw new ArithmeticException(
                            name() + ": " + b[i] + " bits at position " + i + " are outside 0 .. 31");
                }
            }
        }
    }

    /** Whether a compares to b, of one shape or broadcast. */
    record Compare(Comparison comparison) implements IntOp {
        @Override
        public String name() {
            return camel(comparison);
        }

        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.bools(Shape.broadcast(name(), in[0].shape(), in[1].shape()))};
        }

        @Override
        public void run(Operands in, Operands out) {
            boolean[] y = out.bools(0);
            if (y.length == 0) {
                return;
            }
            int[] a = expanded(in, 0, out.shape(0));
            int[] b = expanded(in, 1, out.shape(0));
            switch (comparison) {
                case EQ -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] == b[i];
                    }
                }
                case NE -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] != b[i];
                    }
                }
                case LT -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] < b[i];
                    }
                }
                case LE -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = a[i] <= b[i];
                    }
                }
            }
        }
    }

    /** Reduces to a shape that differs from the input's by having size 1 along the reduced axes. */
    record Reduce(Reduction reduction, Shape shape) implements IntOp {
        @Override
        public String name() {
            return camel(reduction);
        }

        @Override
        public Spec[] infer(Value... in) {
            requireReduced(name(), in[0].shape(), shape);
            boolean chooses = reduction == Reduction.MAX || reduction == Reduction.MIN;
            if (chooses && in[0].shape().size() == 0 && shape.size() > 0) {
                throw new IllegalArgumentException(
                        name() + ": no elements to reduce in shape " + in[0].shape() + " to " + shape);
            }
            return new Spec[] {Spec.ints(shape)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] x = in.ints(0);
            int[] y = out.ints(0);
            Arrays.fill(y, switch (reduction) {
                case SUM -> 0;
                case PROD -> 1;
                case MAX -> Integer.MIN_VALUE;
                case MIN -> Integer.MAX_VALUE;
            });
            int[] target = shape.repeatedIn(in.shape(0));
            switch (reduction) {
                case SUM -> {
                    for (int i = 0; i < x.length; i++) {
                        y[target[i]] += x[i];
                    }
                }
                case PROD -> {
                    for (int i = 0; i < x.length; i++) {
                        y[target[i]] *= x[i];
                    }
                }
                case MAX -> {
                    for (int i = 0; i < x.length; i++) {
                        y[target[i]] = Math.max(y[target[i]], x[i]);
                    }
                }
                case MIN -> {
                    for (int i = 0; i < x.length; i++) {
                        y[target[i]] = Math.min(y[target[i]], x[i]);
                    }
                }
            }
        }
    }

    /** Refuses a shape that is not the input's with some axes reduced to size 1. */
    static void requireReduced(String op, Shape x, Shape reduced) {
        boolean fits = reduced.rank() == x.rank();
        for (int axis = 0; fits && axis < x.rank(); axis++) {
            fits = reduced.dim(axis) == 1 || reduced.dim(axis) == x.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(op + ": " + x + " does not reduce to " + reduced);
        }
    }

    /** The ints of an operand broadcast to a shape; its own array if they have that shape already. */
    private static int[] expanded(Operands in, int i, Shape target) {
        int[] x = in.ints(i);
        if (target.equals(in.shape(i))) {
            return x;
        }
        int[] all = new int[target.size()];
        if (in.size(i) == 1) {
            Arrays.fill(all, x[0]);
            return all;
        }
        int[] sources = in.shape(i).repeatedIn(target);
        for (int j = 0; j < all.length; j++) {
            all[j] = x[sources[j]];
        }
        return all;
    }
}
