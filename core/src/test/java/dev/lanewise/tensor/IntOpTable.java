package dev.lanewise.tensor;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.whole;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.IntOp;
import dev.lanewise.tensor.primitives.LogicOp;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** Rows for ints and booleans, which are made of whole floats. */
final class IntOpTable extends OpTable {
    private static final String WHY = "takes and gives ints or booleans";

    private static final int[] PLACES = {1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0};

    IntOpTable() {
        arithmetic();
        comparisons();
        reductions();
        shapes();
    }

    private static IntTensor ints(Tensor x) {
        return IntTensor.truncated(x);
    }

    private static BoolTensor bools(Tensor x) {
        return x.gt(0f);
    }

    private void two(String name, Class<? extends Op> op, BinaryOperator<Value> f, DoubleBinaryOperator exactly) {
        broadcasting(name, op, x -> f.apply(ints(x[0]), ints(x[1])), exactly)
                .from(whole()).exact().withoutGradient(WHY);
    }

    private void one(String name, Class<? extends Op> op, UnaryOperator<Value> f, DoubleUnaryOperator exactly) {
        row(name, op, x -> f.apply(ints(x[0])), x -> x[0].map(exactly))
                .from(whole()).on(dims()).on(dims(5)).on(dims(0, 2)).on(dims(2, 3)).exact().withoutGradient(WHY);
    }

    private static IntTensor i(Value x) {
        return (IntTensor) x;
    }

    private void arithmetic() {
        two("IntTensor.add", IntOp.Zip.class, (a, b) -> i(a).add(i(b)), Double::sum);
        two("IntTensor.sub", IntOp.Zip.class, (a, b) -> i(a).sub(i(b)), (a, b) -> a - b);
        two("IntTensor.mul", IntOp.Zip.class, (a, b) -> i(a).mul(i(b)), (a, b) -> a * b);
        two("IntTensor.floorDiv", IntOp.Zip.class, (a, b) -> i(a).floorDiv(i(b).abs().add(1)),
                (a, b) -> Math.floor(a / (Math.abs(b) + 1)));
        two("IntTensor.remainder", IntOp.Zip.class, (a, b) -> i(a).remainder(i(b).abs().add(1).neg()),
                (a, b) -> Math.floorMod((int) a, (int) -(Math.abs(b) + 1)));
        two("IntTensor.maximum", IntOp.Zip.class, (a, b) -> i(a).maximum(i(b)), Math::max);
        two("IntTensor.minimum", IntOp.Zip.class, (a, b) -> i(a).minimum(i(b)), Math::min);
        two("and of ints", IntOp.Zip.class, (a, b) -> Bits.and(i(a), i(b)), (a, b) -> (int) a & (int) b);
        two("or of ints", IntOp.Zip.class, (a, b) -> Bits.or(i(a), i(b)), (a, b) -> (int) a | (int) b);
        two("xor of ints", IntOp.Zip.class, (a, b) -> Bits.xor(i(a), i(b)), (a, b) -> (int) a ^ (int) b);
        two("shiftLeft", IntOp.Zip.class, (a, b) -> Bits.shiftLeft(i(a), i(b).abs()),
                (a, b) -> (int) a << (int) Math.abs(b));
        two("shiftRight", IntOp.Zip.class, (a, b) -> Bits.shiftRight(i(a), i(b).abs()),
                (a, b) -> (int) a >> (int) Math.abs(b));
        one("IntTensor.neg", IntOp.Zip.class, x -> i(x).neg(), x -> 0 - x);
        one("IntTensor.abs", IntOp.Zip.class, x -> i(x).abs(), x -> Math.abs(x) + 0.0);
        one("IntTensor.clamp", IntOp.Zip.class, x -> i(x).clamp(-1, 1), x -> Math.clamp(x, -1, 1));
        one("IntTensor.add of numbers", IntOp.Zip.class,
                x -> i(x).add(7).sub(1).mul(3).floorDiv(2).remainder(5),
                x -> Math.floorMod(Math.floorDiv(((int) (x + 6)) * 3, 2), 5));
        row("IntTensor.truncated", LogicOp.ToInt.class, x -> ints(x[0]), x -> x[0].map(v -> (int) v))
                .from(between(-3, 3)).on(dims()).on(dims(9)).on(dims(2, 0)).exact().withoutGradient(WHY);
        row("BoolTensor.toInts", LogicOp.ToInt.class, x -> bools(x[0]).toInts(), x -> x[0].map(v -> v > 0 ? 1 : 0))
                .on(dims()).on(dims(9)).on(dims(2, 0)).exact().withoutGradient(WHY);
    }

