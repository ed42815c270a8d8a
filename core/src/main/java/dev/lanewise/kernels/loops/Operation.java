package dev.lanewise.kernels.loops;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a loop computes from floats and masks of an element. */
public sealed interface Operation {
    /** Whether it gives a mask; masks live within a loop only. */
    boolean isMask();

    /** Whether it is a polynomial of some 20 to 40 vector operations rather than one or a few. */
    boolean isHeavy();

    /** The instruction of this name, else the function: {@code max} is {@link Instruction#MAX}. */
    static Operation named(String name) {
        Instruction instruction = Instruction.BY_NAME.get(name);
        return instruction != null ? instruction : new Function(name);
    }

    /**
     * A function of one float that the leaves define as a method of this name; their {@link Functions} find it.
     *
     * @param name of the method
     */
    record Function(String name) implements Operation {
        @Override
        public boolean isMask() {
            return false;
        }

        @Override
        public boolean isHeavy() {
            return true;
        }
    }

    /**
     * Operations of one or a few machine instructions, for which the writers have the bytecode: a closed set. Those
     * that {@code MapKernels}, {@code ZipKernels} and {@code CompareKernels} have as well give the same bits.
     */
    enum Instruction implements Operation {
        /** The argument itself: an element of a smaller tensor, repeated. */
        COPY,
        /** Functions of {@code MapKernels}. */
        NEG, ABS, SIGN, SQUARE, SQRT, RSQRT, RECIPROCAL, RELU,
        /** Functions of {@code ZipKernels}. */
        ADD, SUB, MUL, DIV, MAX, MIN,
        /** The comparisons of {@code CompareKernels}. */
        EQ, NE, LT, LE, GT, GE,
        /** Both masks. */
        AND,
        /** Not the mask. */
        NOT,
        /** Mask, then, else. */
        SELECT;

        private static final Map<String, Instruction> BY_NAME = Arrays.stream(values())
                .collect(Collectors.toMap(instruction -> instruction.name().toLowerCase(Locale.ROOT),
                        instruction -> instruction));

        @Override
        public boolean isMask() {
            return switch (this) {
                case EQ, NE, LT, LE, GT, GE, AND, NOT -> true;
                default -> false;
            };
        }

        @Override
        public boolean isHeavy() {
            return false;
        }
    }
}
