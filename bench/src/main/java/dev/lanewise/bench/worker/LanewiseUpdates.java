package dev.lanewise.bench.worker;

import dev.lanewise.bench.naive.LayerWeights;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Gradients;
import dev.lanewise.optim.NAdam;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What is done with gradients that lie ready, on the parameters of a multilayer perceptron, again and again: a step of
 * an optimizer, clipping, an average of weights. bench/peers/torch_peer.py does the same.
 */
final class LanewiseUpdates {
    private static final int GRADIENT_STREAM = 40;
    private static final int CHECKED_STEPS = 5;
    private static final double CHECK_RATE = 1e-3;
    private static final double MAX_NORM = 1;
    private static final double DECAY = 0.99;

    private final boolean captured;
    private final List<Tensor> parameters = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();

    /** Gives what the steps have written. */
    private Supplier<List<Tensor>> written = () -> parameters;

    private LanewiseUpdates(Task task) {
        captured = Computation.isCaptured(task);
        int stream = GRADIENT_STREAM;
        for (LayerWeights layer : TestData.weights(task.sizes("widths")).layers()) {
            Shape weight = Shape.of(layer.outputs(), layer.inputs());
            Shape bias = Shape.of(layer.outputs());
            parameters.add(Tensor.of(weight, layer.weight()).requiresGrad(true));
            parameters.add(Tensor.of(bias, layer.bias()).requiresGrad(true));
            gradients.add(Tensor.of(weight, TestData.uniform(stream++, weight.size())));
            gradients.add(Tensor.of(bias, TestData.uniform(stream++, bias.size())));
        }
    }

    static Work open(Task task) {
        return new Work() {
            private final Runnable step = new LanewiseUpdates(task).step(task, MlpTraining.TIMED_RATE);

            @Override
            public void run() {
                step.run();
            }

            @Override
            public double check() {
                LanewiseUpdates another = new LanewiseUpdates(task);
                Runnable steps = another.step(task, CHECK_RATE);
                for (int i = 0; i < CHECKED_STEPS; i++) {
                    steps.run();
                }
                return another.written.get().stream().mapToDouble(tensor -> TestData.weighted(tensor.toArray())).sum();
            }
        };
    }

    private Runnable step(Task task, double lr) {
        return switch (task.word("rule")) {
            case "adamw" -> stepOf(new AdamW(parameters, lr));
            case "nadam" -> stepOf(new NAdam(parameters, lr));
            case "clip" -> clip();
            case "ema" -> average();
            default -> throw task.unsupported("Lanewise");
        };
    }

    private Runnable stepOf(Optimizer optimizer) {
        if (!captured) {
            set(gradients);
            return optimizer::step;
        }
        Program.Captured step = Program.capture(gradients, in -> {
            set(in);
            optimizer.step();
            optimizer.zeroGrad();
            return List.of();
        });
        return new Runnable() {
            private boolean first = true;

            @Override
            public void run() {
                if (first) { // capturing took the first step
                    first = false;
                } else {
                    step.program().run(gradients, List.of());
                }
            }
        };
    }

    /** Gradients have a larger norm, so they change. */
    private Runnable clip() {
        List<Tensor> clipped = new ArrayList<>(gradients.stream().map(Tensor::zerosLike).toList());
        written = () -> clipped;
        if (captured) {
            Program program = Program.capture(gradients, this::clipped).program();
            return () -> program.run(gradients, clipped);
        }
        return () -> {
            List<Tensor> made = clipped(gradients);
            for (int i = 0; i < made.size(); i++) {
                clipped.set(i, made.get(i));
            }
        };
    }

    private List<Tensor> clipped(List<? extends Value> unclipped) {
        set(unclipped);
        Gradients.clipNorm(parameters, MAX_NORM);
        List<Tensor> clipped = parameters.stream().map(p -> Objects.requireNonNull(p.grad())).toList();
        parameters.forEach(parameter -> parameter.setGrad(null));
        return clipped;
    }

    private void set(List<? extends Value> values) {
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).setGrad((Tensor) values.get(i));
        }
    }

    /** An average that is the parameters at first; then those are the gradients. */
    private Runnable average() {
        WeightAverage average = WeightAverage.ema(parameters, DECAY);
        written = () -> {
            List<Tensor> averages = parameters.stream().map(Tensor::zerosLike).toList();
            average.copyTo(averages);
            return averages;
        };
        if (!captured) {
            average.update();
            assignGradients();
            return average::update;
        }
        Program program = Program.capture(List.of(), _ -> {
            average.update();
            return List.of();
        }).program();
        assignGradients();
        return () -> program.run(List.of(), List.of());
    }

    private void assignGradients() {
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).assign(gradients.get(i));
        }
    }
}
