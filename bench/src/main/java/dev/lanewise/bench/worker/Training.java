package dev.lanewise.bench.worker;

import dev.lanewise.data.Batch;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * A model that learns one batch again and again.
 *
 * @param batch inputs and targets
 * @param loss of inputs and targets
 * @param limit changes the gradients before a step
 * @param optimizer of the model's parameters
 */
record Training<X extends Value, Y extends Value>(Batch<X, Y> batch, BiFunction<X, Y, Tensor> loss, Runnable limit,
        UpdateRule optimizer) {
    private static final int CHECKED_STEPS = 5;

    /** Takes the gradients as they are. */
    Training(Batch<X, Y> batch, BiFunction<X, Y, Tensor> loss, UpdateRule optimizer) {
        this(batch, loss, () -> {}, optimizer);
    }

    /**
     * The work of taking steps, eagerly or captured as a {@code TrainStep}, as the task says.
     *
     * @param timed what the steps are taken of
     * @param checked the same at a usual learning rate, whose loss after some steps is compared
     */
    static Work open(Task task, Training<?, ?> timed, Supplier<Training<?, ?>> checked) {
        DoubleSupplier step = timed.steps(task);
        return new Work() {
            @Override
            public void run() {
                double _ = step.getAsDouble(); // the loss is not needed
            }

            @Override
            public double check() {
                return checked.get().lossAfterSteps(task);
            }
        };
    }

    /** The loss before the last of some steps. */
    double lossAfterSteps(Task task) {
        DoubleSupplier steps = steps(task);
        double found = Double.NaN;
        for (int i = 0; i < CHECKED_STEPS; i++) {
            found = steps.getAsDouble();
        }
        return found;
    }

    /** Takes a step, and gives the loss before it. */
    private DoubleSupplier steps(Task task) {
        if (!Computation.isCaptured(task)) {
            return () -> {
                double found = learn(batch).item();
                optimizer.zeroGrad();
                return found;
            };
        }
        TrainStep<Batch<X, Y>> captured = TrainStep.capture(this::learn);
        return () -> captured.run(batch).item();
    }

    /** One step on a batch like the one that is learnt. */
    Tensor learn(Batch<X, Y> examples) {
        Tensor found = loss.apply(examples.inputs(), examples.targets());
        found.backward();
        limit.run();
        optimizer.step();
        return found;
    }
}
