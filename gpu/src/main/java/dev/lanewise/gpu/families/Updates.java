package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.optim.StepOp;
import dev.lanewise.optim.UpdateOp;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.primitives.AssignOp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** What changes parameters: optimizers' rules, a kernel for each parameter, whose numbers are those of the run. */
final class Updates {
    private static final String FILE = "update";

    /** Sets the arguments of a rule for a parameter. */
    private interface Numbers<O> {
        void set(O op, int parameter, Arguments arguments);
    }

    private Updates() {}

    static void addTo(Stages stages) {
        stages.add(AssignOp.class, (_, site) -> assign(site.in(1), site.in(0), site));
        stages.add(UpdateOp.Sgd.class, (_, site) -> rule("sgd", 3, UpdateOp.Sgd.class, Updates::sgd, site));
        stages.add(UpdateOp.Adam.class, (_, site) -> rule("adam", 5, UpdateOp.Adam.class, Updates::adam, site));
        stages.add(UpdateOp.RmsProp.class,
                (_, site) -> rule("rmsprop", 5, UpdateOp.RmsProp.class, Updates::rmsprop, site));
        stages.add(UpdateOp.Average.class,
                (_, site) -> rule("average", 2, UpdateOp.Average.class, Updates::average, site));
        stages.add(UpdateOp.Restore.class, (_, site) -> pairs(site, (tensor, copy) -> assign(copy, tensor, site)));
        stages.add(UpdateOp.Exchange.class, (_, site) -> pairs(site,
                (a, b) -> Launch.inFile(FILE, "exchange", site.items(a.size()),
                        arguments -> arguments.slot(a).slot(b).value(a.size()))));
        stages.add(StepOp.Scalar.class, (_, site) -> Launch.inFile(FILE, "number", site.items(1),
                arguments -> arguments.slot(site.out(0))).live(
                        (op, arguments) -> arguments.value((float) ((StepOp.Scalar) op).value())));
    }

    private static Stage assign(Slot from, Slot to, Site site) {
        return Launch.inFile(FILE, "assign", site.items(to.size()),
                arguments -> arguments.slot(from).slot(to).value(to.size()));
    }

    /** A launch for each pair of tensors. */
    private static Stage pairs(Site site, BiFunction<Slot, Slot, Stage> launch) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < site.in().size(); i += 2) {
            stages.add(launch.apply(site.in(i), site.in(i + 1)));
        }
        return new Sequence(stages);
    }

    /**
     * A launch for each parameter.
     *
     * @param tensors how many the kernel takes; the parameter stands for those that the rule does without
     */
    private static <O extends UpdateOp> Stage rule(
            String kernel, int tensors, Class<O> type, Numbers<O> numbers, Site site) {
        int group = type.cast(site.step().op()).group();
        List<Stage> stages = new ArrayList<>();
        for (int from = 0; from < site.in().size(); from += group) {
            int parameter = from / group;
            List<Slot> slots = site.in().subList(from, from + group);
            int size = slots.getFirst().size();
            stages.add(Launch.inFile(FILE, kernel, site.items(size), arguments -> {
                for (int i = 0; i < tensors; i++) {
                    arguments.slot(slots.get(i < slots.size() ? i : 0));
                }
                arguments.value(size);
            }).live((Op op, Arguments arguments) -> numbers.set(type.cast(op), parameter, arguments)));
        }
        return new Sequence(stages);
    }

    private static void sgd(UpdateOp.Sgd rule, int parameter, Arguments arguments) {
        arguments.value((float) -rule.lr())
                .value((float) rule.momentum())
                .value((float) (1 - rule.dampening()))
                .value((float) rule.weightDecay())
                .value(rule.nesterov())
                .value(rule.isFirst(parameter));
    }

    private static void adam(UpdateOp.Adam rule, int parameter, Arguments arguments) {
        arguments.value(rule.decoupled() ? 0 : (float) rule.weightDecay())
                .value(rule.decoupled() ? (float) -(rule.lr() * rule.weightDecay()) : 0f)
                .value((float) -rule.stepSize(parameter))
                .value((float) (1 / rule.rootCorrection(parameter)))
                .value((float) rule.eps())
                .value((float) rule.beta1())
                .value((float) (1 - rule.beta1()))
                .value((float) rule.beta2())
                .value((float) (1 - rule.beta2()))
                .value(rule.amsgrad());
    }

    private static void rmsprop(UpdateOp.RmsProp rule, int parameter, Arguments arguments) {
        arguments.value((float) -rule.lr())
                .value((float) rule.alpha())
                .value((float) (1 - rule.alpha()))
                .value((float) rule.eps())
                .value((float) rule.weightDecay())
                .value((float) rule.momentum())
                .value(rule.centered());
    }

    private static void average(UpdateOp.Average rule, int parameter, Arguments arguments) {
        boolean old = rule.weight() < 0.5;
        arguments.value((float) (old ? rule.weight() : rule.weight() - 1))
                .value(old)
                .value(rule.weight() == 0)
                .value(rule.weight() == 1);
    }
}
