package dev.lanewise.program;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Squares;
import dev.lanewise.optim.GradientOp;
import dev.lanewise.optim.StepOp;
import dev.lanewise.optim.UpdateOp;
import dev.lanewise.random.RandomOp;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import dev.lanewise.tensor.primitives.AssignOp;
import dev.lanewise.tensor.primitives.ElementwiseOp;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import dev.lanewise.tensor.primitives.ViewOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * A device as small as can be: it has memory of its own, knows the ops of a multilayer perceptron, and computes them
 * with loops and scalar kernels, one after the other. What it has no memory for, it cannot see.
 */
final class ToyDevice implements Backend {
    /** Elements of a value in the device's memory; booleans are 1 and 0. */
    private record Cell(float[] memory, int offset, Shape shape) {
        float get(int i) {
            return memory[offset + i];
        }

        void set(int i, float value) {
            memory[offset + i] = value;
        }

        int size() {
            return shape.size();
        }
    }

    /** A function of the elements at one position. */
    @FunctionalInterface
    private interface Each {
        float of(float... x);
    }

    private static final Map<String, Each> FUNCTIONS = Map.of(
            "add", x -> x[0] + x[1],
            "sub", x -> x[0] - x[1],
            "mul", x -> x[0] * x[1],
            "div", x -> x[0] / x[1],
            "square", x -> x[0] * x[0],
            "relu", x -> x[0] <= 0 ? 0 : x[0],
            "lt", x -> x[0] < x[1] ? 1 : 0,
            "select", x -> x[0] != 0 ? x[1] : x[2],
            "sign", x -> Math.signum(x[0]),
            "copy", x -> x[0]);

    private static final Kernels KERNELS = KernelLookup.scalar();

    private final Lock lock = new ReentrantLock();

    /** Whether the device says that it has double precision. */
    boolean doubles = true;

    /** What the engine has asked for, e.g. {@code put 3}. */
    final List<String> log = new ArrayList<>();

    /** Thrown at the end of the next run; null for none. */
    RuntimeException failure;

    @Override
    public Replay compile(Listing listing) {
        Listing list = listing.unfused();
        list.requireKnown("toy device", ToyDevice::knows);
        return new Run(list);
    }

    @Override
    public boolean hasDoubles() {
        return doubles;
    }

    private static boolean knows(Op op) {
        return switch (op) {
            case ElementwiseOp each -> !each.steps().isEmpty()
                    && each.steps().stream().allMatch(step -> FUNCTIONS.containsKey(step.function()));
            case LinearOp linear -> linear.activation() == null || linear.activation() instanceof UnaryOp.Relu;
            case ViewOp _,MatmulOp _,ReduceOp.Sum _,AssignOp _,ActivationGradOp.ReluGrad _ -> true;
            case RandomOp.Uniform _,StepOp.Scalar _,UpdateOp.Sgd _,UpdateOp.Adam _,GradientOp.SquareSums _ -> true;
            default -> op.hasEffect(); // on Java objects: the engine runs it
        };
    }

    /** A program and its memory. */
    private final class Run implements Replay {
        private final Listing listing;
        private final Cell[] cells;

        /** What the last run has written, by number, until it counts. */
        private final Map<Integer, float[]> written = new HashMap<>();

        Run(Listing listing) {
            this.listing = listing;
            this.cells = listing.values().stream()
                    .map(Spec::shape)
                    .map(shape -> new Cell(new float[shape.size()], 0, shape))
                    .toArray(Cell[]::new);
            for (Listing.Step step : listing.steps()) {
                if (step.op().isView()) {
                    Cell x = cells[step.in().getFirst()];
                    int view = step.out().getFirst();
                    cells[view] = new Cell(
                            x.memory, x.offset + step.op().viewOffset(x.shape), listing.values().get(view).shape());
                }
            }
        }

        @Override
        public Lock lock() {
            return lock;
        }

        @Override
        public void put(int number, Operands value) {
            log.add("put " + number);
            upload(number, value, 0);
        }

        @Override
        public void get(int number, Operands value) {
            log.add("get " + number);
            download(number, value, 0);
        }

