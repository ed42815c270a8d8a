package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.IntOp;
import dev.lanewise.tensor.primitives.LogicOp;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class IntArithmeticTest {
    private static final IntTensor X = IntTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    private static final int MOST = Integer.MAX_VALUE;
    private static final int LEAST = Integer.MIN_VALUE;

    @Test
    void arithmeticWraps() {
        assertThat(IntTensor.of(MOST, LEAST).add(1).toArray()).containsExactly(LEAST, LEAST + 1);
        assertThat(IntTensor.of(MOST, LEAST).mul(2).toArray()).containsExactly(-2, 0);
        assertThat(IntTensor.of(LEAST).abs().toArray()).containsExactly(LEAST);
        assertThat(IntTensor.of(LEAST).neg().toArray()).containsExactly(LEAST);
        assertThat(IntTensor.of(LEAST).floorDiv(-1).toArray()).containsExactly(LEAST);
        assertThat(IntTensor.of(MOST, 1).sum().item()).isEqualTo(LEAST);
    }

    @Test
    void divisionRoundsDownAndTheRemainderHasTheDivisorsSign() {
        IntTensor a = IntTensor.of(7, -7, 7, -7);
        IntTensor b = IntTensor.of(2, 2, -2, -2);
        assertThat(a.floorDiv(b).toArray()).containsExactly(3, -4, -4, 3);
        assertThat(a.remainder(b).toArray()).containsExactly(1, 1, -1, -1);
    }

    @Test
    void whatHasNoValueIsRefusedByName() {
        message(() -> X.floorDiv(IntTensor.of(1, 0, 1)), "floorDiv: division by 0 at position 1 of the divisor");
        message(() -> X.remainder(0), "remainder: division by 0 at position 0 of the divisor");
        message(() -> Bits.shiftLeft(X, IntTensor.of(1, 31, 32)),
                "shiftLeft: 32 bits at position 2 are outside 0 .. 31");
        message(() -> IntTensor.truncated(Tensor.of(1, Float.NaN)), "truncated: no int holds NaN at position 1");
        message(() -> IntTensor.truncated(Tensor.of(0x1p31f)), "truncated: no int holds 2.1474836E9 at position 0");
        message(() -> X.clamp(2, 1), "clamp: low 2 is larger than high 1");
        message(() -> IntTensor.of().max(), "max: no elements to reduce in shape [0] to [1]");
        message(() -> X.add(IntTensor.of(1, 2)), "add: [2, 3] and [2] do not broadcast: sizes 3 and 2 at axis -1");
        message(() -> IntTensor.concat(0), "concat: no tensors");
        message(() -> IntTensor.concat(0, X, IntTensor.of(1)),
                "concat: int[2, 3] and int[1] differ in more than axis 0");
        message(() -> X.permute(0, 0), "permute: [0, 0] does not name each axis of [2, 3] once");
        message(() -> X.slice(1, 2, 4), "slice: 2 to 4 along axis 1 of shape [2, 3]");
        message(() -> X.select(0, 2), "select: index 2 along axis 0 of shape [2, 3]");
        message(() -> X.squeeze(0), "squeeze: axis 0 of [2, 3] has size 2, not 1");
        message(() -> X.broadcastTo(Shape.of(3)), "broadcastTo: [2, 3] does not broadcast to [3]");
    }

    @Test
    void opsRefuseWhatTheyWouldReadOrWriteOutside() {
        message(() -> new ArrangeOp.Strided(Shape.of(4), 0, 2).apply(X),
                "strided: [4] from 0 with strides [2] is not within [2, 3]");
        message(() -> new ArrangeOp.Strided(Shape.of(2), 0, -1).apply(X),
                "strided: [2] from 0 with strides [-1] is not within [2, 3]");
        message(() -> new ArrangeOp.Pick(0).apply(X, IntTensor.of(1)),
                "pick: [2, 3] and indices [1] differ in more than axis 0");
        message(() -> Indexing.gather(X, 0, IntTensor.of(Shape.of(1, 3), 0, 2, 1)),
                "gather: index 2 at position 1 is outside axis 0 of size 2");
        message(() -> new IntOp.Reduce(IntOp.Reduction.SUM, Shape.of(2, 2)).apply(X),
                "sum: [2, 3] does not reduce to [2, 2]");
        message(() -> new LogicOp.Reshape(Shape.of(7)).apply(X), "reshape: [2, 3] to [7]");
    }

    private static void message(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(RuntimeException.class).hasMessage(message);
    }

    @Test
    void numbersAtTheEdgeOfIntsAreTruncated() {
        assertThat(IntTensor.truncated(Tensor.of(-0x1p31f, -1.9f, -0f, 0.9f)).toArray())
                .containsExactly(LEAST, -1, 0, 0);
    }

    @Test
    void emptyParts() {
        assertThat(X.slice(0, 1, 1).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(X.slice(0, 1, 1).sum(0).toArray()).containsExactly(0, 0, 0);
        assertThat(IntTensor.concat(0, X.slice(0, 2, 2), X)).isEqualTo(X);
    }
}
