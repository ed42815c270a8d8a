package dev.lanewise.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.CrossEntropyLoss;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MixingTest {
    /** Sample n is full of n + 1, and of class n % 3. */
    private static Batch<Tensor, IntTensor> batch(int samples, int... shape) {
        int[] dims = new int[shape.length + 1];
        dims[0] = samples;
        System.arraycopy(shape, 0, dims, 1, shape.length);
        int[] first = new int[dims.length];
        Arrays.fill(first, 1);
        first[0] = samples;
        Tensor inputs = Tensor.zeros(dims).add(Tensor.arange(samples).add(1).reshape(first));
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = i % 3;
        }
        return new Batch<>(inputs, IntTensor.of(labels));
    }

    private static RandomSource random(int stream) {
        return RandomSource.at(3, stream, 0);
    }

    @Test
    void mixUpMixesNeighboursAndTheirClasses() {
        Batch<Tensor, IntTensor> batch = batch(3, 2, 2);
        for (int i = 0; i < 50; i++) {
            Batch<Tensor, Tensor> mixed = new MixUp(1, 4).apply(batch, random(i));
            float share = mixed.targets().get(0, 0);
            assertThat(mixed.targets().toArray()).containsExactly(
                    share, 0, 1 - share, 0,
                    1 - share, share, 0, 0,
                    0, 1 - share, share, 0);
            float[] values = mixed.inputs().toArray();
            assertThat(values[0]).isCloseTo(share + (1 - share) * 3, within(1e-6f));
            assertThat(values[4]).isCloseTo(share * 2 + (1 - share), within(1e-6f));
            assertThat(values[11]).isCloseTo(share * 3 + (1 - share) * 2, within(1e-6f));
        }
    }

    @Test
    void cutMixPastesARectangleAndCountsItsArea() {
        Batch<Tensor, IntTensor> batch = batch(3, 2, 6, 8);
        boolean cut = false;
        for (int i = 0; i < 50; i++) {
            Batch<Tensor, Tensor> mixed = new CutMix(1, 3).apply(batch, random(i));
            float[] values = mixed.inputs().toArray();
            int pasted = 0;
            for (int at = 0; at < 48; at++) {
                assertThat(values[at]).isIn(1f, 3f);
                assertThat(values[at + 48]).isEqualTo(values[at]);
                assertThat(values[at + 96]).isEqualTo(values[at] == 3 ? 1 : 2);
                pasted += values[at] == 3 ? 1 : 0;
            }
            cut |= pasted > 0 && pasted < 48;
            assertThat(mixed.targets().get(0, 0)).isCloseTo(1 - pasted / 48f, within(1e-6f));
            assertThat(mixed.targets().get(0, 2)).isCloseTo(pasted / 48f, within(1e-6f));
        }
        assertThat(cut).isTrue();
    }

    /** Mean 1/2 and variance 1 / (4 (2 alpha + 1)), within five deviations of the mean of so many. */
    @Test
    void sharesAreOfTheBetaDistribution() {
        int count = 4000;
        for (double alpha : new double[] {0.1, 0.4, 1, 3, 40}) {
            RandomSource random = RandomSource.seed(5);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < count; i++) {
                double share = Mixing.beta(alpha, random);
                assertThat(share).isBetween(0.0, 1.0);
                sum += share;
                squares += (share - 0.5) * (share - 0.5);
            }
            double variance = 1 / (4 * (2 * alpha + 1));
            assertThat(sum / count).as("mean, alpha %s", alpha)
                    .isCloseTo(0.5, within(5 * Math.sqrt(variance / count)));
            assertThat(squares / count).as("variance, alpha %s", alpha).isCloseTo(variance, within(0.12 * variance));
        }
        assertThat(Mixing.beta(1e-30, RandomSource.seed(1))).isIn(0.0, 1.0);
        assertThat(Mixing.beta(1e30, RandomSource.seed(1))).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void aLossTakesTheTargets() {
        Dataset<Batch<Tensor, Tensor>> mixed = Dataset.augmentedBatches(
                new TensorDataset<>(batch(6, 1, 2, 2).inputs(), batch(6, 1).targets()), 1, new CutMix(0.5, 3));
        Batch<Tensor, Tensor> batch = mixed.batch(0, 1, 2, 3);
        assertThat(new CrossEntropyLoss().of(Tensor.zeros(4, 3), batch.targets()).item())
                .isCloseTo((float) Math.log(3), within(1e-6f));
        assertThat(mixed.batch(0, 4, 2, 1).targets().get(0, 0)).isEqualTo(batch.targets().get(0, 0)); // the first counts
        assertThat(mixed.batch().targets().shape()).hasToString("[0, 3]");
        assertThat(new MixUp(1, 3).apply(batch(1, 2), random(1)).inputs().toArray()).containsExactly(1, 1);
    }

    @Test
    void whatDoesNotFitIsASentence() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MixUp(0, 3))
                .withMessage("MixUp: alpha 0.0 is not a finite float above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new CutMix(1, 0)).withMessage("CutMix: 0 classes");
        assertThatIllegalArgumentException().isThrownBy(() -> new MixUp(1, 2).apply(batch(3, 1), random(1)))
                .withMessage("MixUp: label 2 of sample 2 is not one of 2 classes");
        assertThatIllegalArgumentException().isThrownBy(() -> new CutMix(1, 3).apply(batch(3, 4), random(1)))
                .withMessage("CutMix: inputs [3, 4] are not [N, ..., height, width]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MixUp(1, 3).apply(
                        new Batch<>(Tensor.zeros(2, 2), IntTensor.of(0)), random(1)))
                .withMessage("MixUp: inputs [2, 2] and labels [1]: expected [N, ...] and [N]");
    }
}