        @Override
        public void run(Operands inputs, Operands outputs, List<Op> live) {
            log.add("run");
            for (int i = 0; i < inputs.count(); i++) {
                upload(i, inputs, i);
            }
            Map<Integer, float[]> before = new HashMap<>();
            listing.written().forEach(number -> before.put(number, cells[number].memory.clone()));
            try {
                computeAll(live);
                if (failure != null) {
                    RuntimeException thrown = failure;
                    failure = null;
                    throw thrown;
                }
                for (int o = 0; o < outputs.count(); o++) {
                    download(listing.outputs().get(o), outputs, o);
                }
            } finally {
                before.forEach((number, elements) -> {
                    written.put(number, cells[number].memory.clone());
                    System.arraycopy(elements, 0, cells[number].memory, 0, elements.length);
                });
            }
        }

        @Override
        public void commit() {
            log.add("commit");
            written.forEach((number, elements) -> System.arraycopy(
                    elements, 0, cells[number].memory, 0, elements.length));
        }

        private void computeAll(List<Op> live) {
            Iterator<Op> next = live.iterator();
            for (Listing.Step step : listing.steps()) {
                Op op = step.live() == null ? step.op() : next.next();
                compute(op, cells(step.in()), cells(step.out()));
            }
        }

        private Cell[] cells(List<Integer> numbers) {
            return numbers.stream().map(number -> cells[number]).toArray(Cell[]::new);
        }

        private void upload(int number, Operands from, int i) {
            Cell cell = cells[number];
            switch (listing.values().get(number).type()) {
                case FLOAT -> System.arraycopy(from.data(i), from.offset(i), cell.memory, cell.offset, cell.size());
                case INT -> IntStream.range(0, cell.size()).forEach(e -> cell.set(e, from.ints(i)[e]));
                case BOOL -> IntStream.range(0, cell.size()).forEach(e -> cell.set(e, from.bools(i)[e] ? 1 : 0));
            }
        }

        private void download(int number, Operands to, int i) {
            Cell cell = cells[number];
            switch (listing.values().get(number).type()) {
                case FLOAT -> System.arraycopy(cell.memory, cell.offset, to.data(i), to.offset(i), cell.size());
                case INT -> IntStream.range(0, cell.size()).forEach(e -> to.ints(i)[e] = (int) cell.get(e));
                case BOOL -> IntStream.range(0, cell.size()).forEach(e -> to.bools(i)[e] = cell.get(e) != 0);
            }
        }
    }

    // ---- ops

    private static void compute(Op op, Cell[] in, Cell[] out) {
        switch (op) {
            case ElementwiseOp each -> each(each.steps(), in, out[0]);
            case LinearOp linear -> linear(linear, in, out[0]);
            case MatmulOp product -> product(product.transA(), product.transB(), in, out[0]);
            case ReduceOp.Sum sum -> sum(sum, in[0], out[0]);
            case ActivationGradOp.ReluGrad _ -> KERNELS.activation().reluGradient(
                    in[0].memory, in[0].offset, in[1].memory, in[1].offset, out[0].memory, 0, out[0].size());
            case AssignOp _ -> IntStream.range(0, in[0].size()).forEach(i -> in[0].set(i, in[1].get(i)));
            case RandomOp.Uniform draw -> KERNELS.random().uniform(
                    draw.seed(), draw.stream(), draw.index(), out[0].memory, 0, out[0].size());
            case StepOp.Scalar scalar -> out[0].set(0, (float) scalar.value());
            case GradientOp.SquareSums _ -> IntStream.range(0, in.length)
                    .forEach(i -> out[0].set(i, Squares.sum(in[i].memory, in[i].offset, in[i].size())));
            case UpdateOp.Sgd rule -> update(rule, in);
            case UpdateOp.Adam rule -> update(rule, in);
            default -> {
                // a view, or an effect on Java objects: nothing to compute here
            }
        }
    }

