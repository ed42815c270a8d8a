package dev.lanewise.program;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A computation that its seed decides: ops of all families on inputs, parameters and state, with backward passes and
 * updates among them, several outputs, and sizes from 0. A twin of the same seed is the same computation on tensors of
 * its own.
 */
final class RandomProgram {
    private static final int[] SIZES = {1, 2, 3, 4, 7, 8, 16, 17, 27, 33, 41};
    private static final int MOST_STEPS = 40;
    private static final float[] HOSTILE = {
        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.MAX_VALUE
    };

    private final long seed;
    private final int steps;
    private final int[] sizes;
    private final boolean floatsOnly;
    private final RandomTensors outside;
    private final StringBuilder listing = new StringBuilder();

    /** The program of a seed. */
    RandomProgram(long seed) {
        this(seed, MOST_STEPS);
    }

    /** The beginning of the program of a seed: at most so many steps. */
    RandomProgram(long seed, int mostSteps) {
        this.seed = seed;
        SplittableRandom choice = new SplittableRandom(seed);
        sizes = new int[choice.nextInt(6) == 0 ? 1 : 3];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = choice.nextInt(25) == 0 ? 0 : SIZES[choice.nextInt(SIZES.length)];
        }
        steps = Math.min(mostSteps, 1 + choice.nextInt(MOST_STEPS));
        floatsOnly = choice.nextBoolean();
        outside = new RandomTensors(seed, choice.nextInt(4) == 0, sizes);
    }

    int steps() {
        return steps;
    }

    /** Whether all outputs are tensors of floats, so that they can go into targets. */
    boolean floatsOnly() {
        return floatsOnly;
    }

    RandomTensors outside() {
        return outside;
    }

    /** What the last run has applied. */
    String listing() {
        return listing.toString();
    }

    private int size(int i) {
        return sizes[i % sizes.length];
    }

    /** Inputs for a run, of so many rows more: two of floats in one shape, a vector, labels and a mask. */
    List<Value> inputs(int run, int more) {
        RandomSource random = RandomSource.at(seed, 3, 1_000_000L * run);
        int rows = size(0) + more;
        int[] labels = new int[rows];
        Arrays.setAll(labels, i -> (i * 7 + run) % Math.max(1, size(1)));
        SplittableRandom choice = new SplittableRandom(seed + run);
        Tensor x = hostile(random.normal(rows, size(1)), choice);
        return List.of(
                x, hostile(random.normal(rows, size(1)), choice), hostile(random.normal(size(2)), choice),
                IntTensor.of(labels), x.gt(0.3f));
    }

    /** The same, at times with one element that is infinite, NaN or the largest number. */
    private static Tensor hostile(Tensor x, SplittableRandom choice) {
        float[] values = x.toArray();
        if (values.length == 0 || choice.nextInt(4) > 0) {
            return x;
        }
        values[choice.nextInt(values.length)] = HOSTILE[choice.nextInt(HOSTILE.length)];
        return Tensor.wrap(values, x.shape());
    }

    /** The same inputs with elements in common: with each other, or with what lies outside. */
    List<Value> aliased(List<Value> inputs, int how) {
        List<Value> aliased = new ArrayList<>(inputs);
        Tensor x = (Tensor) inputs.get(0);
        switch (how % 3) {
            case 0 -> aliased.set(1, x);
            case 1 -> {
                Tensor base = Shapes.concat(0, x.reshape(x.size()), ((Tensor) inputs.get(1)).reshape(x.size()));
                int half = x.size() / 2;
                aliased.set(0, base.slice(0, 0, x.size()).reshape(x.shape()));
                aliased.set(1, base.slice(0, half, half + x.size()).reshape(x.shape()));
            }
            default -> {
                for (Tensor tensor : outside.all()) {
                    for (int i = 0; i < 3; i++) {
                        if (tensor.shape().equals(inputs.get(i).shape())) {
                            aliased.set(i, tensor.detach());
                        }
                    }
                }
            }
        }
        return aliased;
    }

    /**
     * A target for each output: on its own, or with elements in common with others, with inputs, or with what lies
     * outside.
     */
    List<Tensor> targets(List<Shape> outputs, List<Value> inputs, SplittableRandom choice) {
        int most = outputs.stream().mapToInt(Shape::size).max().orElse(0);
        Tensor base = Tensor.zeros(2 * most + 8);
        List<Tensor> candidates = new ArrayList<>(outside.all());
        candidates.addAll(List.of((Tensor) inputs.get(0), (Tensor) inputs.get(1), (Tensor) inputs.get(2)));
        List<Tensor> targets = new ArrayList<>();
        for (Shape shape : outputs) {
            int at = choice.nextInt(most + 8);
            int kind = choice.nextInt(4);
            Tensor same = candidates.get(choice.nextInt(candidates.size()));
            targets.add(switch (kind) {
                case 0 -> base.slice(0, at, at + shape.size()).reshape(shape);
                case 1 -> same.shape().equals(shape) ? same.detach() : Tensor.zeros(shape);
                case 2 -> targets.isEmpty() || !targets.getLast().shape().equals(shape)
                        ? Tensor.zeros(shape)
                        : targets.getLast();
                default -> Tensor.zeros(shape);
            });
        }
        return targets;
    }

    /** Computes; the parameters that take part may be left with gradients. */
    List<Value> compute(List<? extends Value> inputs) {
        SplittableRandom choice = new SplittableRandom(seed + 2);
        listing.setLength(0);
        RandomOps ops = new RandomOps(choice, outside, listing);
        for (int i = 0; i < 3; i++) {
            ops.add((Tensor) inputs.get(i));
        }
        if (size(1) > 0) {
            ops.add((IntTensor) inputs.get(3), size(1));
        } else {
            ops.add(IntTensor.of(Shape.SCALAR, 0), 1);
        }
        ops.add((BoolTensor) inputs.get(4));
        List<Value> outputs = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            int special = choice.nextInt(16);
            if (special == 0) {
                try (GradMode.Scope _ = GradMode.noGrad()) {
                    ops.step();
                }
            } else if (special == 1) {
                learn(ops, choice, outputs);
            } else {
                ops.step();
            }
        }
        learn(ops, choice, outputs);
        for (int i = 0; i < 3; i++) {
            outputs.add(floatsOnly ? ops.any() : ops.anyOfAll());
        }
        outputs.add(outputs.get(choice.nextInt(outputs.size())));
        return outputs.stream().map(value -> value instanceof Tensor x ? x.detach() : value).toList();
    }

    private Tensor wanted(SplittableRandom choice) {
        List<Tensor> learning = outside.parameters().stream().filter(Tensor::requiresGrad).toList();
        return learning.get(choice.nextInt(learning.size()));
    }

    /** A loss of a few values, a backward pass, perhaps another one on the gradients, and perhaps an update. */
    private void learn(RandomOps ops, SplittableRandom choice, List<Value> outputs) {
        Tensor loss = Tensor.scalar(0f);
        for (int i = 0; i < 3; i++) {
            Tensor x = ops.any();
            loss = loss.add(x.size() == 0 ? x.sum() : x.clamp(-50, 50).square().mean());
        }
        int kind = choice.nextInt(4);
        boolean update = choice.nextBoolean() && !outside.isPure();
        listing.append("  learn ").append(kind).append(update ? " and update" : "").append('\n');
        outputs.add(loss);
        if (loss.requiresGrad()) {
            if (kind == 0) {
                Tensor w = wanted(choice);
                loss = loss.add(w.square().sum().mul(0.01f));
                Tensor slope = Autograd.grad(loss, Graph.CREATE, w)[0];
                loss.add(slope.clamp(-5, 5).square().sum()).backward();
            } else {
                loss.backward();
            }
        }
        for (Tensor parameter : outside.parameters()) {
            if (parameter.grad() != null && choice.nextInt(3) == 0) {
                outputs.add(parameter.grad().detach().mul(1f));
            }
        }
        List<Tensor> parameters = outside.optimizer().parameters();
        if (update && parameters.stream().anyMatch(p -> p.requiresGrad() && p.grad() != null)) { // else refused
            outside.optimizer().step();
        }
        ops.floats().replaceAll(Tensor::detach); // histories have been let go, and some would be out of date
        for (Tensor parameter : outside.parameters()) {
            if (choice.nextBoolean()) {
                parameter.setGrad(null);
            }
        }
    }
}
