package dev.lanewise.kernels.drivers;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.SoftmaxKernels;
import dev.lanewise.kernels.scalar.ScalarSoftmaxKernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("quick")
class SoftmaxRowsTest {
    private final SoftmaxKernels kernels = new ScalarSoftmaxKernels();

    @ParameterizedTest
    @CsvSource({"0, 3", "1, 1", "5000, 10", "3, 20000"})
    void partsOfRowsGiveWhatAllRowsAtOnceGive(int rows, int cols) {
        SplittableRandom random = Seeds.random(61);
        float[] x = new float[rows * cols + 2];
        int[] labels = new int[rows + 1];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(cols);
        }
        float[] expected = new float[rows * cols + 3];
        float[] actual = new float[rows * cols + 3];
        kernels.softmax(x, 2, expected, 1, rows, cols);
        SoftmaxRows.softmax(kernels, x, 2, actual, 1, rows, cols);
        assertThatFloats(actual).as("softmax").hasBitsOf(expected);
        kernels.logSoftmax(x, 2, expected, 1, rows, cols);
        SoftmaxRows.logSoftmax(kernels, x, 2, actual, 1, rows, cols);
        assertThatFloats(actual).as("logSoftmax").hasBitsOf(expected);
        float[] expectedLoss = new float[rows + 3];
        float[] loss = new float[rows + 3];
        kernels.crossEntropy(x, 2, labels, 1, labels[0], expectedLoss, 2, expected, 1, rows, cols);
        SoftmaxRows.crossEntropy(kernels, x, 2, labels, 1, labels[0], loss, 2, actual, 1, rows, cols);
        assertThatFloats(actual).as("probabilities").hasBitsOf(expected);
        assertThatFloats(loss).as("loss").hasBitsOf(expectedLoss);
    }
}
