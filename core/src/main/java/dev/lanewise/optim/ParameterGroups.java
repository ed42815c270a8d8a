package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
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
        this(Arrays.asList(Required.nonNull("ParameterGroups: the array of groups", groups)));
    }

    /** As {@link #ParameterGroups(UpdateRule...)}. */
    public ParameterGroups(List<? extends UpdateRule> groups) {
        Required.nonNull("ParameterGroups: the list of groups", groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("ParameterGroups: no groups given");
        }
        Parameters checked = new Parameters("ParameterGroups");
        List<Tensor> all = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            List<Tensor> own = Required.nonNull("ParameterGroups: group " + g, groups.get(g)).parameters();
            for (int i = 0; i < own.size(); i++) {
                checked.add("parameter " + i + " of group " + g, own.get(i));
            }
            all.addAll(own);
        }
        this.groups = List.copyOf(groups);
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
        Steps.take("ParameterGroups", groups);
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
