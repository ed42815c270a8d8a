package dev.lanewise.gpu;

import dev.lanewise.loss.CheckOp;
import dev.lanewise.loss.LossOp;
import dev.lanewise.loss.MarginOp;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Losses on a device, and the values that they refuse. */
class LossesOnDeviceTest {
    private final RandomSource random = RandomSource.seed(8);

    @Test
    void crossEntropyOfRowsOfAnyLength() {
        for (int classes : new int[] {1, 63, 64, 65, 1000, 40_000}) {
            Tensor logits = random.normal(3, classes).mul(5);
            IntTensor labels = IntTensor.of(0, classes - 1, classes / 2);
            SameBits.of(new LossOp.CrossEntropy(), logits, labels);
            SameBits.of(new LossOp.CrossEntropy("loss", OptionalInt.of(classes - 1)), logits, labels);
        }
    }

    @Test
    void labels() {
        Op op = new LossOp.Labels("loss", 5, OptionalInt.of(-7));
        IntTensor good = IntTensor.of(0, 4, -7, 2);
        SameBits.of(op, good);
        SameBits.refused(op, List.of(good), List.of(IntTensor.of(0, 4, -7, 5)));
        SameBits.refused(op, List.of(good), List.of(IntTensor.of(0, -1, -7, 2)));
        SameBits.of(new LossOp.Labels("loss", 5, OptionalInt.empty()), IntTensor.of(0, 4));
    }

    @Test
    void bounds() {
        Op op = new CheckOp.Within("loss: probability", 0, 1);
        Tensor good = Tensor.of(0, 1, -0f, Float.NaN, 0.5f);
        SameBits.of(op, good);
        SameBits.refused(op, List.of(good), List.of(Tensor.of(0, 1, 0.5f, 1.5f, -1)));
        Op least = new CheckOp.Within("loss: variance", 0, Float.POSITIVE_INFINITY);
        SameBits.refused(least, List.of(good), List.of(Tensor.of(0, 1, -Float.MIN_VALUE, 2, 3)));
    }

    @Test
    void margins() {
        Op positive = new MarginOp.IsPositive("loss");
        SameBits.of(positive, Tensor.of(1, -1, 1));
        SameBits.refused(positive, List.of(Tensor.of(1, -1)), List.of(Tensor.of(1, 0)));
        SameBits.refused(positive, List.of(Tensor.of(1, -1)), List.of(Tensor.of(Float.NaN, 1)));
        Op label = new MarginOp.IsLabel("loss", 3);
        SameBits.of(label, IntTensor.of(0, 2, 1, 2));
        SameBits.refused(label, List.of(IntTensor.of(0, 2)), List.of(IntTensor.of(0, 3)));
    }

    @Test
    void marginsOfManyLabels() {
        Op op = new MarginOp.MultiLabelMargin();
        Tensor x = random.normal(3, 4).mul(2);
        IntTensor targets = IntTensor.of(3, 0, -1, 2, -1, 0, 0, 0, 1, 1, 2, 3).reshape(3, 4);
        SameBits.of(op, x, targets);
        SameBits.of(op, Tensor.of(1, Float.NaN, -1, 3), IntTensor.of(2, 1, -1, 0));
        SameBits.of(op, Tensor.zeros(2, 0), IntTensor.arange(0).reshape(2, 0));
        SameBits.refused(
                op, List.of(x, targets),
                List.of(x, IntTensor.of(3, 0, -1, 4, -1, 0, 0, 0, 1, 1, 2, 3).reshape(3, 4)));
    }
}
