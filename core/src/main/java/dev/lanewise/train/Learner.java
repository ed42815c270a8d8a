package dev.lanewise.train;

import dev.lanewise.data.Batched;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Learns from batches, one optimizer step for one or several of them, captured or eagerly with the same bits. */
final class Learner<B extends Batched<B>> {
    private final Function<B, Map<String, Tensor>> values;
    private final @Nullable Optimizer optimizer;
    private final Runnable update;
    private final boolean eager;
    private final FiniteLoss finite = new FiniteLoss();

    /** The captured steps by how many batches share one update. */
    private final Map<Integer, TrainStep<B>> steps = new HashMap<>();

    /**
     * A learner.
     *
     * @param values the losses of a batch by name
     * @param optimizer whose gradients are dropped after an update; null if the values have trained the model already
     * @param update what follows a backward pass
     */
    Learner(Function<B, Map<String, Tensor>> values, @Nullable Optimizer optimizer, Runnable update, boolean eager) {
        this.values = values;
        this.optimizer = optimizer;
        this.update = update;
        this.eager = eager;
    }

    /**
     * Learns from a batch.
     *
     * @param group how many batches share the update
     * @param last whether this is the last of them
     * @return the values by name
     */
    Map<String, Float> learn(B batch, int group, boolean last) {
        try {
            return learned(batch, group, last);
        } catch (Throwable e) {
            if (optimizer != null) {
                optimizer.zeroGrad(); // what it has left is for no other step
            }
            throw e;
        }
    }

    private Map<String, Float> learned(B batch, int group, boolean last) {
        Map<String, Float> numbers = new LinkedHashMap<>();
        if (eager) {
            pass(batch, group).forEach((name, value) -> numbers.put(name, value.item()));
        } else {
            TrainStep.Outputs outputs = steps.computeIfAbsent(group, this::capture).runNamed(batch);
            outputs.names().forEach(name -> numbers.put(name, outputs.tensor(name).item()));
        }
        if (optimizer != null && (group > 1 ? last : eager)) {
            if (group > 1) {
                update.run();
            }
            optimizer.zeroGrad();
        }
        return numbers;
    }

    private TrainStep<B> capture(int group) {
        TrainStep<B> step = TrainStep.captureNamed(batch -> pass(batch, group));
        return group > 1 ? step.keepGradients() : step;
    }

    /** What is captured: values, gradients and, if no other batch shares it, the update. */
    private Map<String, Tensor> pass(B batch, int group) {
        Map<String, Tensor> all = values.apply(batch);
        Tensor loss = all.get(Objective.LOSS);
        if (optimizer != null && loss != null) {
            finite.check(loss);
            if (group > 1) {
                loss.div(group).backward();
            } else {
                loss.backward();
                update.run();
            }
        }
        return all;
    }

    /** Computes losses and gradients, eagerly and without an update, to find where a NaN is born. */
    void retrace(B batch) {
        Tensor loss = values.apply(batch).get(Objective.LOSS);
        if (loss != null && optimizer != null) {
            loss.backward();
            optimizer.zeroGrad();
        }
    }
}
