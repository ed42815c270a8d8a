package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dropouts of whole channels, and those for SELU. */
@Tag("quick")
class ChannelDropoutTest {
    /** How a layer is made, and a shape for it. */
    record Row(String name, BiFunction<Double, RandomSource, Layer> make, int... dims) {
        Tensor ones() {
            return Tensor.ones(dims);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Row> layers() {
        return List.of(
                new Row("Dropout1d", Dropout1d::new, 20, 30, 4), new Row("Dropout2d", Dropout2d::new, 20, 30, 2, 2),
                new Row("Dropout3d", Dropout3d::new, 20, 30, 2, 2, 1),
                new Row("AlphaDropout", AlphaDropout::new, 20, 120),
                new Row("FeatureAlphaDropout", FeatureAlphaDropout::new, 20, 30, 4));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void eachForwardPassDrawsAnewAndTheSameSeedDrawsTheSame(Row row) {
        Layer layer = row.make.apply(0.5, RandomSource.seed(1));
        float[] first = layer.forward(row.ones()).toArray();
        Layer copy = layer.copy();
        float[] second = layer.forward(row.ones()).toArray();
        assertThat(second).isNotEqualTo(first);
        assertThat(copy.forward(row.ones())).hasBitsOf(second);
        assertThat(row.make.apply(0.5, RandomSource.seed(1)).forward(row.ones())).hasBitsOf(first);
        assertThat(copy).hasToString(row.name + "(0.5)");
        assertThat(layer.stateDict()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aSnapshotContinuesTheStream(Row row) {
        Layer layer = row.make.apply(0.5, RandomSource.seed(1));
        layer.forward(row.ones());
        Snapshot snapshot = Snapshot.take(Map.of("layer", layer));
        Tensor next = layer.forward(row.ones());
        snapshot.restore(Map.of("layer", layer));
        assertThat(layer.forward(row.ones())).hasBitsOf(next);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void inEvaluationAndWithoutAProbabilityEverythingPasses(Row row) {
        Layer layer = row.make.apply(0.5, RandomSource.seed(1));
        layer.eval();
        Tensor x = row.ones();
        assertThat(layer.forward(x)).isSameAs(x);
        assertThat(row.make.apply(0.0, RandomSource.seed(1)).forward(x)).isSameAs(x);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everythingCanBeDropped(Row row) {
        Tensor x = Tensor.full(Float.NaN, row.dims);
        assertThat(row.make.apply(1.0, RandomSource.seed(1)).forward(x).toArray()).containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aReplayContinuesTheStream(Row row) {
        Layer layer = row.make.apply(0.5, RandomSource.seed(1));
        Layer eager = layer.copy();
        Program.Captured captured = Program.capture(
                List.of(row.ones()), in -> List.of(layer.forward((Tensor) in.getFirst())));
        assertThat((Tensor) captured.outputs().getFirst()).hasBitsOf(eager.forward(row.ones()));
        for (int run = 0; run < 3; run++) {
            assertThat((Tensor) captured.program().run(List.of(row.ones())).getFirst())
                    .hasBitsOf(eager.forward(row.ones()));
        }
    }

    @Test
    void channelsAreZeroedAsAWholeAndTheOthersScaledUp() {
        Tensor y = new Dropout2d(0.2, RandomSource.seed(1)).forward(Tensor.ones(100, 40, 3, 2));
        assertThat(y.eq(0f).or(y.eq(1.25f)).all()).isTrue();
        assertThat(y.max(2, 3)).hasBitsOf(y.min(2, 3));
        assertThat(y.eq(0f).count() / 24_000.0).isCloseTo(0.2, within(0.02));
    }

    @Test
    void theLayersOfLinesPlanesAndVolumesDrawAlike() {
        Tensor x = RandomSource.seed(Seeds.seed()).normal(3, 4, 6);
        Tensor y = new Dropout1d(0.4, RandomSource.seed(1)).forward(x);
        assertThat(new Dropout2d(0.4, RandomSource.seed(1)).forward(x.reshape(3, 4, 2, 3)).flatten(2)).hasBitsOf(y);
        assertThat(new Dropout3d(0.4, RandomSource.seed(1)).forward(x.reshape(3, 4, 1, 2, 3)).flatten(2)).hasBitsOf(y);
        assertThat(new Dropout1d(0.4, RandomSource.seed(1)).forward(x.reshape(12, 6))).hasBitsOf(y.reshape(12, 6));
    }

    @Test
    void meanAndVarianceOfNormalNumbersStayWithAlphaDropout() {
        Tensor x = RandomSource.seed(Seeds.seed()).normal(300, 400);
        for (double p : new double[] {0.1, 0.5, 0.9}) {
            Tensor y = new AlphaDropout(p, RandomSource.seed(2)).forward(x);
            assertThat(y.mean().item()).isCloseTo(0f, within(0.02f));
            assertThat(y.std().item()).isCloseTo(1f, within(0.02f));
        }
        Tensor y = new FeatureAlphaDropout(0.5, RandomSource.seed(2)).forward(Tensor.ones(30, 40, 5));
        assertThat(y.max(2)).hasBitsOf(y.min(2));
    }

    @Test
    void theGradientGoesWhereTheValuesWent() {
        Tensor x = Tensor.full(3f, 10, 20, 5).requiresGrad(true);
        Tensor y = new Dropout1d(0.5, RandomSource.seed(1)).forward(x);
        y.sum().backward();
        assertThat(x.grad().mul(3f)).hasBitsOf(y);
    }

    @Test
    void shapesAreCheckedInEvaluationAndWithoutAProbabilityToo() {
        Tensor x = Tensor.ones(4);
        for (Row row : layers()) {
            if (row.name.equals("AlphaDropout")) {
                continue;
            }
            Layer layer = row.make.apply(0.5, RandomSource.seed(1));
            layer.eval();
            assertThatIllegalArgumentException().isThrownBy(() -> layer.forward(x))
                    .withMessageStartingWith(row.name + "(0.5): [4]: expected [N, C, ");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> row.make.apply(0.0, RandomSource.seed(1)).forward(x))
                    .withMessageStartingWith(row.name + "(0.0): [4]: expected [N, C, ");
        }
    }

    @Test
    void unsuitableArgumentsAreNamed() {
        for (Row row : layers()) {
            assertThatIllegalArgumentException().isThrownBy(() -> row.make.apply(1.1, RandomSource.seed(1)))
                    .withMessage(row.name + ": probability 1.1 is not within 0 and 1");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dropout2d(0.5, RandomSource.seed(1)).forward(Tensor.ones(2, 3, 4)))
                .withMessage("Dropout2d(0.5): [2, 3, 4]: expected [N, C, H, W]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dropout1d(0.5, RandomSource.seed(1)).forward(Tensor.ones(4)))
                .withMessage("Dropout1d(0.5): [4]: expected [N, C, L] or [C, L]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FeatureAlphaDropout(0.5, RandomSource.seed(1)).forward(Tensor.ones(4)))
                .withMessage("FeatureAlphaDropout(0.5): [4]: expected [N, C, ...]");
    }
}