    private void comparisons() {
        two("IntTensor.eq broadcast", IntOp.Compare.class, (a, b) -> i(a).eq(i(b)), (a, b) -> a == b ? 1 : 0);
        two("IntTensor.ne", IntOp.Compare.class, (a, b) -> i(a).ne(i(b)), (a, b) -> a == b ? 0 : 1);
        two("IntTensor.lt", IntOp.Compare.class, (a, b) -> i(a).lt(i(b)), (a, b) -> a < b ? 1 : 0);
        two("IntTensor.le", IntOp.Compare.class, (a, b) -> i(a).le(i(b)), (a, b) -> a <= b ? 1 : 0);
        two("IntTensor.gt", IntOp.Compare.class, (a, b) -> i(a).gt(i(b)), (a, b) -> a > b ? 1 : 0);
        two("IntTensor.ge", IntOp.Compare.class, (a, b) -> i(a).ge(i(b)), (a, b) -> a >= b ? 1 : 0);
        broadcasting("BoolTensor.xor", LogicOp.Xor.class, x -> bools(x[0]).xor(bools(x[1])),
                (a, b) -> a > 0 ^ b > 0 ? 1 : 0).from(whole()).exact().withoutGradient(WHY);
        broadcasting("BoolTensor.eq", LogicOp.Xor.class, x -> bools(x[0]).eq(bools(x[1])),
                (a, b) -> a > 0 ^ b > 0 ? 0 : 1).from(whole()).exact().withoutGradient(WHY);
        row("where of ints", ArrangeOp.Choose.class, x -> Indexing.where(bools(x[0]), ints(x[1]), ints(x[2])),
                x -> x[0].map(v -> v > 0 ? 1 : 0).zip(x[1], (m, a) -> m * a)
                        .zip(x[0].map(v -> v > 0 ? 0 : 1).zip(x[2], (m, b) -> m * b), (a, b) -> a + b + 0.0))
                .from(whole()).on(dims(2, 3), dims(3), dims()).on(dims(), dims(2, 1), dims(1, 3)).on(dims(3), dims(3),
                        dims(3))
                .exact().withoutGradient(WHY);
    }

    private void reductions() {
        for (int[] axes : new int[][] {{}, {0}, {-1}, {0, 2}}) {
            String over = " over " + Arrays.toString(axes);
            reduction("IntTensor.sum" + over, IntOp.Reduce.class, x -> ints(x[0]).sum(axes),
                    g -> Arrays.stream(g).sum() + 0.0, axes);
            reduction("IntTensor.prod" + over, IntOp.Reduce.class, x -> ints(x[0]).prod(axes),
                    g -> Arrays.stream(g).mapToInt(v -> (int) v).reduce(1, (a, b) -> a * b), axes);
            reduction("IntTensor.max" + over, IntOp.Reduce.class, x -> ints(x[0]).max(axes),
                    g -> Arrays.stream(g).max().orElseThrow() + 0.0, axes);
            reduction("IntTensor.min" + over, IntOp.Reduce.class, x -> ints(x[0]).min(axes),
                    g -> Arrays.stream(g).min().orElseThrow() + 0.0, axes);
            reduction("count" + over, LogicOp.Count.class, x -> Statistics.count(bools(x[0]), axes),
                    g -> Arrays.stream(g).filter(v -> v > 0).count(), axes);
            reduction("any" + over, LogicOp.Count.class, x -> Statistics.any(bools(x[0]), axes),
                    g -> Arrays.stream(g).anyMatch(v -> v > 0) ? 1 : 0, axes);
            reduction("all" + over, LogicOp.Count.class, x -> Statistics.all(bools(x[0]), axes),
                    g -> Arrays.stream(g).allMatch(v -> v > 0) ? 1 : 0, axes);
        }
        keptReduction("IntTensor.sum", IntOp.Reduce.class, x -> ints(x[0]).sum(true, 0, -1),
                g -> Arrays.stream(g).sum() + 0.0);
        keptReduction("IntTensor.prod", IntOp.Reduce.class, x -> ints(x[0]).prod(true, 0, -1),
                g -> Arrays.stream(g).mapToInt(v -> (int) v).reduce(1, (a, b) -> a * b));
        keptReduction("IntTensor.max", IntOp.Reduce.class, x -> ints(x[0]).max(true, 0, -1),
                g -> Arrays.stream(g).max().orElseThrow() + 0.0);
        keptReduction("IntTensor.min", IntOp.Reduce.class, x -> ints(x[0]).min(true, 0, -1),
                g -> Arrays.stream(g).min().orElseThrow() + 0.0);
        keptReduction("count", LogicOp.Count.class, x -> Statistics.count(bools(x[0]), true, 0, -1),
                g -> Arrays.stream(g).filter(v -> v > 0).count());
        keptReduction("any", LogicOp.Count.class, x -> Statistics.any(bools(x[0]), true, 0, -1),
                g -> Arrays.stream(g).anyMatch(v -> v > 0) ? 1 : 0);
        keptReduction("all", LogicOp.Count.class, x -> Statistics.all(bools(x[0]), true, 0, -1),
                g -> Arrays.stream(g).allMatch(v -> v > 0) ? 1 : 0);
    }

