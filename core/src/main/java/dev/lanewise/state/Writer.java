package dev.lanewise.state;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Takes down the state of parts as it is. */
final class Writer extends Walk {
    private final UnaryOperator<Tensor> keep;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, IntTensor> ints = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    /**
     * A writer.
     *
     * @param keep makes what is kept of a tensor
     */
    Writer(UnaryOperator<Tensor> keep) {
        this.keep = keep;
    }

    Snapshot written() {
        return new Snapshot(tensors, ints, texts);
    }

    @Override
    boolean has(String path) {
        return true;
    }

    @Override
    public void tensor(String name, Tensor tensor) {
        tensors.put(name(name, tensor), keep.apply(tensor));
    }

    @Override
    public @Nullable Tensor optional(String name, Shape shape, @Nullable Tensor now) {
        String path = name(name, shape);
        if (now != null) {
            tensors.put(path, keep.apply(now));
        }
        return now;
    }

    @Override
    public long number(String name, long now) {
        return keep(name, now);
    }

    @Override
    public double real(String name, double now) {
        return keep(name, now);
    }

    @Override
    public boolean flag(String name, boolean now) {
        return keep(name, now);
    }

    @Override
    public String text(String name, String now) {
        return keep(name, now);
    }

    @Override
    public void setting(String name, Object now) {
        keep(name, now);
    }

    private <T> T keep(String name, T now) {
        texts.put(name(name, now), now.toString());
        return now;
    }

    @Override
    public long[] numbers(String name, long... now) {
        texts.put(name(name, now), Numbers.text(now));
        return now;
    }

    @Override
    public int[] ints(String name, int... now) {
        ints.put(name(name, now), IntTensor.of(now));
        return now;
    }
}
