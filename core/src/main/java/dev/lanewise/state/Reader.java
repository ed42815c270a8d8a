package dev.lanewise.state;

import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loads a snapshot, which a {@link Checker} has found to fit. */
final class Reader extends Walk {
    private final Snapshot saved;

    Reader(Snapshot saved) {
        this.saved = saved;
    }

    @Override
    boolean has(String path) {
        return saved.has(path);
    }

    @Override
    public void tensor(String name, Tensor tensor) {
        Tensor values = get(saved.tensors(), name(name, tensor));
        try (GradMode.Scope _ = GradMode.noGrad()) {
            tensor.assign(values);
        }
    }

    @Override
    public @Nullable Tensor optional(String name, Shape shape, @Nullable Tensor now) {
        Tensor values = saved.tensors().get(name(name, shape));
        return values == null ? null : Snapshot.copy(values);
    }

    @Override
    public long number(String name, long now) {
        return Long.parseLong(text(name, ""));
    }

    @Override
    public double real(String name, double now) {
        return Double.parseDouble(text(name, ""));
    }

    @Override
    public boolean flag(String name, boolean now) {
        return Boolean.parseBoolean(text(name, ""));
    }

    @Override
    public String text(String name, String now) {
        return get(saved.texts(), name(name, now));
    }

    @Override
    public long[] numbers(String name, long... now) {
        long[] numbers = Numbers.parse(text(name, ""));
        return numbers == null ? now : numbers; // the checker has refused what is none
    }

    @Override
    public int[] ints(String name, int... now) {
        IntTensor ints = get(saved.ints(), name(name, now));
        return ints.toArray();
    }

    @Override
    public void setting(String name, Object now) {
        name(name, now);
    }

    private static <T> T get(Map<String, T> map, String path) {
        T value = map.get(path);
        if (value == null) {
            throw new IllegalStateException("state: " + Printable.quoted(path) + " is named while state is loaded, and "
                    + "was not when it was checked; which pieces there are must not depend on the state itself");
        }
        return value;
    }
}
