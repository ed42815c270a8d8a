package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.optim.UpdateOp;
import dev.lanewise.tensor.Op;
import java.util.ArrayList;
import java.util.List;

/** Updates of parameters, a kernel for each; the numbers of the rule are those of each run. */
final class UpdateStage implements Stage {
    private final int group;
    private final List<Slot> in;
    private final List<Kernel> sgd = new ArrayList<>();
    private final List<Kernel> adam = new ArrayList<>();

    UpdateStage(int group, List<Slot> in) {
        this.group = group;
        this.in = in;
    }

    @Override
    public void prepare(Program program) {
        for (int i = 0; i < in.size(); i += group) {
            List<Slot> slots = in.subList(i, i + group);
            sgd.add(bind(program.kernel("sgd"), slots, 3));
            adam.add(bind(program.kernel("adam"), slots, 5));
        }
    }

    /** Binds a group of tensors; the first stands for those that the rule does without. */
    private static Kernel bind(Kernel kernel, List<Slot> slots, int count) {
        int next = 0;
        for (int i = 0; i < count; i++) {
            next = slots.get(i < slots.size() ? i : 0).bind(kernel, next);
        }
        kernel.set(next, slots.getFirst().size());
        return kernel;
    }

    @Override
    public void launch(Op op) {
        for (int i = 0; i < in.size() / group; i++) {
            int size = in.get(i * group).size();
            switch (op) {
                case UpdateOp.Sgd rule -> launch(rule, rule.momentum() != 0 && rule.steps().count(i) == 1, sgd.get(i),
                        size);
                case UpdateOp.Adam rule -> launch(rule, rule.steps().count(i), adam.get(i), size);
                default -> throw new IllegalStateException("gpu: an update became " + op.name());
            }
        }
    }

    private static void launch(UpdateOp.Sgd rule, boolean first, Kernel kernel, int size) {
        kernel.set(7, (float) -rule.lr());
        kernel.set(8, (float) rule.momentum());
        kernel.set(9, (float) (1 - rule.dampening()));
        kernel.set(10, (float) rule.weightDecay());
        kernel.set(11, rule.nesterov() ? 1 : 0);
        kernel.set(12, first ? 1 : 0);
        Work.launch(kernel, size);
    }

    private static void launch(UpdateOp.Adam rule, long count, Kernel kernel, int size) {
        double stepSize = rule.lr() / (1 - power(rule.beta1(), count));
        double rootCorrection2 = Math.sqrt(1 - power(rule.beta2(), count));
        kernel.set(11, rule.decoupled() ? 0 : (float) rule.weightDecay());
        kernel.set(12, rule.decoupled() ? (float) -(rule.lr() * rule.weightDecay()) : 0);
        kernel.set(13, (float) -stepSize);
        kernel.set(14, (float) (1 / rootCorrection2));
        kernel.set(15, (float) rule.eps());
        kernel.set(16, (float) rule.beta1());
        kernel.set(17, (float) (1 - rule.beta1()));
        kernel.set(18, (float) rule.beta2());
        kernel.set(19, (float) (1 - rule.beta2()));
        kernel.set(20, rule.amsgrad() ? 1 : 0);
        Work.launch(kernel, size);
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
