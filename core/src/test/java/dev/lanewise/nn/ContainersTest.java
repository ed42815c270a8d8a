package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists and maps of blocks, and functions as layers. */
@Tag("quick")
class ContainersTest {
    private final Linear linear = new Linear(3, 2, RandomSource.seed(1));

    @Test
    void aListNamesItsBlocksByPosition() {
        BlockList<Layer> list = new BlockList<>(List.of(linear, new ReLU()));
        assertThat(list).hasSize(2).first().isSameAs(linear);
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.get(1)).isInstanceOf(ReLU.class);
        assertThat(list.namedParameters().keySet()).containsExactly("0.weight", "0.bias");
        assertThat(list).hasToString("BlockList(\n  0: Linear(3, 2)\n  1: ReLU()\n)");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(2))
                .withMessage("BlockList: block 2 of 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new BlockList<>(Arrays.asList(linear, null)))
                .withMessage("BlockList: what is to be registered as \"1\" is null");
    }

    @Test
    void aMapNamesItsBlocksByKey() {
        BlockMap<Layer> map = new BlockMap<>(Map.of("linear", linear, "act", new ReLU()));
        assertThat(map.get("linear")).isSameAs(linear);
        assertThat(map.size()).isEqualTo(2);
        assertThat(map.blocks().keySet()).as("sorted, as Map.of has no order").containsExactly("act", "linear");
        assertThat(map.namedParameters().keySet()).containsExactly("linear.weight", "linear.bias");
        assertThatIllegalArgumentException().isThrownBy(() -> map.get("tanh"))
                .withMessage("BlockMap: there is no \"tanh\", but \"act\", \"linear\"");
        assertThatIllegalArgumentException().isThrownBy(() -> new BlockMap<>(Map.of("a.b", linear)))
                .withMessage("name \"a.b\" of BlockMap is empty, has a dot or is taken");
    }

    @Test
    void aFunctionIsALayer() {
        Layer net = new Sequential(new Lambda("to rows", x -> x.reshape(-1, 3)), linear);
        assertThat(net.forward(Tensor.ones(12))).hasShape(4, 2);
        assertThat(net).hasToString("Sequential(\n  0: Lambda(to rows)\n  1: Linear(3, 2)\n)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Lambda("f", null))
                .withMessage("Lambda: the function is null");
    }

    @Test
    void parametersMayBeHandedToALinearMap() {
        Linear tied = new Linear(linear.weight(), null);
        assertThat(tied.weight()).isSameAs(linear.weight());
        assertThatIllegalArgumentException().isThrownBy(() -> new Linear(linear.weight(), Tensor.ones(3)))
                .withMessage("Linear: weight [2, 3] and bias [3]: expected [out, in] and [out]");
        assertThatIllegalArgumentException().isThrownBy(() -> new Linear(Tensor.ones(3), null))
                .withMessage("Linear: weight [3]: expected [out, in] and [out]");
    }
}
