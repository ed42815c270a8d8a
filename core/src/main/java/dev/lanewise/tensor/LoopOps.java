package dev.lanewise.tensor;

import dev.lanewise.kernels.fusion.LoopGraph;
import dev.lanewise.kernels.loops.LoopOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which operations of a fused loop an op is. The switches are exhaustive: a new op has to say whether it is one. */
final class LoopOps {
    /**
     * An operation with numbers of its own.
     *
     * @param op what is computed
     * @param constants arguments after those that the op has, in order
     */
    record Step(LoopOp op, List<Float> constants) {
        Step(LoopOp op, Float... constants) {
            this(op, List.of(constants));
        }
    }

    private LoopOps() {}

    /** The operations that give an op's result, each of the one before; none if loops do not know the op. */
    static List<Step> of(Op op) {
        return switch (op) {
            case UnaryOp.Clamp clamp ->
                List.of(new Step(LoopOp.MAX, clamp.low()), new Step(LoopOp.MIN, clamp.high()));
            case UnaryOp unary -> one(unary(unary));
            case BinaryOp binary -> one(binary(binary));
            case CompareOp compare -> one(compare(compare));
            case LogicOp.And _ -> one(LoopOp.AND);
            case LogicOp.Not _ -> one(LoopOp.NOT);
            case LogicOp.ToFloat _ -> List.of(new Step(LoopOp.SELECT, 1f, 0f));
            case IndexOp.Where _ -> one(LoopOp.SELECT);
            case MoveOp.BroadcastTo _ -> one(LoopOp.COPY);
            default -> List.of();
        };
    }

    /** The reduction of rows that an op is over the last axes, null if it is none. */
    static LoopGraph.@Nullable Reduction reduction(Op op) {
        return switch (op) {
            case ReduceOp.Sum _ -> LoopGraph.Reduction.SUM;
            case ReduceOp.Max _ -> LoopGraph.Reduction.MAX;
            case ReduceOp.Min _ -> LoopGraph.Reduction.MIN;
            default -> null;
        };
    }

    private static List<Step> one(@Nullable LoopOp op) {
        return op == null ? List.of() : List.of(new Step(op));
    }

    private static @Nullable LoopOp unary(UnaryOp op) {
        return switch (op) {
            case UnaryOp.Neg _ -> LoopOp.NEG;
            case UnaryOp.Abs _ -> LoopOp.ABS;
            case UnaryOp.Sign _ -> LoopOp.SIGN;
            case UnaryOp.Square _ -> LoopOp.SQUARE;
            case UnaryOp.Sqrt _ -> LoopOp.SQRT;
            case UnaryOp.Rsqrt _ -> LoopOp.RSQRT;
            case UnaryOp.Reciprocal _ -> LoopOp.RECIPROCAL;
            case UnaryOp.Exp _ -> LoopOp.EXP;
            case UnaryOp.Expm1 _ -> LoopOp.EXPM1;
            case UnaryOp.Log _ -> LoopOp.LOG;
            case UnaryOp.Log1p _ -> LoopOp.LOG1P;
            case UnaryOp.Tanh _ -> LoopOp.TANH;
            case UnaryOp.Erf _ -> LoopOp.ERF;
            case UnaryOp.Sigmoid _ -> LoopOp.SIGMOID;
            case UnaryOp.Softplus _ -> LoopOp.SOFTPLUS;
            case UnaryOp.Relu _ -> LoopOp.RELU;
            case UnaryOp.Gelu _ -> LoopOp.GELU;
            case UnaryOp.GeluTanh _ -> LoopOp.GELU_TANH;
            case UnaryOp.Silu _ -> LoopOp.SILU;
            case UnaryOp.Clamp _ -> null; // two operations
        };
    }

    private static @Nullable LoopOp binary(BinaryOp op) {
        return switch (op) {
            case BinaryOp.Add _ -> LoopOp.ADD;
            case BinaryOp.Sub _ -> LoopOp.SUB;
            case BinaryOp.Mul _ -> LoopOp.MUL;
            case BinaryOp.Div _ -> LoopOp.DIV;
            case BinaryOp.Max _ -> LoopOp.MAX;
            case BinaryOp.Min _ -> LoopOp.MIN;
            case BinaryOp.Pow _ -> null; // computed one by one in double precision
        };
    }

    private static LoopOp compare(CompareOp op) {
        return switch (op) {
            case CompareOp.Eq _ -> LoopOp.EQ;
            case CompareOp.Ne _ -> LoopOp.NE;
            case CompareOp.Lt _ -> LoopOp.LT;
            case CompareOp.Le _ -> LoopOp.LE;
            case CompareOp.Gt _ -> LoopOp.GT;
            case CompareOp.Ge _ -> LoopOp.GE;
        };
    }
}