    private static void each(List<ElementwiseOp.Step> steps, Cell[] in, Cell out) {
        int[][] sources = Arrays.stream(in).map(x -> x.shape.repeatedIn(out.shape)).toArray(int[][]::new);
        for (int i = 0; i < out.size(); i++) {
            float[] x = new float[in.length];
            for (int a = 0; a < x.length; a++) {
                x[a] = in[a].get(sources[a][i]);
            }
            for (ElementwiseOp.Step step : steps) {
                float[] all = Arrays.copyOf(x, x.length + step.constants().size());
                for (int c = 0; c < step.constants().size(); c++) {
                    all[x.length + c] = step.constants().get(c);
                }
                x = new float[] {Objects.requireNonNull(FUNCTIONS.get(step.function())).of(all)};
            }
            out.set(i, x[0]);
        }
    }

    /** Chains of 512 fused multiply-adds in ascending order, each from +0, added from left to right. */
    private static void product(boolean transA, boolean transB, Cell[] in, Cell out) {
        Cell a = in[0];
        Cell b = in[1];
        int n = out.shape.dim(1);
        int k = a.shape.dim(transA ? 0 : 1);
        for (int i = 0; i < out.size(); i++) {
            int row = i / n;
            int col = i % n;
            for (int from = 0; from < k; from += GemmKernels.CHAIN) {
                float chain = 0;
                for (int p = from; p < Math.min(k, from + GemmKernels.CHAIN); p++) {
                    chain = Math.fma(
                            a.get(transA ? p * a.shape.dim(1) + row : row * k + p),
                            b.get(transB ? col * k + p : p * n + col), chain);
                }
                out.set(i, from == 0 ? chain : out.get(i) + chain);
            }
        }
    }

    private static void linear(LinearOp op, Cell[] in, Cell out) {
        product(op.transA(), op.transB(), in, out);
        int n = out.shape.dim(1);
        for (int i = 0; i < out.size(); i++) {
            float sum = in.length > 2 ? out.get(i) + in[2].get(i % n) : out.get(i);
            out.set(i, op.activation() != null && sum <= 0 ? 0 : sum);
        }
    }

    private static void sum(ReduceOp.Sum op, Cell x, Cell out) {
        int outer = x.shape.product(0, op.from());
        int length = x.shape.product(op.from(), op.to());
        int inner = x.shape.product(op.to(), x.shape.rank());
        Arrays.fill(out.memory, 0f);
        for (int o = 0; o < outer; o++) {
            int from = x.offset + o * length * inner;
            if (inner == 1) {
                out.set(o, KERNELS.reduce().sum(x.memory, from, length));
            } else {
                KERNELS.reduce().addRows(x.memory, from, inner, length, inner, out.memory, o * inner);
            }
        }
    }

    private static void update(UpdateOp.Sgd rule, Cell[] in) {
        int group = rule.group();
        for (int i = 0; i < in.length; i += group) {
            Cell velocity = in[group == 3 ? i + 2 : i];
            KERNELS.optimizer().sgd(
                    in[i].memory, in[i].offset, in[i + 1].memory, in[i + 1].offset, velocity.memory, velocity.offset,
                    in[i].size(), rule.lr(), rule.momentum(), rule.dampening(), rule.weightDecay(), rule.nesterov(),
                    rule.momentum() != 0 && rule.steps().count(i / group) == 1);
        }
    }

    private static void update(UpdateOp.Adam rule, Cell[] in) {
        int group = rule.group();
        for (int i = 0; i < in.length; i += group) {
            double decay1 = power(rule.beta1(), rule.steps().count(i / group));
            double decay2 = power(rule.beta2(), rule.steps().count(i / group));
            Cell largest = in[i + group - 1];
            KERNELS.optimizer().adam(
                    in[i].memory, in[i].offset, in[i + 1].memory, in[i + 1].offset,
                    in[i + 2].memory, in[i + 2].offset, in[i + 3].memory, in[i + 3].offset,
                    largest.memory, largest.offset, in[i].size(),
                    rule.lr(), rule.lr() / (1 - decay1), Math.sqrt(1 - decay2), rule.beta1(), rule.beta2(), rule.eps(),
                    rule.weightDecay(), rule.decoupled(), rule.amsgrad());
        }
    }

    /** By squaring, as the rule is defined: the bits of other orders differ. */
    private static double power(double base, long exponent) {
        double half = exponent < 2 ? 1 : power(base * base, exponent / 2);
        return exponent % 2 == 0 ? half : base * half;
    }
}
