package dev.lanewise.tensor;

import static dev.lanewise.tensor.Domain.between;
import static dev.lanewise.tensor.Domain.distinct;
import static dev.lanewise.tensor.Domain.nonZero;
import static dev.lanewise.tensor.Domain.whole;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** The table of ops: each row is checked in every way {@link OpTableTest} and {@link OpTableParityTest} know. */
final class OpTable {
    private OpTable() {}

    static List<OpRow> rows() {
        List<OpRow> rows = new ArrayList<>();
        unary(rows);
        binary(rows);
        masks(rows);
        reductions(rows);
        views(rows);
        moves(rows);
        indexing(rows);
        matmul(rows);
        softmax(rows);
        OpTableLayers.linear(rows);
        OpTableLayers.gradients(rows);
        OpTableLayers.norms(rows);
        OpTableEffects.fused(rows);
        OpTableEffects.random(rows);
        OpTableEffects.updates(rows);
        OpTableEffects.custom(rows);
        OpTableComposed.activations(rows);
        OpTableComposed.losses(rows);
        OpTableComposed.methods(rows);
        return rows;
    }

    static int[] dims(int... dims) {
        return dims;
    }

    // ---- elementwise

    static OpRow elementwise(
            String name, Class<? extends Op> op, UnaryOperator<Tensor> f, DoubleUnaryOperator exactly, Domain domain) {
        return new OpRow(name, op, x -> f.apply(x[0]), x -> x[0].map(exactly))
                .from(domain).on(dims()).on(dims(1)).on(dims(2, 3)).on(dims(37)).on(dims(2, 1, 3)).on(dims(0))
                .on(dims(3, 0, 2))
                .large(dims(70_001));
    }

