package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class DropoutTest {
    @Test
    void inTrainingElementsAreZeroedAndTheOthersScaledUp() {
        Tensor y = new Dropout(0.2f, RandomSource.seed(1)).forward(Tensor.ones(100, 400));
        assertThat(y.eq(0f).count() / 40_000.0).isCloseTo(0.2, within(0.01));
        assertThat(y.eq(0f).or(y.eq(1.25f)).all()).isTrue();
        assertThat(y.mean().item()).isCloseTo(1f, within(0.02f));
    }

    @Test
    void eachForwardPassDrawsAnewAndTheSameSeedDrawsTheSame() {
        Dropout dropout = new Dropout(0.5f, RandomSource.seed(1));
        Tensor x = Tensor.ones(1000);
        float[] first = dropout.forward(x).toArray();
        assertThat(dropout.forward(x).toArray()).isNotEqualTo(first);
        assertThat(new Dropout(0.5f, RandomSource.seed(1)).forward(x).toArray()).isEqualTo(first);
    }

    @Test
    void layersThatShareASourceDrawDifferently() {
        RandomSource random = RandomSource.seed(1);
        Tensor x = Tensor.ones(1000);
        float[] first = new Dropout(0.5f, random).forward(x).toArray();
        assertThat(new Dropout(0.5f, random).forward(x).toArray()).isNotEqualTo(first);
    }

    @Test
    void inEvaluationEverythingPasses() {
        Dropout dropout = new Dropout(0.5f, RandomSource.seed(1));
        dropout.eval();
        Tensor x = Tensor.ones(10);
        assertThat(dropout.forward(x)).isSameAs(x);
        assertThat(new Dropout(0f, RandomSource.seed(1)).forward(x)).isSameAs(x);
    }

    @Test
    void everythingCanBeDropped() {
        assertThat(new Dropout(1f, RandomSource.seed(1)).forward(Tensor.ones(50)).toArray()).containsOnly(0f);
    }

    @Test
    void theGradientGoesWhereTheValuesWent() {
        Tensor x = Tensor.full(3f, 500).requiresGrad(true);
        Tensor y = new Dropout(0.5f, RandomSource.seed(1)).forward(x);
        y.sum().backward();
        assertThat(x.grad().mul(3f).toArray()).isEqualTo(y.toArray());
    }

    @Test
    void probabilitiesAreWithinZeroAndOne() {
        for (double p : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(p, RandomSource.seed(1)))
                    .withMessage("Dropout: probability " + p + " is not within 0 and 1");
        }
    }
}
