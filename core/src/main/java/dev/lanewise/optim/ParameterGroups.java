package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several optimizers as one ({@index param_groups}): groups of parameters, each with a rule, settings and a schedule of
 * its own.
 *
 * {@snippet :
 * Optimizer optimizer = new ParameterGroups(
 *         new AdamW(weights, schedule).weightDecay(0.1),
 *         new AdamW(biases, schedule.times(2)).weightDecay(0));
 * }
 *
 * <p>Groups none of whose parameters has a gradient are passed over, unless all are; their schedules advance with the
 * others, so that all stay at the same step.
 */
public final class ParameterGroups implements Optimizer {
    private final List<UpdateRule> groups;
    private final List<Tensor> parameters;

    /**
     * The groups.
     *
     * @throws IllegalArgumentException if there are none, or parameters of two groups have elements in common
     */
    public ParameterGroups(UpdateRule... groups) {
        this(List.of(Required.nonNull("ParameterGroups: the array of groups", groups)));
    }

    /** As {@link #ParameterGroups(UpdateRule...)}. */
    public ParameterGroups(List<? extends UpdateRule> groups) {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("ParameterGroups: no groups given");
        }
        this.groups = List.copyOf(groups);
        Parameters checked = new Parameters("ParameterGroups");
        List<Tensor> all = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            List<Tensor> own = groups.get(g).parameters();
            for (int i = 0; i < own.size(); i++) {
                checked.add("parameter " + i + " of group " + g, own.get(i));
            }
            all.addAll(own);
        }
        this.parameters = List.copyOf(all);
    }

    /** The groups, for example to set a learning rate. */
    public List<UpdateRule> groups() {
        return groups;
    }

    @Override
    public List<Tensor> parameters() {
        return parameters;
    }

    @Override
    public void step() {
        groups.forEach(UpdateRule::checkSettings);
        List<List<Integer>> updated = groups.stream().map(UpdateRule::updated).toList();
        if (updated.stream().allMatch(List::isEmpty)) {
            throw UpdateRule.nothingToUpdate("ParameterGroups", parameters);
        }
        try (GradMode.Scope _ = GradMode.noGrad()) {
            for (int g = 0; g < groups.size(); g++) {
                groups.get(g).begin(updated.get(g)); // all of them first: a refusal changes no parameter
            }
            for (int g = 0; g < groups.size(); g++) {
                groups.get(g).update(updated.get(g));
            }
        }
    }

    /** Names each group as a part, after its position. */
    @Override
    public void state(State state) {
        for (int g = 0; g < groups.size(); g++) {
            state.part(Integer.toString(g), groups.get(g));
        }
    }

    /** For example {@code ParameterGroups(SGD(lr=0.1, ...), SGD(lr=0.01, ...))}. */
    @Override
    public String toString() {
        return groups.stream().map(UpdateRule::toString).collect(Collectors.joining(", ", "ParameterGroups(", ")"));
    }
}