    private static void unary(List<OpRow> rows) {
        rows.add(elementwise("neg", UnaryOp.Neg.class, Tensor::neg, x -> -x, between(-2, 2)).exact());
        rows.add(elementwise("abs", UnaryOp.Abs.class, Tensor::abs, Math::abs, nonZero()).exact());
        rows.add(elementwise("sign", UnaryOp.Sign.class, Tensor::sign, Math::signum, nonZero()).exact());
        rows.add(elementwise("square", UnaryOp.Square.class, Tensor::square, x -> x * x, between(-2, 2)).exact());
        rows.add(elementwise("sqrt", UnaryOp.Sqrt.class, Tensor::sqrt, Math::sqrt, between(0.2, 4)).exact());
        rows.add(elementwise("rsqrt", UnaryOp.Rsqrt.class, Tensor::rsqrt, x -> 1 / Math.sqrt(x), between(0.2, 4))
                .ulps(2));
        rows.add(
                elementwise("reciprocal", UnaryOp.Reciprocal.class, Tensor::reciprocal, x -> 1 / x, nonZero()).exact());
        rows.add(elementwise("exp", UnaryOp.Exp.class, Tensor::exp, Math::exp, between(-3, 3)).ulps(2));
        rows.add(elementwise("expm1", UnaryOp.Expm1.class, Tensor::expm1, Math::expm1, between(-2, 2)).ulps(2));
        rows.add(elementwise("log", UnaryOp.Log.class, Tensor::log, Math::log, between(0.1, 4)).ulps(2));
        rows.add(elementwise("log1p", UnaryOp.Log1p.class, Tensor::log1p, Math::log1p, between(-0.8, 3)).ulps(2));
        rows.add(elementwise("tanh", UnaryOp.Tanh.class, Tensor::tanh, Math::tanh, between(-3, 3)).ulps(2));
        rows.add(elementwise("erf", UnaryOp.Erf.class, Tensor::erf, Reference::erf, between(-3, 3)).ulps(2));
        rows.add(elementwise("sigmoid", UnaryOp.Sigmoid.class, Tensor::sigmoid, Reference::sigmoid, between(-6, 6))
                .ulps(3));
        rows.add(elementwise("relu", UnaryOp.Relu.class, Tensor::relu, x -> Math.max(x, 0), nonZero()).exact());
        rows.add(elementwise("clamp", UnaryOp.Clamp.class, x -> x.clamp(-1f, 1.5f), x -> Math.clamp(x, -1f, 1.5f),
                distinct(0.05))
                .exact());
        rows.add(elementwise("softplus", UnaryOp.Softplus.class, Activations::softplus, Reference::softplus,
                between(-6, 6)).ulps(3));
        rows.add(elementwise("gelu", UnaryOp.Gelu.class, Activations::gelu, x -> x * Reference.normalCdf(x),
                between(-4, 4)).ulps(4));
        rows.add(elementwise("geluTanh", UnaryOp.GeluTanh.class, Activations::geluTanh,
                x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), between(-4, 4))
                .ulps(4));
        rows.add(elementwise("silu", UnaryOp.Silu.class, Activations::silu, x -> x * Reference.sigmoid(x),
                between(-6, 6)).ulps(4));
    }

    /** An op on two tensors, with every way that two shapes broadcast. */
    private static OpRow broadcasting(String name, Class<? extends Op> op, OpRow.Apply apply, DoubleBinaryOperator f) {
        return new OpRow(name, op, apply, x -> x[0].zip(x[1], f))
                .on(dims(), dims()).on(dims(5), dims(5)).on(dims(2, 3), dims(3)).on(dims(3), dims(2, 3))
                .on(dims(2, 1), dims(1, 3)).on(dims(), dims(2, 2)).on(dims(4, 1), dims()).on(dims(1), dims(1, 1))
                .on(dims(2, 1, 3), dims(4, 1)).on(dims(2, 3, 4), dims(2, 1, 4)).on(dims(37), dims(1))
                .on(dims(0), dims(1)).on(dims(0), dims(0)).on(dims(2, 0, 3), dims(2, 1, 1)).on(dims(), dims(0, 2))
                .large(dims(70_001), dims(70_001)).large(dims(150, 301), dims(301)).large(dims(150, 1), dims(150, 301));
    }

    private static void binary(List<OpRow> rows) {
        rows.add(broadcasting("add", BinaryOp.Add.class, x -> x[0].add(x[1]), (a, b) -> a + b).exact());
        rows.add(broadcasting("sub", BinaryOp.Sub.class, x -> x[0].sub(x[1]), (a, b) -> a - b).exact());
        rows.add(broadcasting("mul", BinaryOp.Mul.class, x -> x[0].mul(x[1]), (a, b) -> a * b).exact());
        rows.add(broadcasting("div", BinaryOp.Div.class, x -> x[0].div(x[1]), (a, b) -> a / b)
                .from(between(-2, 2), nonZero()).exact());
        rows.add(broadcasting("pow", BinaryOp.Pow.class, x -> x[0].pow(x[1]), Math::pow)
                .from(between(0.3, 2), nonZero()).ulps(1));
        rows.add(broadcasting("maximum", BinaryOp.Max.class, x -> x[0].maximum(x[1]), Math::max)
                .from(distinct(0), distinct(0.05)).exact());
        rows.add(broadcasting("minimum", BinaryOp.Min.class, x -> x[0].minimum(x[1]), Math::min)
                .from(distinct(0), distinct(0.05)).exact());
    }

    private static void masks(List<OpRow> rows) {
        String reason = "a comparison is a step: its result holds booleans";
        comparison(rows, reason, "eq", CompareOp.Eq.class, x -> x[0].eq(x[1]), (a, b) -> a == b ? 1 : 0);
        comparison(rows, reason, "ne", CompareOp.Ne.class, x -> x[0].ne(x[1]), (a, b) -> a == b ? 0 : 1);
        comparison(rows, reason, "lt", CompareOp.Lt.class, x -> x[0].lt(x[1]), (a, b) -> a < b ? 1 : 0);
        comparison(rows, reason, "le", CompareOp.Le.class, x -> x[0].le(x[1]), (a, b) -> a <= b ? 1 : 0);
        comparison(rows, reason, "gt", CompareOp.Gt.class, x -> x[0].gt(x[1]), (a, b) -> a > b ? 1 : 0);
        comparison(rows, reason, "ge", CompareOp.Ge.class, x -> x[0].ge(x[1]), (a, b) -> a >= b ? 1 : 0);
        String logic = "takes and gives booleans or ints";
        comparison(rows, logic, "and", LogicOp.And.class, x -> x[0].gt(0f).and(x[1].gt(-1f)),
                (a, b) -> a > 0 && b > -1 ? 1 : 0);
        comparison(rows, logic, "or", LogicOp.And.class, x -> x[0].gt(0f).or(x[1].gt(0f)),
                (a, b) -> a > 0 || b > 0 ? 1 : 0);
        rows.add(new OpRow("not", LogicOp.Not.class, x -> x[0].gt(0f).not(), x -> x[0].map(a -> a > 0 ? 0 : 1))
                .from(whole()).on(dims()).on(dims(5)).on(dims(0, 2)).on(dims(2, 3)).exact().withoutGradient(logic));
        rows.add(new OpRow("eq of ints", LogicOp.IntEq.class,
                x -> x[0].argmax(-1).eq(IntTensor.wrap(new int[x[0].dim(0)], Shape.of(x[0].dim(0)))),
                x -> Reference.generate(dims(x[0].dims[0]), i -> argBest(x[0], i[0], 1) == 0 ? 1 : 0))
                .from(whole()).on(dims(6, 3)).on(dims(0, 3)).exact().withoutGradient(logic));
        rows.add(new OpRow("toFloat", LogicOp.ToFloat.class, x -> x[0].gt(0f).toTensor(),
                x -> x[0].map(a -> a > 0 ? 1 : 0))
                .on(dims()).on(dims(7)).on(dims(2, 0)).exact().withoutGradient(logic));
        rows.add(new OpRow("toFloat of ints", LogicOp.ToFloat.class, x -> x[0].argmax(-1).toTensor(),
                x -> Reference.generate(dims(x[0].dims[0]), i -> argBest(x[0], i[0], 1)))
                .on(dims(5, 4)).on(dims(0, 4)).exact().withoutGradient(logic));
    }

    private static void comparison(
            List<OpRow> rows, String reason, String name, Class<? extends Op> op, OpRow.Apply apply,
            DoubleBinaryOperator f) {
        rows.add(broadcasting(name, op, apply, f).from(whole()).exact().withoutGradient(reason));
    }

    /** Index of the first best element of a row. */
    private static int argBest(Reference x, int row, int sign) {
        int best = 0;
        for (int k = 1; k < x.dims[1]; k++) {
            best = sign * x.at(row, k) > sign * x.at(row, best) ? k : best;
        }
        return best;
    }

    // ---- reductions

    private static void reductions(List<OpRow> rows) {
        for (int[] axes : new int[][] {{}, {0}, {1}, {2}, {-1}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}}) {
            for (boolean keep : new boolean[] {false, true}) {
                String over = " over " + Arrays.toString(axes) + (keep ? " kept" : "");
                rows.add(new OpRow("sum" + over, ReduceOp.Sum.class, x -> x[0].sum(keep, axes),
                        x -> x[0].sum(keep, axes))
                        .on(dims(2, 3, 4)).on(dims(1, 5, 1)).on(dims(3, 0, 2)).on(dims(0, 2, 3))
                        .large(dims(9, 70, 133)));
                rows.add(new OpRow("max" + over, ReduceOp.Max.class, x -> x[0].max(keep, axes),
                        x -> x[0].reduce(keep, g -> Arrays.stream(g).max().orElseThrow(), axes))
                        .from(distinct(0)).on(dims(2, 3, 4)).on(dims(1, 5, 1)).large(dims(9, 70, 133)).exact());
                rows.add(new OpRow("min" + over, ReduceOp.Min.class, x -> x[0].min(keep, axes),
                        x -> x[0].reduce(keep, g -> Arrays.stream(g).min().orElseThrow(), axes))
                        .from(distinct(0)).on(dims(2, 3, 4)).on(dims(1, 5, 1)).large(dims(9, 70, 133)).exact());
            }
        }
        rows.add(new OpRow("sum of everything", ReduceOp.Sum.class, x -> x[0].sum(), x -> x[0].sum(false))
                .on(dims()).on(dims(1)).on(dims(0)).on(dims(300)).on(dims(2, 3)).large(dims(70_001))
                .large(dims(3, 40_000)));
        rows.add(new OpRow("max of everything", ReduceOp.Max.class, x -> x[0].max(),
                x -> x[0].reduce(false, g -> Arrays.stream(g).max().orElseThrow()))
                .from(distinct(0)).on(dims()).on(dims(1)).on(dims(300)).on(dims(2, 3)).large(dims(70_001)).exact());
        String reason = "an index has no slope";
        rows.add(new OpRow("argmax", ReduceOp.ArgMax.class, x -> x[0].argmax(1),
                x -> Reference.generate(dims(x[0].dims[0]), i -> argBest(x[0], i[0], 1)))
                .from(whole()).on(dims(4, 9)).on(dims(1, 1)).on(dims(0, 3)).large(dims(50, 700)).exact()
                .withoutGradient(reason));
        rows.add(new OpRow("argmin", ReduceOp.ArgMin.class, x -> x[0].argmin(-1),
                x -> Reference.generate(dims(x[0].dims[0]), i -> argBest(x[0], i[0], -1)))
                .from(whole()).on(dims(4, 9)).on(dims(1, 1)).on(dims(0, 3)).large(dims(50, 700)).exact()
                .withoutGradient(reason));
        rows.add(new OpRow("argmax of columns", ReduceOp.ArgMax.class, x -> x[0].argmax(0),
                x -> Reference.generate(dims(x[0].dims[1]), i -> argBest(x[0].permute(1, 0), i[0], 1)))
                .from(whole()).on(dims(9, 4)).on(dims(3, 0)).large(dims(700, 50)).exact().withoutGradient(reason));
    }

    // ---- views and moves

    private static void views(List<OpRow> rows) {
        rows.add(new OpRow("reshape", ViewOp.Reshape.class, x -> x[0].reshape(3, -1),
                x -> x[0].reshape(3, x[0].data.length / 3))
                .on(dims(2, 3)).on(dims(6, 1, 2)).on(dims(0, 3, 2)).exact());
        rows.add(new OpRow("detach", ViewOp.Detach.class, x -> x[0].detach(), x -> x[0])
                .on(dims()).on(dims(2, 3)).on(dims(0, 2)).exact().withoutGradient("it cuts the history"));
        rows.add(new OpRow("reshape of ints", LogicOp.ReshapeInts.class, x -> x[0].argmax(-1).reshape(2, -1),
                x -> Reference.generate(dims(2, x[0].dims[0] / 2),
                        i -> argBest(x[0], i[0] * x[0].dims[0] / 2 + i[1], 1)))
                .from(whole()).on(dims(6, 3)).on(dims(0, 3)).exact().withoutGradient("takes and gives ints"));
        rows.add(new OpRow("slice of the leading axis", ViewOp.LeadingSlice.class, x -> x[0].slice(0, 1, 3),
                x -> x[0].slice(0, 1, 3))
                .on(dims(4)).on(dims(3, 2)).on(dims(5, 1, 2)).on(dims(3, 0)).exact());
        rows.add(new OpRow("slice behind axes of size 1", ViewOp.LeadingSlice.class, x -> x[0].slice(1, 2, 4),
                x -> x[0].slice(1, 2, 4))
                .on(dims(1, 5)).on(dims(1, 4, 3)).exact());
        rows.add(new OpRow("slice of nothing", ViewOp.LeadingSlice.class, x -> x[0].slice(0, 2, 2),
                x -> x[0].slice(0, 2, 2))
                .on(dims(3)).on(dims(2, 3)).exact());
    }

    private static void moves(List<OpRow> rows) {
        rows.add(new OpRow("permute", MoveOp.Permute.class, x -> x[0].permute(2, 0, -2), x -> x[0].permute(2, 0, 1))
                .on(dims(2, 3, 4)).on(dims(1, 1, 5)).on(dims(2, 0, 3)).large(dims(30, 40, 50)).exact());
        rows.add(new OpRow("transpose", MoveOp.Permute.class, x -> x[0].transpose(), x -> x[0].swapLast())
                .on(dims(2, 3)).on(dims(2, 1, 4)).on(dims(0, 3)).large(dims(210, 330)).exact());
        rows.add(new OpRow("broadcastTo", MoveOp.BroadcastTo.class, x -> x[0].broadcastTo(Shape.of(2, 3, 4)),
                x -> x[0].broadcastTo(2, 3, 4))
                .on(dims()).on(dims(1)).on(dims(4)).on(dims(3, 1)).on(dims(2, 1, 4)).exact());
        rows.add(new OpRow("broadcastTo nothing", MoveOp.BroadcastTo.class, x -> x[0].broadcastTo(Shape.of(2, 0, 4)),
                x -> x[0].broadcastTo(2, 0, 4))
                .on(dims(1, 4)).on(dims(2, 0, 1)).on(dims()).exact());
        rows.add(new OpRow("slice", MoveOp.Slice.class, x -> x[0].slice(-1, 1, 3),
                x -> x[0].slice(x[0].rank() - 1, 1, 3))
                .on(dims(2, 3)).on(dims(2, 2, 4)).on(dims(0, 4)).large(dims(400, 131)).exact());
        rows.add(new OpRow("pad", MoveOp.Pad.class, x -> new MoveOp.Pad(1, 2, 1).tensor(x[0]), x -> x[0].pad(1, 2, 1))
                .on(dims(2, 3)).on(dims(2, 0, 3)).on(dims(1, 1, 2)).large(dims(300, 131)).exact());
        rows.add(new OpRow("concat", MoveOp.Concat.class, x -> Tensor.concat(1, x), x -> Reference.concat(1, x))
                .on(dims(2, 3), dims(2, 1), dims(2, 4)).on(dims(2, 0), dims(2, 3)).on(dims(3, 2, 2), dims(3, 1, 2))
                .on(dims(2, 5)).on(dims(0, 2), dims(0, 3)).large(dims(200, 131), dims(200, 99)).exact());
    }

    // ---- choosing, products, rows

    private static void indexing(List<OpRow> rows) {
        rows.add(new OpRow("where", IndexOp.Where.class, x -> Indexing.where(x[0].gt(0f), x[1], x[2]),
                x -> x[0].zip(x[1].zip(x[2], (a, b) -> 0), (a, b) -> a).zip(x[1], (m, a) -> m > 0 ? a : Double.NaN)
                        .zip(x[2], (a, b) -> Double.isNaN(a) ? b : a))
                .from(nonZero(), between(-2, 2)).on(dims(5), dims(5), dims(5)).on(dims(), dims(), dims())
                .on(dims(2, 1), dims(3), dims()).on(dims(), dims(2, 3), dims(3)).on(dims(4, 1), dims(1, 2), dims(4, 2))
                .on(dims(2, 0), dims(1), dims(2, 1)).large(dims(70_001), dims(70_001), dims(1)).exact());
        rows.add(new OpRow("take", IndexOp.TakeRows.class,
                x -> Indexing.take(x[0], IntTensor.of(Shape.of(2, 2), 2, 0, 2, 1)),
                x -> Reference
                        .concat(0, x[0].slice(0, 2, 3), x[0].slice(0, 0, 1), x[0].slice(0, 2, 3), x[0].slice(0, 1, 2))
                        .reshape(join(dims(2, 2), x[0].dims)))
                .on(dims(3)).on(dims(4, 2)).on(dims(3, 2, 2)).on(dims(3, 0)).large(dims(3, 20_000)).exact());
        rows.add(new OpRow("addRows", IndexOp.AddRows.class,
                x -> new IndexOp.AddRows(Shape.of(4, x[0].dim(1))).tensor(x[0], IntTensor.of(3, 1, 3)),
                x -> Reference.generate(dims(4, x[0].dims[1]), i -> i[0] == 3
                        ? x[0].at(0, i[1]) + x[0].at(2, i[1])
                        : i[0] == 1 ? x[0].at(1, i[1]) : 0))
                .on(dims(3, 2)).on(dims(3, 1)).on(dims(3, 0)).large(dims(3, 20_000)).exact());
        rows.add(new OpRow("oneHot", IndexOp.OneHot.class, x -> Indexing.oneHot(x[0].argmax(-1), 5),
                x -> Reference.generate(dims(x[0].dims[0], 5), i -> argBest(x[0], i[0], 1) == i[1] ? 1 : 0))
                .on(dims(4, 5)).on(dims(0, 5)).on(dims(1, 1)).exact().withoutGradient("its input holds ints"));
    }

    /** The shape of rows taken from a tensor: the shape of the indices, then that of a row. */
    private static int[] join(int[] indices, int[] x) {
        int[] dims = Arrays.copyOf(indices, indices.length + x.length - 1);
        System.arraycopy(x, 1, dims, indices.length, x.length - 1);
        return dims;
    }

    private static void matmul(List<OpRow> rows) {
        for (int flags = 0; flags < 4; flags++) {
            boolean ta = (flags & 1) != 0;
            boolean tb = (flags & 2) != 0;
            OpRow row = new OpRow("matmul" + (ta ? " a^T" : "") + (tb ? " b^T" : ""), MatmulOp.class,
                    x -> x[0].matmul(x[1], ta, tb), x -> Reference.matmul(x[0], x[1], ta, tb));
            // batch of a, batch of b, and m, k, n
            product(row, dims(), dims(), dims(2, 3, 4));
            product(row, dims(), dims(), dims(1, 1, 1));
            product(row, dims(), dims(), dims(0, 3, 2));
            product(row, dims(), dims(), dims(2, 0, 3));
            product(row, dims(), dims(), dims(2, 3, 0));
            product(row, dims(2), dims(2), dims(2, 3, 2));
            product(row, dims(3), dims(), dims(2, 3, 2));
            product(row, dims(), dims(3), dims(2, 3, 2));
            product(row, dims(2, 1), dims(3), dims(2, 2, 2));
            product(row, dims(1), dims(2), dims(1, 3, 2));
            product(row, dims(0), dims(), dims(2, 3, 2));
            product(row, dims(2, 0), dims(1), dims(2, 3, 2));
            row.large.add(shapes(ta, tb, dims(), dims(), dims(131, 150, 97)));
            row.large.add(shapes(ta, tb, dims(), dims(), dims(9, 1025, 17)));
            row.large.add(shapes(ta, tb, dims(), dims(), dims(6, 4113, 5)));
            row.large.add(shapes(ta, tb, dims(2), dims(2), dims(5, 514, 7)));
            row.large.add(shapes(ta, tb, dims(5), dims(), dims(40, 70, 33)));
            row.large.add(shapes(ta, tb, dims(2, 1), dims(3), dims(65, 40, 33)));
            rows.add(row);
        }
        rows.add(new OpRow("matmul of a vector and a matrix", MatmulOp.class, x -> x[0].matmul(x[1]),
                x -> Reference.matmul(x[0].reshape(1, x[0].dims[0]), x[1], false, false).reduce(false, g -> g[0], -2))
                .on(dims(3), dims(3, 2)).on(dims(3), dims(2, 3, 2)).on(dims(0), dims(0, 2)));
        rows.add(new OpRow("matmul of a matrix and a vector", MatmulOp.class, x -> x[0].matmul(x[1]),
                x -> Reference.matmul(x[0], x[1].reshape(x[1].dims[0], 1), false, false).reduce(false, g -> g[0], -1))
                .on(dims(2, 3), dims(3)).on(dims(2, 2, 3), dims(3)).on(dims(0, 3), dims(3)));
        rows.add(new OpRow("matmul of two vectors", MatmulOp.class, x -> x[0].matmul(x[1]),
                x -> new Reference(dims(), x[0].dot(x[1]))).on(dims(4), dims(4)).on(dims(1), dims(1))
                .on(dims(0), dims(0)));
    }

    private static void product(OpRow row, int[] batchA, int[] batchB, int[] mkn) {
        row.on(shapes(row.name.contains("a^T"), row.name.contains("b^T"), batchA, batchB, mkn));
    }

    private static int[][] shapes(boolean ta, boolean tb, int[] batchA, int[] batchB, int[] mkn) {
        int[] a = Arrays.copyOf(batchA, batchA.length + 2);
        int[] b = Arrays.copyOf(batchB, batchB.length + 2);
        a[batchA.length + (ta ? 1 : 0)] = mkn[0];
        a[batchA.length + (ta ? 0 : 1)] = mkn[1];
        b[batchB.length + (tb ? 1 : 0)] = mkn[1];
        b[batchB.length + (tb ? 0 : 1)] = mkn[2];
        return new int[][] {a, b};
    }

    private static void softmax(List<OpRow> rows) {
        for (int axis : new int[] {-1, 0, 1}) {
            String along = " along " + axis;
            rows.add(new OpRow("softmax" + along, SoftmaxOp.Softmax.class, x -> x[0].softmax(axis),
                    x -> x[0].logSoftmax(axis).map(Math::exp))
                    .on(dims(2, 3)).on(dims(2, 3, 2)).on(dims(1, 1)).on(dims(0, 0)).on(dims(4, 0, 2))
                    .large(dims(120, 300)));
            rows.add(new OpRow("logSoftmax" + along, SoftmaxOp.LogSoftmax.class, x -> x[0].logSoftmax(axis),
                    x -> x[0].logSoftmax(axis))
                    .on(dims(2, 3)).on(dims(2, 3, 2)).on(dims(1, 1)).on(dims(0, 0)).on(dims(4, 0, 2))
                    .large(dims(120, 300)));
        }
        rows.add(new OpRow("softmax of a scalar", SoftmaxOp.Softmax.class, x -> x[0].softmax(0),
                x -> new Reference(dims(), 1))
                .on(dims()).exact());
        rows.add(new OpRow("logSoftmax of a scalar", SoftmaxOp.LogSoftmax.class, x -> x[0].logSoftmax(-1),
                x -> new Reference(dims(), 0))
                .on(dims()).exact());
        OpRow.Exactly losses = x -> OpTableComposed.crossEntropy(x[0]);
        rows.add(new OpRow("crossEntropy", LossOp.CrossEntropy.class,
                x -> new LossOp.CrossEntropy().apply(x[0], OpTableComposed.labels(x[0].shape()))[0], losses)
                .on(dims(4, 3)).on(dims(1, 1)).on(dims(0, 3)).large(dims(300, 130)));
        rows.add(new OpRow("crossEntropy, losses and probabilities", LossOp.CrossEntropy.class, x -> {
            Value[] y = new LossOp.CrossEntropy().apply(x[0], OpTableComposed.labels(x[0].shape()));
            return ((Tensor) y[0]).unsqueeze(1).mul((Tensor) y[1]);
        }, x -> OpTableComposed.crossEntropy(x[0]).reshape(x[0].dims[0], 1)
                .zip(x[0].logSoftmax(1), (loss, log) -> loss * Math.exp(log)))
                .on(dims(4, 3)).on(dims(1, 1)).on(dims(0, 3)));
        rows.add(new OpRow("crossEntropy probabilities", LossOp.CrossEntropy.class,
                x -> new LossOp.CrossEntropy().apply(x[0], OpTableComposed.labels(x[0].shape()))[1],
                x -> x[0].logSoftmax(1).map(Math::exp))
                .on(dims(4, 3)).on(dims(1, 1)).on(dims(0, 3)).large(dims(300, 130)));
    }
}
