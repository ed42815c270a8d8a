package dev.lanewise.gpu;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.IntOp;
import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.tensor.primitives.ProdOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.ScanOp;
import dev.lanewise.tensor.primitives.SoftmaxOp;
import dev.lanewise.tensor.primitives.StdOp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions along axes, softmax and running results on a device, also of numbers that order badly. */
class ReductionsOnDeviceTest {
    private final RandomSource random = RandomSource.seed(5);

    /** Few values, so that many are equal, with a NaN now and then and zeros of both signs. */
    private Tensor awkward(int... dims) {
        float[] x = random.normal(dims).toArray();
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 997 == 500 ? Float.NaN : Math.round(2 * x[i]) / 2f * (i % 2 == 0 ? 1 : -1);
        }
        return Tensor.of(x).reshape(dims);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 1000, 1025, 40_000})
    void ofAnyLength(int length) {
        for (int inner : new int[] {1, 3}) {
            List<Op> ops = List.of(
                    new ReduceOp.Sum(1, 2), new ReduceOp.Max(1, 2), new ReduceOp.Min(1, 2), new ReduceOp.ArgMax(1),
                    new ReduceOp.ArgMin(1), new ProdOp.All(1, 2), new ProdOp.Others(1, 2), new ScanOp.CumSum(1),
                    new ScanOp.CumProd(1), new ScanOp.CumExtreme(1, false), new ScanOp.CumExtreme(1, true),
                    new SoftmaxOp.Softmax(), new SoftmaxOp.LogSoftmax());
            for (Op op : ops) {
                SameBits.of(op, awkward(2, length, inner));
                SameBits.of(op, random.normal(2, length, inner).mul(3));
            }
            SameBits.of(new ScanOp.Recurrence(1), random.normal(2, length, inner), random.normal(2, length, inner));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 65, 1000, 40_000})
    void softmaxOfRowsOfAnyLength(int length) {
        Tensor x = random.normal(3, length).mul(30);
        SameBits.of(new SoftmaxOp.Softmax(), x);
        SameBits.of(new SoftmaxOp.LogSoftmax(), x);
        Tensor nothing = Tensor.full(Float.NEGATIVE_INFINITY, 2, length);
        SameBits.of(new SoftmaxOp.Softmax(), nothing);
        SameBits.of(new SoftmaxOp.LogSoftmax(), nothing);
    }

    @Test
    void ofNothing() {
        for (int[] dims : new int[][] {{0, 3}, {3, 0}, {0, 0}}) {
            Tensor x = Tensor.zeros(dims);
            SameBits.of(new ReduceOp.Sum(0, 1), x);
            SameBits.of(new ReduceOp.Sum(1, 2), x);
            SameBits.of(new ReduceOp.Sum(0, 2), x);
            SameBits.of(new ProdOp.All(0, 1), x);
            SameBits.of(new ProdOp.All(1, 2), x);
            SameBits.of(new ProdOp.Others(1, 2), x);
            SameBits.of(new ScanOp.CumSum(1), x);
            SameBits.of(new ScanOp.CumExtreme(0, true), x);
            SameBits.of(new SoftmaxOp.Softmax(), x);
        }
        SameBits.of(new ReduceOp.Max(1, 2), Tensor.zeros(0, 3));
        SameBits.of(new ReduceOp.ArgMax(1), Tensor.zeros(0, 3));
    }

    @Test
    void productsThatLeaveTheRangeOnTheWay() {
        float[] few = {1e38f, 1e38f, -1e38f, 1e-38f, 1e-38f, 1e-38f, 1e-40f, 3e38f, 0.5f, 7f};
        float[] many = new float[600];
        for (int i = 0; i < many.length; i++) {
            many[i] = few[i % few.length];
        }
        Tensor x = Tensor.of(many);
        SameBits.of(new ProdOp.All(0, 1), x);
        SameBits.of(new ProdOp.Others(0, 1), x);
        SameBits.of(new ScanOp.CumProd(0), x);
        SameBits.of(new ProdOp.Others(0, 1), Tensor.of(0, 2, -0f, Float.POSITIVE_INFINITY, Float.MIN_VALUE));
    }

    @Test
    void ofIntsAndBooleans() {
        int[] dims = {2, 65, 3, 70};
        IntTensor ints = random.randint(Integer.MIN_VALUE, Integer.MAX_VALUE, dims);
        BoolTensor bools = random.normal(dims).gt(0.3f);
        for (int[] reduced : new int[][] {
            {2, 65, 3, 70}, {1, 65, 3, 70}, {2, 1, 3, 70}, {2, 65, 3, 1}, {1, 65, 3, 1}, {2, 1, 1, 70}, {1, 1, 1, 1},
            {1, 65, 1, 70}, {2, 1, 3, 1}
        }) {
            for (IntOp.Reduction reduction : IntOp.Reduction.values()) {
                SameBits.of(new IntOp.Reduce(reduction, Shape.of(reduced)), ints);
            }
            SameBits.of(new LogicOp.Count(Shape.of(reduced)), bools);
        }
        IntTensor none = IntTensor.arange(0).reshape(0, 4);
        SameBits.of(new IntOp.Reduce(IntOp.Reduction.SUM, Shape.of(1, 4)), none);
        SameBits.of(new IntOp.Reduce(IntOp.Reduction.PROD, Shape.of(1, 1)), none);
        SameBits.of(new LogicOp.Count(Shape.of(1, 4)), Tensor.zeros(0, 4).gt(0));
    }

    @Test
    void deviations() {
        SameBits.of(new StdOp(3), random.normal(4, 5), random.normal(4, 1).abs(), random.normal(4, 1).abs());
    }
}
