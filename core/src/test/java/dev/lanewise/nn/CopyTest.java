package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.activations.LeakyReLU;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.activations.SiLU;
import dev.lanewise.nn.activations.Sigmoid;
import dev.lanewise.nn.activations.Softmax;
import dev.lanewise.nn.activations.Tanh;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class CopyTest {
    private final RandomSource random = RandomSource.seed(1);

    /** Says by a test how it is copied. */
    private static final class Holder extends Block {
        private transient Supplier<Block> copy = () -> null;

        Holder(Map<String, Tensor> tensors) {
            tensors.forEach(this::parameter);
        }

        Holder with(Supplier<Block> how) {
            copy = how;
            return this;
        }

        @Override
        public Block copy() {
            return copied(copy);
        }
    }

    private static void assertSameState(Block copy, Block original) {
        Map<String, Tensor> expected = original.stateDict();
        assertThat(copy.stateDict().keySet()).containsExactlyElementsOf(expected.keySet());
        copy.stateDict().forEach((name, tensor) -> {
            assertThat(tensor).as(name).hasBitsOf(expected.get(name));
            assertThat(tensor.sharesStorage(expected.get(name))).as(name).isFalse();
        });
        assertThat(copy).hasToString(original.toString());
    }

    @Test
    void everyLayerIsCopied() {
        Sequential net = new Sequential(
                new Flatten(), new Linear(6, 5, random), new Linear(5, 4, false, random), new LayerNorm(4),
                new LayerNorm(Shape.of(4), 1e-3f, false), new ReLU(), new LeakyReLU(0.2f), new Tanh(), new Sigmoid(),
                new GELU(), new SiLU(), new Softmax(-1), new Dropout(0.3f, random),
                new Sequential(new Lambda("twice", x -> x.mul(2))));
        net.parameters().forEach(tensor -> tensor.assign(random.normal(tensor.shape().dims())));
        Sequential copy = net.copy();
        assertSameState(copy, net);
        Tensor x = random.normal(3, 2, 3);
        assertThat(copy.forward(x)).hasBitsOf(net.forward(x));
        assertThat(Snapshot.take(Map.of("net", copy)).texts()).isEqualTo(Snapshot.take(Map.of("net", net)).texts());
        assertThat(copy.layers().getFirst()).isNotSameAs(net.layers().getFirst());
    }

    @Test
    void theCopyIsTrainedAlone() {
        Linear linear = new Linear(2, 2, random);
        float[] before = linear.weight().toArray();
        Linear copy = linear.copy();
        copy.weight().assign(Tensor.zeros(2, 2));
        assertThat(linear.weight()).hasBitsOf(before);
    }

    @Test
    void modesAndFrozenParametersAreCopied() {
        Sequential net = new Sequential(new Linear(2, 2, random), new Dropout(0.5f, random), new Linear(2, 2, random));
        net.layers().get(0).freeze();
        net.layers().get(1).eval();
        Sequential copy = net.copy();
        assertThat(copy.namedParameters().values().stream().map(Tensor::requiresGrad))
                .containsExactly(false, false, true, true);
        assertThat(copy.layers().stream().map(Block::isTraining)).containsExactly(true, false, true);
        assertThat(copy.isTraining()).isTrue();
    }

    @Test
    void gradientsAndHooksAreNot() {
        Linear linear = new Linear(2, 2, random);
        linear.onForward((block, inputs, output) -> {
            throw new AssertionError("told");
        });
        linear.weight().setGrad(Tensor.ones(2, 2));
        Linear copy = linear.copy();
        assertThat(copy.weight().grad()).isNull();
        assertThat(copy.forward(Tensor.ones(1, 2))).hasShape(1, 2);
    }

    @Test
    void aBlockThatOccursTwiceOccursTwiceInTheCopy() {
        ReLU relu = new ReLU();
        Linear linear = new Linear(2, 2, random);
        Sequential copy = new Sequential(linear, relu, new Sequential(linear), relu).copy();
        assertThat(copy.layers().get(1)).isSameAs(copy.layers().get(3)).isNotSameAs(relu);
        assertThat(((Sequential) copy.layers().get(2)).layers().getFirst()).isSameAs(copy.layers().getFirst());
    }

    @Test
    void tiedParametersStayTied() {
        Linear encoder = new Linear(3, 3, random);
        BlockList<Linear> both = new BlockList<>(List.of(encoder, new Linear(encoder.weight(), null)));
        BlockList<Linear> copy = both.copy();
        assertThat(copy.get(1).weight()).isSameAs(copy.get(0).weight()).isNotSameAs(encoder.weight());
        assertThat(copy.parameters()).hasSize(2);
        assertSameState(copy, both);
    }

    @Test
    void aMapKeepsItsOrder() {
        Map<String, Layer> layers = new LinkedHashMap<>();
        layers.put("z", new Linear(2, 2, random));
        layers.put("a", new ReLU());
        BlockMap<Layer> copy = new BlockMap<>(layers).copy();
        assertThat(copy.blocks().keySet()).containsExactly("z", "a");
        assertSameState(copy, new BlockMap<>(layers));
    }

    @Test
    void aBlockThatDoesNotSayHowIsNamed() {
        Layer mine = new Layer() {
            @Override
            protected Tensor compute(Tensor x) {
                return x;
            }
        };
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> new Sequential(mine).copy())
                .withMessageMatching("copy: CopyTest\\$1 does not say how it is made; override copy\\(\\) with: return "
                        + "copied\\(\\(\\) -> new CopyTest\\$1\\(...\\)\\)");
    }

    private void assertNoCopy(String message, Map<String, Tensor> tensors, Supplier<Block> how) {
        assertThatIllegalStateException().isThrownBy(() -> new Holder(tensors).with(how).copy())
                .withMessage("copy of Holder()" + message);
    }

    @Test
    void whatIsNoCopyIsNamed() {
        Tensor w = Tensor.ones(2);
        Map<String, Tensor> own = Map.of("w", w);
        assertNoCopy(": the copy is null", own, () -> null);
        assertNoCopy(": the copy is a ReLU", own, ReLU::new);
        assertNoCopy(": \"w\" is not copied: the copy has the original", own, () -> new Holder(own));
        assertNoCopy(": \"w\" shares its storage with the copy", own, () -> new Holder(Map.of("w", w.detach())));
        assertNoCopy(": where the original has parameter \"w\" [2], the copy has nothing", own,
                () -> new Holder(Map.of()));
        assertNoCopy(": where the original has parameter \"w\" [2], the copy has parameter \"w\" [3]", own,
                () -> new Holder(Map.of("w", Tensor.ones(3))));
        Holder self = new Holder(own);
        assertThatIllegalStateException().isThrownBy(() -> self.with(() -> self).copy())
                .withMessage("copy of Holder(): it is not copied: the copy has the original");
    }

    @Test
    void aTieThatIsLostIsNamedWithItsPlace() {
        Tensor w = Tensor.ones(2);
        List<Holder> tied = List.of(new Holder(Map.of("w", w)), new Holder(Map.of("w", w)));
        tied.forEach(holder -> holder.with(() -> new Holder(Map.of("w", w.copy()))));
        assertThatIllegalStateException().isThrownBy(() -> new BlockList<>(tied).copy()).withMessage(
                "copy of Holder(): \"w\" occurs at several places and has several copies; make them with copied(...) "
                        + "or copy()");
    }

    @Test
    void aTieThatIsNewIsNamed() {
        Tensor shared = Tensor.ones(2);
        List<Holder> apart = List.of(new Holder(Map.of("w", Tensor.ones(2))), new Holder(Map.of("w", Tensor.ones(2))));
        apart.forEach(holder -> holder.with(() -> new Holder(Map.of("w", shared))));
        assertThatIllegalStateException().isThrownBy(() -> new BlockList<>(apart).copy())
                .withMessage("copy of Holder(): \"w\" has the same copy as something else");
    }

    @Test
    void childrenThatAConstructorMakesGetTheValuesToo() {
        final class Net extends Block {
            private final Linear inner = child("inner", new Linear(2, 2, RandomSource.seed(5)));

            @Override
            public Net copy() {
                return copied(Net::new);
            }
        }

        Net net = new Net();
        net.inner.weight().assign(Tensor.zeros(2, 2));
        net.inner.freeze();
        Net copy = net.copy();
        assertSameState(copy, net);
        assertThat(copy.inner.weight().requiresGrad()).isFalse();
    }

    @Test
    void aCopyIsNotMadeWithinACapture() {
        Linear linear = new Linear(2, 2, random);
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(
                List.of(Tensor.ones(1, 2)), in -> List.of(linear.copy().forward((Tensor) in.getFirst()))))
                .withMessage("capture: copy() makes a block in the middle of the captured computation, which would be "
                        + "made once; copy it before");
    }

    @Test
    void copiedIsForCopies() {
        assertThatIllegalStateException().isThrownBy(() -> Block.copied(Tensor.ones(1)))
                .withMessage("copied: there is no copy going on; call it within copied(() -> ...)");
    }
}
