package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.optim.UpdateOp;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.primitives.AssignOp;
import java.util.ArrayList;
import java.util.List;

/** What changes parameters: optimizers' rules, a kernel for each parameter, whose numbers are those of the run. */
final class Updates {
    private static final String FILE = "update";

    /** Sets the arguments of a rule for a parameter. */
    private interface Numbers<O> {
        void set(O op, int parameter, Arguments arguments);
    }

    private Updates() {}

    static void addTo(Stages stages) {
        stages.add(AssignOp.class, (_, site) -> Launch.inFile(FILE, "assign", site.items(site.in(0).size()),
                arguments -> arguments.slot(site.in(1)).slot(site.in(0)).value(site.in(0).size())));
        stages.add(UpdateOp.Sgd.class, (_, site) -> rule("sgd", 3, UpdateOp.Sgd.class, Updates::sgd, site));
        stages.add(UpdateOp.Adam.class, (_, site) -> rule("adam", 5, UpdateOp.Adam.class, Updates::adam, site));
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
                .value(rule.momentum() != 0 && rule.steps().count(parameter) == 1);
    }

    private static void adam(UpdateOp.Adam rule, int parameter, Arguments arguments) {
        long count = rule.steps().count(parameter);
        double stepSize = rule.lr() / (1 - power(rule.beta1(), count));
        double rootCorrection2 = Math.sqrt(1 - power(rule.beta2(), count));
        arguments.value(rule.decoupled() ? 0 : (float) rule.weightDecay())
                .value(rule.decoupled() ? (float) -(rule.lr() * rule.weightDecay()) : 0f)
                .value((float) -stepSize)
                .value((float) (1 / rootCorrection2))
                .value((float) rule.eps())
                .value((float) rule.beta1())
                .value((float) (1 - rule.beta1()))
                .value((float) rule.beta2())
                .value((float) (1 - rule.beta2()))
                .value(rule.amsgrad());
    }

    /** By squaring, as the rule is defined: the bits of other orders differ. */
    private static double power(double base, long exponent) {
        double result = 1;
        double square = base;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }
}
