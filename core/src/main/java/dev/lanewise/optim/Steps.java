package dev.lanewise.optim;

import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** How rules take a step, one alone or several together. */
final class Steps {
    private Steps() {}

    /**
     * Takes a step.
     *
     * @param name whose step it is, for messages
     * @throws IllegalStateException if no parameter has a gradient or settings are incompatible, and nothing is changed
     *     then; or if an update fails, and the step is not counted then
     */
    static void take(String name, List<? extends UpdateRule> rules) {
        rules.forEach(UpdateRule::checkBeforeStep);
        List<StepOp.Turn> turns = rules.stream().map(Steps::turn).toList();
        if (turns.stream().allMatch(turn -> turn.updated().isEmpty())) {
            throw nothingToUpdate(name, rules.stream().flatMap(rule -> rule.parameters().stream()).toList());
        }
        try (GradMode.Scope _ = GradMode.noGrad()) {
            new StepOp.Advance(turns).apply();
            boolean done = false;
            try {
                turns.forEach(turn -> turn.rule().update(turn.updated()));
                done = true;
            } finally {
                if (!done) {
                    turns.forEach(turn -> turn.rule().count(turn.updated(), -1));
                }
            }
        }
    }

    /** A rule's part: the parameters that have a gradient and are not frozen. */
    private static StepOp.Turn turn(UpdateRule rule) {
        List<Tensor> parameters = rule.parameters();
        return new StepOp.Turn(rule, IntStream.range(0, parameters.size())
                .filter(i -> isUpdated(parameters.get(i))).boxed().toList());
    }

    private static boolean isUpdated(Tensor parameter) {
        return parameter.requiresGrad() && parameter.grad() != null; // a frozen one's gradient is ignored
    }

    /** Begins a step, taken or replayed: asks all rules and averages, and only then counts. */
    static void advance(List<StepOp.Turn> turns) {
        for (StepOp.Turn turn : turns) {
            WeightAverage.refuseTraining(turn.rule().name(), turn.rule().parameters());
        }
        double[] rates = new double[turns.size()];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = turns.get(i).rule().nextRate();
        }
        for (int i = 0; i < rates.length; i++) {
            turns.get(i).rule().advance(rates[i], turns.get(i).updated());
        }
    }

    private static IllegalStateException nothingToUpdate(String name, List<Tensor> parameters) {
        int all = parameters.size();
        long frozen = parameters.stream().filter(parameter -> !parameter.requiresGrad()).count();
        return new IllegalStateException(name + (frozen == all
                ? ": step() has nothing to update, as all parameters are frozen"
                : ": step() finds no gradient on the " + (all - frozen) + " of " + all + " parameters that are not "
                        + "frozen; call backward() on a loss that is computed from them first"));
    }
}
