package dev.lanewise.bench.naive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MlpEngineTest {
    static List<Named<Function<MlpWeights, MlpEngine>>> engines() {
        return List.of(
                Named.of("scalar autodiff", ScalarMlp::new),
                Named.of("loops i-j-k", weights -> new LoopMlp(weights, new DotProductMatmul())),
                Named.of("loops i-k-j", weights -> new LoopMlp(weights, new AxpyMatmul())));
    }

    /** Points of two interleaved half moons, the customary toy problem that no linear model solves. */
    private static final class Moons {
        private final float[] x;
        private final int[] labels;

        Moons(int size) {
            SplittableRandom random = new SplittableRandom(11);
            x = new float[2 * size];
            labels = new int[size];
            for (int i = 0; i < size; i++) {
                double angle = Math.PI * random.nextDouble();
                labels[i] = i % 2;
                x[2 * i] = (float) (labels[i] == 0 ? Math.cos(angle) : 1 - Math.cos(angle));
                x[2 * i + 1] = (float) (labels[i] == 0 ? Math.sin(angle) : 0.5 - Math.sin(angle));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void lossesAndWeightsFollowTheScalarAutodiff(Function<MlpWeights, MlpEngine> factory) {
        MlpWeights initial = MlpWeights.random(3, 5, 7, 6, 4);
        MlpEngine expected = new ScalarMlp(initial);
        MlpEngine actual = factory.apply(initial);
        SplittableRandom random = new SplittableRandom(5);
        for (int step = 0; step < 20; step++) {
            int batch = 1 + step % 4;
            float[] x = new float[5 * batch];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextDouble(-2, 2);
            }
            int[] labels = random.ints(batch, 0, 4).toArray();

            float expectedLoss = expected.step(x, labels, batch, 0.1f);

            assertThat(actual.step(x, labels, batch, 0.1f)).isCloseTo(expectedLoss, Percentage.withPercentage(0.01));
        }
        for (int l = 0; l < 3; l++) {
            LayerWeights layer = actual.weights().layers().get(l);
            LayerWeights expectedLayer = expected.weights().layers().get(l);
            assertThat(layer.weight()).containsExactly(expectedLayer.weight(), within(1e-5f));
            assertThat(layer.bias()).containsExactly(expectedLayer.bias(), within(1e-5f));
            assertThat(layer.bias()).isNotEqualTo(initial.layers().get(l).bias());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void learnsTheTwoMoons(Function<MlpWeights, MlpEngine> factory) {
        Moons moons = new Moons(40);
        MlpEngine engine = factory.apply(MlpWeights.random(1, 2, 16, 2));

        float first = engine.step(moons.x, moons.labels, 40, 0.5f);
        float last = first;
        for (int step = 0; step < 400; step++) {
            last = engine.step(moons.x, moons.labels, 40, 0.5f);
        }

        assertThat(first).isBetween(0.5f, 1f);
        assertThat(last).isLessThan(0.05f);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theLossOfEqualLogitsIsTheLogarithmOfTheirNumber(Function<MlpWeights, MlpEngine> factory) {
        MlpEngine engine = factory.apply(new MlpWeights(List.of(new LayerWeights(2, 8, new float[16], new float[8]))));

        assertThat(engine.step(new float[] {1, 2}, new int[] {7}, 1, 0.1f))
                .isCloseTo((float) Math.log(8), within(1e-6f));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void largeLogitsGiveAFiniteLoss(Function<MlpWeights, MlpEngine> factory) {
        LayerWeights layer = new LayerWeights(1, 2, new float[] {1_000, -1_000}, new float[2]);
        MlpEngine engine = factory.apply(new MlpWeights(List.of(layer)));

        assertThat(engine.step(new float[] {1}, new int[] {1}, 1, 0.5f)).isEqualTo(2_000);
        assertThat(engine.weights().layers().getFirst().weight()).containsExactly(999.5f, -999.5f);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void trainingLeavesTheGivenWeightsAlone(Function<MlpWeights, MlpEngine> factory) {
        MlpWeights initial = MlpWeights.random(9, 2, 3);
        MlpEngine engine = factory.apply(initial);

        engine.step(new float[] {1, 2}, new int[] {0}, 1, 0.5f);

        assertThat(initial.layers().getFirst().weight())
                .isEqualTo(MlpWeights.random(9, 2, 3).layers().getFirst().weight())
                .isNotEqualTo(engine.weights().layers().getFirst().weight());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void refusesABatchThatDoesNotFit(Function<MlpWeights, MlpEngine> factory) {
        MlpEngine engine = factory.apply(MlpWeights.random(1, 3, 2));

        assertThatThrownBy(() -> engine.step(new float[5], new int[2], 2, 0.1f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: a batch of 2 samples of 3 features does not fit 5 features and 2 labels");
        assertThatThrownBy(() -> engine.step(new float[0], new int[0], 0, 0.1f))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.step(new float[6], new int[] {0, 2}, 2, 0.1f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: label 2 of sample 1 is not in 0..1");
    }

    @Test
    void weightsRefuseLayersThatDoNotFit() {
        LayerWeights first = new LayerWeights(3, 2, new float[6], new float[2]);

        assertThatThrownBy(() -> new MlpWeights(List.of(first, first)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mlp weights: layer 1 reads 3 features, the layer before it writes 2");
        assertThatThrownBy(() -> new MlpWeights(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LayerWeights(3, 2, new float[5], new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer weights: a layer from 3 to 2 does not fit 5 weights and 2 biases");
    }
}
