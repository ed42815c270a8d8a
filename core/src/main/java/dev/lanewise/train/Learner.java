package dev.lanewise.train;

import dev.lanewise.data.Batched;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.tensor.Tensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Learns from batches, one optimizer step for one or several of them, captured or eagerly with the same bits. */
final class Learner<B extends Batched<B>> {
    /** What stands before the path of a parameter in the name of its gradient; no value of a user has such a name. */
    private static final String GRADIENT = "gradient=";

    private final Setup<B, ?> setup;
    private final Function<B, Map<String, Tensor>> values;
    private final @Nullable Optimizer optimizer;
    private final FiniteLoss finite = new FiniteLoss();

    /** The captured steps by how many batches share one update. */
    private final Map<Integer, TrainStep<B>> steps = new HashMap<>();

    /** The captured step that gives its gradients as well, once one is wanted. */
    private @Nullable TrainStep<B> watched;

    private Map<String, Tensor> gradients = Map.of();

    /**
     * A learner.
     *
     * @param setup has the model, whose parameters have names; the optimizer, whose gradients are dropped after an
     *     update, or none if the values have trained the model already; and what follows a backward pass
     * @param values the losses of a batch by name
     */
    Learner(Setup<B, ?> setup, Function<B, Map<String, Tensor>> values) {
        this.setup = setup;
        this.values = values;
        this.optimizer = setup.optimizer();
    }

    /**
     * Learns from a batch.
     *
     * @param group how many batches share the update
     * @param last whether this is the last of them
     * @param watch whether {@link #gradients} are wanted
     * @return the values by name
     */
    Map<String, Float> learn(B batch, int group, boolean last, boolean watch) {
        gradients = Map.of();
        try {
            return learned(batch, group, last, watch && optimizer != null);
        } catch (Throwable e) {
            if (optimizer != null) {
                optimizer.zeroGrad(); // what it has left is for no other step
            }
            throw e;
        }
    }

    private Map<String, Float> learned(B batch, int group, boolean last, boolean watch) {
        Map<String, Float> numbers = new LinkedHashMap<>();
        Map<String, Tensor> found = new LinkedHashMap<>();
        boolean within = watch && group == 1; // else the gradients are there when the update is due
        if (setup.isEager()) {
            pass(batch, group, within).forEach((name, value) -> sort(name, value, numbers, found));
        } else {
            TrainStep.Outputs outputs = captured(group, within).runNamed(batch);
            outputs.names().forEach(name -> sort(name, outputs.tensor(name), numbers, found));
        }
        if (optimizer != null && (group > 1 ? last : setup.isEager())) {
            if (group > 1) {
                if (watch) {
                    held().forEach((name, gradient) -> sort(name, gradient, numbers, found));
                }
                setup.update();
            }
            optimizer.zeroGrad();
        }
        gradients = Collections.unmodifiableMap(found);
        return numbers;
    }

    private static void sort(String name, Tensor value, Map<String, Float> numbers, Map<String, Tensor> gradients) {
        if (name.startsWith(GRADIENT)) {
            gradients.put(name.substring(GRADIENT.length()), value);
        } else {
            numbers.put(name, value.item());
        }
    }

    private TrainStep<B> captured(int group, boolean watch) {
        if (!watch) {
            return steps.computeIfAbsent(group, this::capture);
        }
        TrainStep<B> used = watched;
        if (used == null) {
            used = setup.captured(batch -> pass(batch, 1, true));
            watched = used;
        }
        return used;
    }

    private TrainStep<B> capture(int group) {
        TrainStep<B> step = setup.captured(batch -> pass(batch, group, false));
        return group > 1 ? step.keepGradients() : step;
    }

    /** What is captured: values, gradients and, if no other batch shares it, the update. */
    private Map<String, Tensor> pass(B batch, int group, boolean watch) {
        Map<String, Tensor> all = new LinkedHashMap<>(values.apply(batch));
        Tensor loss = all.get(Objective.LOSS);
        if (optimizer != null && loss != null) {
            finite.check(loss);
            if (group > 1) {
                loss.div(group).backward();
            } else {
                loss.backward();
                if (watch) {
                    all.putAll(held());
                }
                setup.update();
            }
        }
        return all;
    }

    /** The gradients that the parameters hold. */
    private Map<String, Tensor> held() {
        Map<String, Tensor> held = new LinkedHashMap<>();
        setup.model().namedParameters().forEach((path, parameter) -> {
            Tensor gradient = parameter.grad();
            if (gradient != null) {
                held.put(GRADIENT + path, gradient);
            }
        });
        return held;
    }

    /** The gradients of the last step by the paths of their parameters, if they were wanted. */
    Map<String, Tensor> gradients() {
        return gradients;
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
