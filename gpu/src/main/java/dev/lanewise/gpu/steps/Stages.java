package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.loss.LossOp;
import dev.lanewise.optim.UpdateOp;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import dev.lanewise.tensor.primitives.AssignOp;
import dev.lanewise.tensor.primitives.ElementwiseOp;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.List;

/** Which ops a device knows, and the stage of each. */
public final class Stages {
    private final Context context;
    private final Fault fault;

    /**
     * Stages on a device.
     *
     * @param fault where steps that check values report
     */
    public Stages(Context context, Fault fault) {
        this.context = context;
        this.fault = fault;
    }

    /** Whether there is a stage for an op on inputs of some shapes; views need none. */
    public static boolean knows(Op op) {
        return switch (op) {
            case ElementwiseOp each -> EachStage.knows(each);
            case LinearOp _,MatmulOp _,ReduceOp.Sum _,LossOp.CrossEntropy _,LossOp.CrossEntropyGrad _ -> true;
            case ActivationGradOp.ReluGrad _,ActivationGradOp.TanhGrad _,ActivationGradOp.SigmoidGrad _,AssignOp _,UpdateOp.Sgd _,UpdateOp.Adam _ -> true;
            default -> false;
        };
    }

    /**
     * The stage of a step.
     *
     * @param number of the step
     * @throws UnsupportedOperationException if there is none
     */
    public Stage of(int number, Op op, List<Slot> in, List<Slot> out) {
        return switch (op) {
            case ElementwiseOp each -> new EachStage(number, each, in, out.getFirst());
            case LinearOp linear -> ProductStage.of(linear, in, out.getFirst());
            case MatmulOp product -> ProductStage.of(product, in, out.getFirst());
            case ReduceOp.Sum sum -> new SumStage(context, sum, in.getFirst(), out.getFirst());
            case LossOp.CrossEntropy loss -> new CrossEntropyStage(number, loss.ignored(), in, out, fault);
            case LossOp.CrossEntropyGrad loss -> new CrossEntropyGradStage(number, loss.ignored(), in, out, fault);
            case ActivationGradOp gradient -> new PairStage(gradient.name(), in, out.getFirst());
            case AssignOp _ -> new PairStage("assign", in.subList(1, 2), in.getFirst());
            case UpdateOp.Sgd rule -> new UpdateStage(rule.group(), in);
            case UpdateOp.Adam rule -> new UpdateStage(rule.group(), in);
            default -> throw new UnsupportedOperationException("gpu: no stage for " + op.name());
        };
    }
}
