package dev.lanewise.tensor;

import dev.lanewise.text.Position;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A thread's anomaly mode: looks for the first NaN or infinity, and notes where ops are applied. */
final class Watch {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final String LIBRARY = "dev.lanewise.";

    /** How many scopes are open. */
    int scopes;

    /** Whether a gradient rule runs, of which only the results are checked: it may mask what it divides by zero. */
    private boolean inRule;

    /** Whether the results of an op are to be checked: it has only finite inputs. */
    boolean checks(Value... in) {
        return !inRule && areFinite(in);
    }

    /** Refuses what an op with finite inputs has made, or written. */
    void check(Op op, Value[] in, Value[] out) {
        for (Value value : out) {
            if (!isFinite(value)) {
                throw born(op, in, "in output " + found((Tensor) value));
            }
        }
        for (int i = 0; i < in.length; i++) {
            if (op.writes(i) && !isFinite(in[i])) {
                throw born(op, in, "in what it writes to, input " + i + " " + found((Tensor) in[i]));
            }
        }
    }

    private ArithmeticException born(Op op, Value[] in, String what) {
        String inputs = in.length == 0
                ? "without inputs"
                : "from finite inputs " + Arrays.stream(in).map(x -> x.shape().toString())
                        .collect(Collectors.joining(", "));
        return new ArithmeticException("anomaly: " + op.name() + " gave a value that is not finite " + what + ", "
                + inputs + "; it was applied " + Applied.here(ThreadState.current()));
    }

    /** Runs a gradient rule, and refuses gradients that are not finite, made of those that are. */
    @Nullable
    Tensor[] gradients(Node node, Saved saved, @Nullable Tensor[] arrived) {
        boolean outer = inRule;
        inRule = true;
        @Nullable
        Tensor[] grads;
        try {
            grads = node.rule().gradients(saved, arrived);
        } finally {
            inRule = outer;
        }
        if (areFinite(arrived)) {
            for (int i = 0; i < grads.length && i < node.inputs(); i++) {
                Tensor grad = grads[i];
                if (grad != null && saved.needs(i) && !isFinite(grad)) {
                    throw new ArithmeticException("anomaly: the gradient rule of " + node.rule().name()
                            + " gave a value that is not finite for input " + i + " " + found(grad)
                            + ", from finite gradients; the op was applied "
                            + node.applied());
                }
            }
        }
        return grads;
    }

    /** Where the thread is in the user's Java. */
    static String line() {
        return WALKER.walk(frames -> frames.filter(frame -> !isLibrary(frame)).findFirst())
                .map(frame -> "at " + frame.toStackTraceElement()).orElse("at an unknown line");
    }

    /** Classes of this library, and those of the JDK between it and the user's. */
    private static boolean isLibrary(StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        return name.startsWith("java.") || name.startsWith("jdk.")
                || name.startsWith(LIBRARY) && Objects.equals(source(frame.getDeclaringClass()), source(Watch.class));
    }

    /** Where a class was loaded from: examples and tests have names like the library's. */
    private static @Nullable Object source(Class<?> type) {
        return type.getProtectionDomain().getCodeSource();
    }

    private static boolean areFinite(@Nullable Value... values) {
        for (Value value : values) {
            if (!isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFinite(@Nullable Value value) {
        return !(value instanceof Tensor x) || firstNotFinite(x) < 0;
    }

    private static int firstNotFinite(Tensor x) {
        float[] data = x.data();
        for (int i = 0; i < x.size(); i++) {
            if (!Float.isFinite(data[x.offset() + i])) {
                return i;
            }
        }
        return -1;
    }

    /** For example {@code [2, 3], NaN at [0, 1]}. */
    private static String found(Tensor x) {
        int flat = firstNotFinite(x);
        return x.shape() + ", " + x.data()[x.offset() + flat] + " at " + Position.of(flat, x.shape().raw());
    }
}
