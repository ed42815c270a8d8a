package dev.lanewise.program;

import dev.lanewise.kernels.fusion.CompiledGraph;
import dev.lanewise.kernels.fusion.LoopGraph;
import dev.lanewise.kernels.loops.Extent;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several applications of ops as one, computed by a kernel compiled for them; made by a {@link Fuser}. It gives the
 * same bits as the separate applications, and has no gradient: it occurs in captured programs, where gradients are ops
 * already.
 */
final class FusedOp implements Op {
    /** Arrays and offsets of the arguments of a run. */
    private record Call(float[][] arrays, int[] at) {}

    private static final float[] NONE = {};

    private final List<Fuser.Part> parts;
    private final int[] in;
    private final int[] out;
    private final Spec[] inSpecs;
    private final Spec[] outSpecs;
    /** How many inputs are written to; they come first. */
    private final int written;
    private final CompiledGraph kernel;

    /** Kept between runs, so that they allocate nothing; runs at the same time make their own. */
    private final AtomicReference<@Nullable Call> idle = new AtomicReference<>();

    FusedOp(List<Fuser.Part> parts, FusedBlock block, int[] in, int[] out, IntFunction<Spec> specs, int written) {
        this.parts = parts;
        this.in = in;
        this.out = out;
        this.inSpecs = Arrays.stream(in).mapToObj(specs).toArray(Spec[]::new);
        this.outSpecs = Arrays.stream(out).mapToObj(specs).toArray(Spec[]::new);
        this.written = written;
        this.kernel = new CompiledGraph(new Lowering(block).graph());
    }

    /** The names of the ops, e.g. {@code fused(mul, add)}. */
    @Override
    public String name() {
        return parts.stream().map(part -> part.op().name()).collect(Collectors.joining(", ", "fused(", ")"));
    }

    /** The applications that this stands for, with the numbers that their values have in the program. */
    List<Listing.Step> parts() {
        return parts.stream()
                .map(part -> new Listing.Step(part.op(), null, Listing.numbers(part.in()),
                        part.out() < 0 ? List.of() : List.of(part.out()), List.of(), part.place()))
                .toList();
    }

    @Override
    public Spec[] infer(Value... arguments) {
        for (int i = 0; i < inSpecs.length; i++) {
            if (!inSpecs[i].fits(arguments[i])) {
                throw new IllegalArgumentException(name() + ": argument " + i + " is " + Spec.of(arguments[i])
                        + ", and the op was made for " + inSpecs[i]);
            }
        }
        return outSpecs.clone();
    }

    @Override
    public boolean writes(int input) {
        return input < written;
    }

    /** Not if inputs are written to as well: where those share elements, ops are applied one by one. */
    @Override
    public boolean mayOverwrite(int output, int input) {
        return written == 0 && kernel.mayOverwrite(output, input);
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    @Override
    public void run(Operands arguments, Operands results) {
        if (written > 0 && overlap(arguments)) {
            runOneByOne(arguments, results);
            return;
        }
        Call call = idle.getAndSet(null);
        if (call == null) {
            call = new Call(new float[in.length + out.length][], new int[in.length + out.length]);
        }
        for (int i = 0; i < in.length; i++) {
            call.arrays[i] = arguments.data(i);
            call.at[i] = arguments.offset(i);
        }
        for (int o = 0; o < out.length; o++) {
            call.arrays[in.length + o] = results.data(o);
            call.at[in.length + o] = results.offset(o);
        }
        kernel.run(call.arrays, call.at);
        Arrays.fill(call.arrays, NONE);
        idle.set(call);
    }

    /** Whether an argument that is written to shares elements with another one, as inputs of a program may. */
    private boolean overlap(Operands arguments) {
        for (int w = 0; w < written; w++) {
            for (int i = 0; i < arguments.count(); i++) {
                if (i != w && arguments.value(w).overlaps(arguments.value(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Applies the ops one by one in their original order, on buffers of their own. */
    private void runOneByOne(Operands arguments, Operands results) {
        Map<Integer, Value> values = new HashMap<>();
        for (int i = 0; i < in.length; i++) {
            values.put(in[i], arguments.value(i));
        }
        for (int o = 0; o < out.length; o++) {
            values.put(out[o], results.value(o));
        }
        for (Fuser.Part part : parts) {
            Value[] taken = Arrays.stream(part.in())
                    .mapToObj(value -> Objects.requireNonNull(values.get(value)))
                    .toArray(Value[]::new);
            Value[] made = part.out() < 0
                    ? new Value[0]
                    : new Value[] {
                        values.computeIfAbsent(part.out(), _ -> part.op().infer(taken)[0].allocate())};
            new Bound(taken, made).run(part.op());
        }
    }

    /** Lowers the parts to a graph of loop operations. */
    private final class Lowering {
        private final FusedBlock block;
        private final List<Extent> inputs = new ArrayList<>();
        private final List<Float> constants = new ArrayList<>();
        private final List<LoopGraph.Node> nodes = new ArrayList<>();
        private final List<LoopGraph.Write> written = new ArrayList<>();

        /** The graph's number of a value. */
        private final Map<Integer, Integer> numbers = new HashMap<>();

        Lowering(FusedBlock block) {
            this.block = block;
        }

        LoopGraph graph() {
            for (int i = 0; i < in.length; i++) {
                inputs.add(block.extent(inSpecs[i].shape()));
                numbers.put(in[i], i);
            }
            for (Fuser.Part part : parts) {
                LoopOps.of(part.op()).forEach(step -> constants.addAll(step.constants()));
            }
            int nextConstant = inputs.size();
            for (Fuser.Part part : parts) {
                LoopGraph.Reduction reduction = LoopOps.reduction(part.op());
                if (part.out() < 0) {
                    int source = number(part.in()[1]);
                    written.add(new LoopGraph.Write(number(part.in()[0]), source));
                    numbers.put(part.in()[0], source);
                } else if (reduction != null) {
                    compute(part.out(), new LoopGraph.Reduce(reduction, number(part.in()[0])));
                } else {
                    nextConstant = each(part, nextConstant);
                }
            }
            List<Integer> outputs = Arrays.stream(out).mapToObj(this::number).toList();
            return new LoopGraph(block.rows(), block.cols(), inputs, constants, nodes, outputs, written);
        }

        /** Adds the operations of an elementwise op; returns the number of the next constant. */
        private int each(Fuser.Part part, int firstConstant) {
            List<Integer> arguments = Arrays.stream(part.in()).mapToObj(this::number).toList();
            int constant = firstConstant;
            for (LoopOps.Step step : LoopOps.of(part.op())) {
                List<Integer> all = new ArrayList<>(arguments);
                for (int c = 0; c < step.constants().size(); c++) {
                    all.add(constant++);
                }
                compute(part.out(), new LoopGraph.Each(step.op(), part.extent(), List.copyOf(all)));
                arguments = List.of(number(part.out()));
            }
            return constant;
        }

        private void compute(int value, LoopGraph.Node node) {
            numbers.put(value, inputs.size() + constants.size() + nodes.size());
            nodes.add(node);
        }

        private int number(int value) {
            return Objects.requireNonNull(numbers.get(value));
        }
    }
}
