package dev.lanewise.nn;

import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a forward computation for a {@link Summary}: listens to the calls of blocks, and to the ops applied within. */
final class SummaryRun implements Recorder, Hooks.Tracer {
    /** Of a float, and of an int. */
    private static final int FLOAT_BYTES = 4;

    /** What becomes of one block. */
    private static final class Figures {
        private final String path;
        private List<Value> outputs = List.of();
        private int calls;
        private long multiplyAdds;
        private long outputBytes;

        Figures(String path) {
            this.path = path;
        }

        Summary.Row row(Block block) {
            long parameters = block.contents().parameters.values().stream().mapToLong(Tensor::size).sum();
            return new Summary.Row(path, block.title(), outputs.stream().map(Value::shape).toList(), calls, parameters,
                    multiplyAdds, outputBytes);
        }
    }

    private final Block root;

    /** Every block of the tree once, in the order of first places. */
    private final Map<Block, Figures> blocks = new LinkedHashMap<>();

    /** The blocks that are computing, the innermost first. */
    private final Deque<Block> open = new ArrayDeque<>();

    private long multiplyAdds;
    private long activationBytes;

    SummaryRun(Block root) {
        this.root = root;
        root.visit("", (path, block) -> blocks.computeIfAbsent(
                block, _ -> new Figures(path.isEmpty() ? "" : path.substring(0, path.length() - 1))));
    }

    Summary of(Supplier<?> forward) {
        Recorder.refuseWithin("a summary runs the blocks; make it before");
        FieldCheck.requireComplete(root);
        IdentityHashMap<Tensor, Tensor> buffers = new IdentityHashMap<>();
        root.namedBuffers().values().forEach(buffer -> buffers.put(buffer, buffer.copy()));
        Map<String, Stateful> parts = parts();
        Snapshot before = Snapshot.take(parts);
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            ScopedValue.where(Hooks.TRACER, this).run(() -> Recorder.listen(this, forward));
            return summary(ScopedValue.where(Hooks.TRACER, Hooks.Tracer.NONE).call(() -> arena(forward)));
        } finally {
            before.restore(parts);
            buffers.forEach(SummaryRun::restore);
        }
    }

    /** The parts of all blocks that have state but are no blocks, such as random sources. */
    private Map<String, Stateful> parts() {
        Map<String, Stateful> all = new LinkedHashMap<>();
        blocks.keySet().forEach(block -> block.contents().parts.values()
                .forEach(part -> all.put(Integer.toString(all.size()), part)));
        return all;
    }

    /** Writes to a buffer only if it has changed: a backward pass may need the version that it has. */
    private static void restore(Tensor buffer, Tensor before) {
        if (!Arrays.equals(buffer.toArray(), before.toArray())) {
            buffer.assign(before);
        }
    }

    /** Memory of the results in a captured program. */
    private static long arena(Supplier<?> forward) {
        return (long) FLOAT_BYTES
                * Program.capture(List.of(), _ -> values(forward.get())).program().bufferSize();
    }

    private Summary summary(long arena) {
        List<Summary.Row> rows = new ArrayList<>();
        blocks.forEach((block, figures) -> rows.add(figures.row(block)));
        long parameters = root.parameterCount();
        long trainable = root.parameters().stream().filter(Tensor::requiresGrad).mapToLong(Tensor::size).sum();
        Set<Tensor> buffers = FieldCheck.identitySet();
        buffers.addAll(root.namedBuffers().values());
        long inBuffers = buffers.stream().mapToLong(Tensor::size).sum();
        return new Summary(
                rows, parameters, trainable, inBuffers, multiplyAdds, FLOAT_BYTES * (parameters + inBuffers),
                activationBytes, arena);
    }

    /** The values that an output consists of: a value, or a list, map, array or record of them. */
    private static List<Value> values(@Nullable Object output) {
        List<Value> values = new ArrayList<>();
        collect(output, values);
        return values;
    }

    private static void collect(@Nullable Object output, List<Value> into) {
        switch (output) {
            case Value value -> into.add(value);
            case Collection<?> all -> all.forEach(element -> collect(element, into));
            case Map<?, ?> all -> all.values().forEach(element -> collect(element, into));
            case Object[] all -> Arrays.asList(all).forEach(element -> collect(element, into));
            case Record all -> components(all).forEach(element -> collect(element, into));
            case null, default -> {}
        }
    }

    /** The components of a record; none if reflection may not look. */
    private static List<@Nullable Object> components(Record all) {
        List<@Nullable Object> components = new ArrayList<>();
        for (RecordComponent component : all.getClass().getRecordComponents()) {
            if (component.getAccessor().trySetAccessible()) {
                try {
                    components.add(component.getAccessor().invoke(all));
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("summary: cannot read " + component, e);
                }
            }
        }
        return components;
    }

    private static long bytes(List<? extends Value> values) {
        return values.stream()
                .mapToLong(value -> (long) value.shape().size() * (value instanceof BoolTensor ? 1 : FLOAT_BYTES))
                .sum();
    }

    // ---- the calls of blocks

    @Override
    public void begins(Block block) {
        if (blocks.containsKey(block)) {
            open.push(block);
        }
    }

    @Override
    public void ends(Block block, Object output) {
        Figures figures = blocks.get(block);
        if (figures == null) { // of another tree; what it computes counts for the block that called it
            return;
        }
        while (open.pop() != block) {
            // a call that has failed, and whose error was caught
        }
        figures.outputs = values(output);
        figures.outputBytes += bytes(figures.outputs);
        figures.calls++;
    }

    // ---- the ops within

    @Override
    public void applied(@Nullable Live live, Op op, Value[] in, Value[] out) {
        long count = op.multiplyAdds(in);
        multiplyAdds += count;
        Block innermost = open.peek();
        if (innermost != null) {
            Objects.requireNonNull(blocks.get(innermost)).multiplyAdds += count;
        }
        if (!op.isView()) {
            activationBytes += bytes(List.of(out));
        }
    }

    @Override
    public IllegalStateException refuse(String what) {
        return new IllegalStateException("summary: " + what);
    }

    @Override
    public @Nullable Tensor receivesGradient(Tensor tensor, @Nullable Tensor old, Tensor gradient) {
        return old;
    }

    @Override
    public void walks(Tensor... roots) {}

    @Override
    public void readsSaved(Value value) {}

    @Override
    public void readsGradient(Tensor tensor, @Nullable Tensor gradient) {}

    @Override
    public void replacesGradient(Tensor tensor, @Nullable Tensor old, @Nullable Tensor gradient) {}

    @Override
    public void observed(Object owner, BooleanSupplier condition, boolean value) {}
}
