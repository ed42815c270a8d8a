package dev.lanewise.nn.activations;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Sequential;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ActivationLayersTest {
    @Test
    void eachLayerAppliesItsFunction() {
        Tensor x = Tensor.of(new float[][] {{-1, 2}});
        assertThat(new ReLU().forward(x).toArray()).containsExactly(0, 2);
        assertThat(new LeakyReLU(0.5f).forward(x).toArray()).containsExactly(-0.5f, 2);
        assertThat(new Tanh().forward(x).toArray()).isEqualTo(x.tanh().toArray());
        assertThat(new Sigmoid().forward(x).toArray()).isEqualTo(x.sigmoid().toArray());
        assertThat(new GELU().forward(x).toArray()).isEqualTo(Activations.gelu(x).toArray());
        assertThat(new SiLU().forward(x).toArray()).isEqualTo(Activations.silu(x).toArray());
        assertThat(new Softmax(0).forward(x).toArray()).containsExactly(1, 1);
        assertThat(new Flatten().forward(Tensor.zeros(2, 3, 4))).hasShape(2, 12);
        assertThat(new Sequential().forward(x)).isSameAs(x);
    }

    @Test
    void slopesAreRoundedToFloats() {
        Tensor x = Tensor.linspace(-3, 2, 700);
        assertThat(new LeakyReLU(0.1).forward(x)).hasBitsOf(Activations.leakyRelu(x, 0.1f));
        assertThat(Activations.elu(x, 0.7)).hasBitsOf(Activations.elu(x, 0.7f));
        assertThat(Tensor.linspace(-0.1, 0.7, 9)).hasBitsOf(Tensor.linspace(-0.1f, 0.7f, 9));
    }

    @Test
    void slopesAreFiniteNumbers() {
        for (double slope : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e39}) {
            String end = slope + " is not a finite float";
            assertThatIllegalArgumentException().isThrownBy(() -> new LeakyReLU(slope))
                    .withMessage("LeakyReLU: slope " + end);
            assertThatIllegalArgumentException().isThrownBy(() -> Activations.leakyRelu(Tensor.ones(1), slope))
                    .withMessage("leakyRelu: slope " + end);
            assertThatIllegalArgumentException().isThrownBy(() -> Activations.elu(Tensor.ones(1), slope))
                    .withMessage("elu: alpha " + end);
        }
    }
}
