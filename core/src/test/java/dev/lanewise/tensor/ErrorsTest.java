package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.loss.LossOp;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.primitives.IndexOp;
import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.StdOp;
import dev.lanewise.tensor.primitives.ViewOp;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Misuse is answered by one sentence that names the op, the shapes and what is wrong. */
@Tag("quick")
class ErrorsTest {
    private static final Tensor A = Tensor.zeros(2, 3);

    /** An axis as long as one can be. */
    private static final Tensor WIDE = Tensor.zeros(Integer.MAX_VALUE, 0);

    private static Arguments argument(String message, ThrowingCallable call) {
        return Arguments.of(message, IllegalArgumentException.class, call);
    }

    private static Arguments index(String message, ThrowingCallable call) {
        return Arguments.of(message, IndexOutOfBoundsException.class, call);
    }

    static List<Arguments> misuse() {
        return List.of(
                argument("add: [2, 3] and [4] do not broadcast: sizes 3 and 4 at axis -1",
                        () -> A.add(Tensor.zeros(4))),
                argument("lt: [2, 3] and [3, 3] do not broadcast: sizes 2 and 3 at axis -2",
                        () -> A.lt(Tensor.zeros(3, 3))),
                argument("matmul: [32, 784] x [128, 10]: inner sizes 784 and 128 differ",
                        () -> Tensor.zeros(32, 784).matmul(Tensor.zeros(128, 10))),
                argument("matmul: [2, 3] x [4, 2]^T: inner sizes 3 and 2 differ",
                        () -> A.matmul(Tensor.zeros(4, 2), false, true)),
                argument("matmul: [2, 3]^T x [3, 2]: inner sizes 2 and 3 differ",
                        () -> A.matmul(Tensor.zeros(3, 2), true, false)),
                argument(
                        "matmul: [2, 3, 3] x [4, 3, 3]: batches: [2] and [4] do not broadcast: "
                                + "sizes 2 and 4 at axis -1",
                        () -> Tensor.zeros(2, 3, 3).matmul(Tensor.zeros(4, 3, 3))),
                argument("matmul: [] x [2, 3]: operands need an axis, and two to be transposed",
                        () -> Tensor.scalar(1).matmul(A)),
                argument("matmul: [2]^T x [2, 3]: operands need an axis, and two to be transposed",
                        () -> Tensor.zeros(2).matmul(A, true, false)),
                argument("concat: axis 0 of [2147483647, 0] would have size 4294967294, more than 2147483647",
                        () -> Shapes.concat(0, WIDE, WIDE)),
                argument("concat: axis 0 of [2147483647, 0] would have size 6442450941, more than 2147483647",
                        () -> Shapes.concat(0, WIDE, WIDE, WIDE)),
                argument("pad: axis 0 of [2147483647, 0] would have size 2147483648, more than 2147483647",
                        () -> new MoveOp.Pad(0, 1, 0).tensor(WIDE)),
                argument("concat: tensor 1 is null", () -> Shapes.concat(0, A, null)),
                argument("concat: tensor 0 is null", () -> Shapes.concat(0, null, A)),
                argument("stack: tensor 1 is null", () -> Shapes.stack(0, A, null)),
                argument("shape [-1]: negative dimension -1", () -> Tensor.arange(-1)),
                argument("shape [-1]: negative dimension -1", () -> IntTensor.arange(-1)),
                argument("reshape: [2, 3] of 6 elements to [4] of 4", () -> A.reshape(4)),
                argument("reshape: [2, 3] of 6 elements to [4, -1]: the -1 cannot be inferred",
                        () -> A.reshape(4, -1)),
                argument("reshape: [0, 3] of 0 elements to [0, -1]: the -1 cannot be inferred",
                        () -> Tensor.zeros(0, 3).reshape(0, -1)),
                argument("reshape: more than one -1 in [-1, -1]", () -> A.reshape(-1, -1)),
                argument("squeeze: axis 0 of [2, 3] has size 2, not 1", () -> A.squeeze(0)),
                index("unsqueeze: axis 4 for shape [2, 3]", () -> A.unsqueeze(4)),
                argument("transpose: [3] has fewer than two axes", () -> Tensor.zeros(3).transpose()),
                argument("permute: [0, 0] does not name each axis of [2, 3] once", () -> A.permute(0, 0)),
                argument("permute: [0, 1, 0] does not name each axis of [2, 3] once", () -> A.permute(0, 1, 0)),
                index("slice: 1 to 5 along axis 1 of shape [2, 3]", () -> A.slice(-1, 1, 5)),
                index("slice: 2 to 1 along axis 0 of shape [2, 3]", () -> A.slice(0, 2, 1)),
                index("select: index 2 along axis 0 of shape [2, 3]", () -> A.select(0, 2)),
                index("select: index -4 along axis 1 of shape [2, 3]", () -> A.select(1, -4)),
                index("softmax: axis 2 of shape [2, 3] with 2 axes", () -> A.softmax(2)),
                index("softmax: axis 1 of shape [1] with 1 axes", () -> Tensor.scalar(1).softmax(1)),
                index("flatten: axis 5 of shape [2, 3] with 2 axes", () -> A.flatten(5)),
                argument("flatten: axes 1 to 2 of [0, 50000, 50000] do not fit one axis",
                        () -> Tensor.zeros(0, 50000, 50000).flatten(1)),
                index("argmax: axis 2 of shape [2, 3] with 2 axes", () -> A.argmax(2)),
                index("concat: axis 2 of shape [2, 3] with 2 axes", () -> Shapes.concat(2, A, A)),
                argument("broadcastTo: [2, 3] does not broadcast to [3]", () -> A.broadcastTo(Shape.of(3))),
                argument("concat: no tensors given", () -> Shapes.concat(0)),
                argument("concat: tensor 1 [2] differs from [2, 3] in another axis than 1",
                        () -> Shapes.concat(1, A, Tensor.zeros(2))),
                argument("concat: tensor 1 [2, 4] differs from [2, 3] in another axis than 0",
                        () -> Shapes.concat(0, A, Tensor.zeros(2, 4))),
                argument("sum: axis -1 of shape [2, 3] is named twice", () -> A.sum(1, -1)),
                index("sum: axis 5 of shape [2, 3] with 2 axes", () -> A.sum(5)),
                index("mean: axis 2 of shape [2, 3] with 2 axes", () -> A.mean(2)),
                argument("variance: axis 1 of shape [2, 3] is named twice", () -> A.variance(1, 1)),
                argument("std: axis 1 of shape [2, 3] is named twice", () -> A.std(1, 1)),
                argument(
                        "std: distances [2, 3], scales [2, 1] and roots [1, 3]: expected two of one shape that broadcasts"
                                + " to the first",
                        () -> new StdOp(1f).apply(A, Tensor.ones(2, 1), Tensor.ones(1, 3))),
                argument(
                        "std: distances [2, 1], scales [2, 3] and roots [2, 3]: expected two of one shape that broadcasts"
                                + " to the first",
                        () -> new StdOp(1f).apply(Tensor.ones(2, 1), A, A)),
                argument("wrap: 1 values for shape [2] of 2 elements", () -> Tensor.wrap(new float[1], Shape.of(2))),
                argument("matmul: [2, 3, 4] x [6, 5]^T: inner sizes 4 and 5 differ",
                        () -> Tensor.zeros(2, 3, 4).matmul(Tensor.zeros(6, 5), false, true)),
                argument("matmul: [3] x [4, 5]: inner sizes 3 and 4 differ",
                        () -> Tensor.zeros(3).matmul(Tensor.zeros(4, 5))),
                argument("matmul: [4, 5] x [3]: inner sizes 5 and 3 differ",
                        () -> Tensor.zeros(4, 5).matmul(Tensor.zeros(3))),
                argument("crossEntropy: logits [2, 0] have no classes",
                        () -> new LossOp.CrossEntropy().apply(Tensor.zeros(2, 0), IntTensor.of(0, 0))),
                argument("permutation: -1 elements", () -> RandomSource.seed(1).permutation(-1)),
                argument("max: no elements to reduce in shape [2, 0] over axes 1 to 1",
                        () -> Tensor.zeros(2, 0).max(1)),
                argument("argMax: no elements to reduce in shape [0] over axes 0 to 0",
                        () -> Tensor.zeros(0).argmax(0)),
                argument("clamp: lower bound 2.0 is not below upper bound 1.0", () -> A.clamp(2f, 1f)),
                argument("item: [2, 3] has 6 elements, not 1", A::item),
                index("get: index 3 at axis 1 of shape [2, 3]", () -> A.get(0, 3)),
                index("get: 1 indices for shape [2, 3] with 2 axes", () -> A.get(0)),
                argument("of: row 1 has 1 values, row 0 has 2", () -> Tensor.of(new float[][] {{1, 2}, {3}})),
                argument("of: 3 values for shape [2] of 2 elements", () -> Tensor.of(Shape.of(2), 1, 2, 3)),
                index("take: index 2 at position 1 is outside axis 0 of size 2",
                        () -> Indexing.take(A, IntTensor.of(0, 2))),
                argument("take: a scalar has no rows", () -> Indexing.take(Tensor.scalar(1), IntTensor.of(0))),
                index("oneHot: index -1 at position 0 is outside 0 .. 4", () -> Indexing.oneHot(IntTensor.of(-1), 5)),
                argument("where: [3] and [2] do not broadcast: sizes 3 and 2 at axis -1",
                        () -> Indexing.where(BoolTensor.of(true, false, true), Tensor.zeros(2), Tensor.scalar(0))),
                argument("crossEntropy: logits [2, 3] and labels [3]: expected [..., C] and [...]",
                        () -> new LossOp.CrossEntropy().apply(A, IntTensor.of(0, 0, 0))),
                argument("crossEntropy: label 3 of sample 1 is not one of the 3 classes 0 .. 2",
                        () -> new LossOp.CrossEntropy().apply(A, IntTensor.of(0, 3))),
                argument("eq: [3] and [2] do not broadcast: sizes 3 and 2 at axis -1",
                        () -> IntTensor.of(1, 2, 3).eq(IntTensor.of(1, 2))));
    }