    private void keptReduction(
            String name, Class<? extends Op> op, OpRow.Apply apply, ToDoubleFunction<double[]> fold) {
        row(name + " with keepDim", op, apply, x -> x[0].reduce(true, fold, 0, x[0].rank() - 1))
                .from(whole()).on(dims(2, 3, 4)).on(dims(1, 2, 1)).on(dims(3, 2)).exact().withoutGradient(WHY);
    }

    private void reduction(
            String name, Class<? extends Op> op, OpRow.Apply apply, ToDoubleFunction<double[]> fold, int... axes) {
        row(name, op, apply, x -> x[0].reduce(false, fold, axes))
                .from(whole()).on(dims(2, 3, 4)).on(dims(1, 2, 1)).exact().withoutGradient(WHY);
    }

    private void shapes() {
        one("IntTensor.flatten", LogicOp.Reshape.class, x -> i(x).unsqueeze(0).unsqueeze(0).flatten(0)
                .reshape(-1).reshape(x.shape().raw()), x -> x);
        row("gather of ints", ArrangeOp.Pick.class,
                x -> Indexing.gather(ints(x[0]), 1, IntTensor.of(Shape.of(2, 3, 4), PLACES)),
                x -> Reference.generate(dims(2, 3, 4),
                        i -> x[0].at(i[0], PLACES[(i[0] * 3 + i[1]) * 4 + i[2]], i[2])))
                .from(whole()).on(dims(2, 2, 4)).on(dims(3, 2, 5)).exact().withoutGradient(WHY);
        both("permute", ArrangeOp.Strided.class, x -> x.permute(2, 0, -2), x -> x.permute(2, 0, -2),
                x -> x.permute(2, 0, 1));
        both("slice", ArrangeOp.Strided.class, x -> x.slice(1, 1, 3), x -> x.slice(1, 1, 3), x -> x.slice(1, 1, 3));
        both("select", ArrangeOp.Strided.class, x -> x.select(-1, -1), x -> x.select(-1, -1),
                x -> x.slice(2, 3, 4).reshape(2, 3));
        both("unsqueeze", LogicOp.Reshape.class, x -> x.unsqueeze(-1), x -> x.unsqueeze(-1),
                x -> x.reshape(2, 3, 4, 1));
        both("squeeze", LogicOp.Reshape.class, x -> x.unsqueeze(0).squeeze(0), x -> x.unsqueeze(0).squeeze(0),
                x -> x);
        both("reshape", LogicOp.Reshape.class, x -> x.reshape(-1, 4), x -> x.reshape(-1, 4), x -> x.reshape(6, 4));
        both("flatten", LogicOp.Reshape.class, x -> x.flatten(1), x -> x.flatten(1), x -> x.reshape(2, 12));
        both("broadcastTo", ArrangeOp.Strided.class, x -> x.slice(1, 0, 1).broadcastTo(Shape.of(3, 2, 2, 4)),
                x -> x.slice(1, 0, 1).broadcastTo(Shape.of(3, 2, 2, 4)),
                x -> x.slice(1, 0, 1).broadcastTo(3, 2, 2, 4));
        both("concat", ArrangeOp.Join.class, x -> IntTensor.concat(1, x, x.slice(1, 0, 1), x),
                x -> BoolTensor.concat(1, x, x.slice(1, 0, 1), x),
                x -> Reference.concat(1, x, x.slice(1, 0, 1), x));
        both("stack", ArrangeOp.Join.class, x -> IntTensor.stack(0, x, x), x -> BoolTensor.stack(0, x, x),
                x -> x.reshape(1, 2, 3, 4).broadcastTo(2, 2, 3, 4));
    }

    private void both(String name, Class<? extends Op> op, UnaryOperator<IntTensor> ofInts,
            UnaryOperator<BoolTensor> ofBools, UnaryOperator<Reference> exactly) {
        row("IntTensor." + name + " of three axes", op, x -> ofInts.apply(ints(x[0])), x -> exactly.apply(x[0]))
                .from(whole()).on(dims(2, 3, 4)).exact().withoutGradient(WHY);
        row("BoolTensor." + name, op, x -> ofBools.apply(bools(x[0])),
                x -> exactly.apply(x[0].map(v -> v > 0 ? 1 : 0)))
                .from(whole()).on(dims(2, 3, 4)).exact().withoutGradient(WHY);
    }
}
