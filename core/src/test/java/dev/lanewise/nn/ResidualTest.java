package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Layers that pass on, add or reshape what they are given. */
@Tag("quick")
class ResidualTest {
    private final RandomSource random = RandomSource.seed(1);
    private final Tensor x = random.normal(3, 4);

    @Test
    void theInputIsAddedToWhatTheLayerMakesOfIt() {
        Linear inner = new Linear(4, 4, random);
        Residual residual = new Residual(inner);
        assertThat(residual.forward(x)).hasBitsOf(inner.forward(x).add(x));
        assertThat(residual.stateDict().keySet()).containsExactly("inner.weight", "inner.bias");
        assertThat(residual).hasToString("Residual(\n  inner: Linear(4, 4)\n  shortcut: Identity()\n)");
    }

    @Test
    void aShortcutMayProject() {
        Layer inner = new Sequential(new Linear(4, 2, random), new ReLU());
        Linear shortcut = new Linear(4, 2, false, random);
        Residual residual = new Residual(inner, shortcut);
        assertThat(residual.forward(x)).hasBitsOf(inner.forward(x).add(shortcut.forward(x)));
        assertThat(residual.inner()).isSameAs(inner);
        assertThat(residual.shortcut()).isSameAs(shortcut);
        Residual copy = residual.copy();
        assertThat(copy.forward(x)).hasBitsOf(residual.forward(x));
        assertThat(copy.shortcut()).isNotSameAs(shortcut);
        residual.forward(x).sum().backward();
        assertThat(shortcut.weight().grad()).isNotNull();
    }

    @Test
    void whatWouldBroadcastIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Residual(new Linear(4, 1, random)).forward(x))
                .withMessageEndingWith("the inner layer makes [3, 1] of [3, 4], the shortcut [3, 4]: expected the same "
                        + "shape");
        assertThatIllegalArgumentException().isThrownBy(() -> new Residual(null))
                .withMessage("Residual: the inner layer is null");
        assertThatIllegalArgumentException().isThrownBy(() -> new Residual(new Identity(), null))
                .withMessage("Residual: the shortcut is null");
    }

    @Test
    void identityIsItsInput() {
        assertThat(new Identity().forward(x)).isSameAs(x);
        assertThat(new Identity().copy()).hasToString("Identity()");
    }

    @Test
    void anAxisIsDivided() {
        Unflatten layer = new Unflatten(1, 2, -1, 1);
        assertThat(layer.forward(x)).hasShape(3, 2, 2, 1).hasBitsOf(x.reshape(3, 2, 2, 1));
        assertThat(layer.copy()).hasToString("Unflatten(axis 1, [2, -1, 1])");
        assertThat(layer.copy().forward(x)).hasShape(3, 2, 2, 1);
        assertThat(new Flatten().forward(layer.forward(x))).hasBitsOf(x);
        assertThat(new Unflatten(-2, 3, 1).forward(x)).hasShape(3, 1, 4);
        assertThat(new Unflatten(1, 2, 2).forward(Tensor.ones(0, 4))).hasShape(0, 2, 2);
    }

    @Test
    void sizesThatAreNotTheAxisAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Unflatten(1, 2, -2))
                .withMessage("Unflatten: sizes [2, -2]: expected some of 0 or more, of which one may be -1");
        assertThatIllegalArgumentException().isThrownBy(() -> new Unflatten(1))
                .withMessage("Unflatten: sizes []: expected some of 0 or more, of which one may be -1");
        assertThatIllegalArgumentException().isThrownBy(() -> new Unflatten(1, 3, 2).forward(x))
                .withMessage("Unflatten(axis 1, [3, 2]): unflatten: axis 1 of [3, 4] has size 4, which is not [3, 2]");
    }
}