    /** Ops that are made by hand read no more than their inputs either. */
    static List<Arguments> opsMadeByHand() {
        return List.of(
                index("slice: -1 to 1 along axis 0 of shape [2, 3]", () -> new ViewOp.LeadingSlice(0, -1, 1).apply(A)),
                index("slice: 0 to 3 along axis 0 of shape [2, 3]", () -> new ViewOp.LeadingSlice(0, 0, 3).apply(A)),
                argument("slice: axis 1 of [2, 3] is not the leading one",
                        () -> new ViewOp.LeadingSlice(1, 0, 1).apply(A)),
                index("slice: 2 to 4 along axis 1 of shape [2, 3]", () -> new MoveOp.Slice(1, 2, 4).apply(A)),
                index("slice: axis -1 of shape [2, 3]", () -> new MoveOp.Slice(-1, 0, 1).apply(A)),
                index("slice: axis 2 of shape [2, 3]", () -> new MoveOp.Slice(2, 0, 1).apply(A)),
                argument("permute: [0, 0] does not name each axis of [2, 3] once",
                        () -> new MoveOp.Permute(0, 0).apply(A)),
                argument("permute: [-1, 2] does not name each axis of [2, 3] once",
                        () -> new MoveOp.Permute(-1, 2).apply(A)),
                argument("pad: -1 before and 2 after along axis 0 of shape [2, 3]",
                        () -> new MoveOp.Pad(0, -1, 2).apply(A)),
                index("sum: axes 1 to 2 of shape [2, 3]", () -> new ReduceOp.Sum(1, 3).apply(A)),
                index("sum: axes 2 to 0 of shape [2, 3]", () -> new ReduceOp.Sum(2, 1).apply(A)),
                index("argMax: axes -1 to -1 of shape [2, 3]", () -> new ReduceOp.ArgMax(-1).apply(A)),
                argument("addRows: rows [2, 3] at indices [3] do not fit shape [5, 3]",
                        () -> new IndexOp.AddRows(Shape.of(5, 3)).apply(A, IntTensor.of(0, 1, 2))),
                index("addRows: index 5 at position 1 is outside axis 0 of size 5",
                        () -> new IndexOp.AddRows(Shape.of(5, 3)).apply(A, IntTensor.of(0, 5))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"misuse", "opsMadeByHand"})
    void isNamed(String message, Class<? extends Exception> type, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(type).hasMessage(message);
    }
}
