package dev.lanewise.nn.norm;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Parametrization;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Weight;
import dev.lanewise.nn.WeightedLayer;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.conv.ConvTranspose2d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Layers with computed weights are made, copied and made plain again. */
@Tag("quick")
class ParametrizationTest {
    private final RandomSource random = RandomSource.seed(19);

    private Linear linear() {
        return new Linear(3, 2, random);
    }

    private Conv2d conv() {
        return new Conv2d(2, 3, 2, random);
    }

    private ConvTranspose2d transposed() {
        return new ConvTranspose2d(2, 3, 2, ConvOptions.defaults().stride(2), random);
    }

    private Sequential net() {
        return new Sequential(SpectralNorm.of(new Conv2d(1, 4, 3, random), random), new ReLU(),
                WeightNorm.of(new Conv2d(4, 2, 2, random)));
    }

    @Test
    void aPlainLayerComputesTheSameAndIsTrainedAlone() {
        Conv2d layer = SpectralNorm.of(conv(), random);
        layer.eval();
        Tensor x = random.normal(2, 2, 4, 4);
        Tensor y = layer.forward(x);
        Conv2d plain = layer.plain();
        assertThat(plain.forward(x)).hasBitsOf(y);
        assertThat(plain.isTraining()).isFalse();
        assertThat(plain.parametrization()).isNull();
        assertThat(plain.stateDict().keySet()).containsExactly("weight", "bias");
        plain.parameters().forEach(parameter -> parameter.assign(parameter.mul(2)));
        assertThat(layer.forward(x)).hasBitsOf(y);
        BatchNorm2d norm = new BatchNorm2d(3);
        norm.eval();
        assertThat(layer.fold(norm).forward(x)).hasBitsOf(layer.plain().fold(norm).forward(x));
    }

    @Test
    void modesAndFrozenParametersAreTakenOver() {
        Linear layer = linear();
        layer.freeze();
        layer.eval();
        Linear normed = WeightNorm.of(layer);
        assertThat(normed.parameters()).hasSize(3).noneMatch(Tensor::requiresGrad);
        assertThat(Objects.requireNonNull(normed.parametrization()).isTraining()).isFalse();
        assertThat(normed.plain().parameters()).hasSize(2).noneMatch(Tensor::requiresGrad);
        normed.unfreeze();
        assertThat(normed.plain().parameters()).allMatch(Tensor::requiresGrad);
        assertThat(layer.parameters()).noneMatch(Tensor::requiresGrad);
        assertThat(Objects.requireNonNull(normed.bias()).sharesStorage(Objects.requireNonNull(layer.bias())))
                .isFalse();
    }

    @Test
    void layersAreCopiedAndPrinted() {
        for (WeightedLayer<?> layer : List.<WeightedLayer<?>>of(
                WeightNorm.of(transposed()), SpectralNorm.of(transposed(), random),
                transposed().parametrized(WeightNorm::whole))) {
            WeightedLayer<?> copy = layer.copy();
            Tensor x = random.normal(2, 2, 3, 3);
            assertThat(copy.forward(x)).hasBitsOf(layer.forward(x));
            assertThat(copy).hasToString(layer.toString()).hasSameClassAs(layer);
            assertThat(copy.parameters().getLast().sharesStorage(layer.parameters().getLast())).isFalse();
        }
        assertThat(WeightNorm.of(linear())).hasToString("""
                Linear(3, 2
                  parametrizations: Parametrizations(
                    weight: WeightNorm([2, 3], axis 0)
                  )
                )""");
        assertThat(SpectralNorm.of(linear(), random)).hasToString("""
                Linear(3, 2
                  parametrizations: Parametrizations(
                    weight: SpectralNorm([2, 3], axis 0
                      0: PowerIteration(1 step, eps 1.0E-12)
                    )
                  )
                )""");
        assertThat(net().summary(Tensor.zeros(1, 1, 6, 6)).toString()).contains("SpectralNorm", "WeightNorm");
    }

    /** A user's own. */
    private static final class Symmetric extends Parametrization {
        private final Tensor half;

        Symmetric(Tensor weight) {
            this.half = parameter("original", weight.mul(0.5).detach());
        }

        @Override
        protected Tensor compute() {
            return half.add(half.transpose());
        }

        @Override
        public Shape shape() {
            return half.shape();
        }
    }

    /** A user's layer. */
    private static final class Scaled extends WeightedLayer<Scaled> {
        Scaled(Weight weight) {
            super(weight, null);
        }

        @Override
        protected Tensor compute(Tensor x) {
            return x.mul(forwardWeight());
        }

        @Override
        protected Scaled with(Weight weight, @Nullable Tensor bias) {
            return new Scaled(weight);
        }
    }

    @Test
    void usersWriteTheirOwn() {
        Linear layer = new Linear(3, 3, random).parametrized(Symmetric::new);
        layer.forward(random.normal(2, 3)).sum().backward();
        assertThat(layer.weight()).hasBitsOf(layer.weight().transpose());
        assertThat(layer.parameters().getLast().grad()).isNotNull();
        Scaled scaled = WeightNorm.of(new Scaled(Weight.of(Tensor.of(3, -4))));
        assertThat(scaled.forward(Tensor.of(2, 2))).hasBitsOf(6, -8);
        assertThat(scaled.plain().forward(Tensor.of(2, 2))).hasBitsOf(6, -8);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(layer::copy)
                .withMessageStartingWith("copy: Symmetric does not say how it is made");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(() -> WeightNorm.of(WeightNorm.of(linear())),
                "Linear(3, 2): the weight is computed by WeightNorm([2, 3], axis 0) already");
        refused(() -> linear().parametrized(_ -> new WeightNorm(Tensor.ones(2))),
                "Linear(3, 2): WeightNorm([2], axis 0) computes a weight [2] in the place of [2, 3]");
        refused(() -> new SpectralNorm(Tensor.ones(2), random),
                "SpectralNorm: a weight [2]: expected two or more axes, none of them empty");
        refused(() -> new SpectralNorm(Tensor.ones(2, 2), 0, 0, 0, random),
                "SpectralNorm: 0 steps: expected 1 or more");
        refused(() -> new SpectralNorm(Tensor.ones(2, 2), 0, 1, -1, random),
                "SpectralNorm: eps -1.0 is not a finite float of 0 or more");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> new WeightNorm(Tensor.ones(2, 2), 2))
                .withMessage("WeightNorm: axis 2 of shape [2, 2] with 2 axes");
        refused(() -> WeightNorm.of(linear()).forward(Tensor.ones(2, 4)),
                "Linear(3, 2): linear: [2, 4] and weight [2, 3]: expected [..., in] and [out, in]");
    }
}
