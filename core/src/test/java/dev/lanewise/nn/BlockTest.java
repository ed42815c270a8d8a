package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a block consists of: parameters, buffers, parts and children; and what nobody has registered. */
@Tag("quick")
class BlockTest {
    /** A block that a test fills. */
    private static class Open extends Block {
        Open with(String name, Tensor parameter) {
            parameter(name, parameter);
            return this;
        }

        Open withBuffer(String name, Tensor buffer) {
            buffer(name, buffer);
            return this;
        }

        Open withPart(String name, Stateful part) {
            part(name, part);
            return this;
        }

        Open withChild(String name, Block block) {
            child(name, block);
            return this;
        }
    }

    /** A mean that follows its inputs in training: a buffer. */
    private static final class Centre extends Layer {
        private final Tensor mean = buffer("mean", Tensor.zeros(2));
        private final Tensor shift = parameter("shift", Tensor.zeros(2));

        @Override
        protected Tensor compute(Tensor x) {
            if (isTraining()) {
                mean.assign(mean.mul(0.5).add(x.detach().mean(0).mul(0.5)));
            }
            return x.sub(mean).add(shift);
        }
    }

    private static void assertRefused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void aBufferIsSavedAndLoadedButNotTrained() {
        Centre layer = new Centre();
        layer.forward(Tensor.of(new float[][] {{2, 4}, {4, 8}})).sum().backward();
        assertThat(layer.mean).hasBitsOf(1.5f, 3);
        assertThat(layer.mean.requiresGrad()).isFalse();
        assertThat(layer.parameters()).containsExactly(layer.shift);
        assertThat(layer.parameterCount()).isEqualTo(2);
        Sequential net = new Sequential(layer);
        assertThat(net.namedParameters().keySet()).containsExactly("0.shift");
        assertThat(net.namedBuffers().keySet()).containsExactly("0.mean");
        assertThat(net.stateDict().keySet()).containsExactly("0.shift", "0.mean");

        Sequential other = new Sequential(new Centre());
        other.loadStateDict(net.stateDict());
        other.eval();
        assertThat(other.forward(Tensor.of(new float[][] {{2, 4}}))).hasBitsOf(0.5f, 1);
    }

    @Test
    void freezingLeavesBuffersAndModesAlone() {
        Centre layer = new Centre();
        layer.freeze();
        assertThat(layer.shift.requiresGrad()).isFalse();
        assertThat(layer.isTraining()).isTrue();
        layer.unfreeze();
        assertThat(layer.shift.requiresGrad()).isTrue();
        assertThat(layer.mean.requiresGrad()).isFalse();
    }

    @Test
    void aStateDictSharesStorageAndASnapshotDoesNot() {
        Centre layer = new Centre();
        Map<String, Tensor> shared = layer.stateDict();
        Map<String, Tensor> copied = layer.snapshot();
        layer.shift.assign(Tensor.of(1, 2));
        assertThat(shared.get("shift")).hasBitsOf(1, 2);
        assertThat(copied.get("shift")).hasBitsOf(0, 0);
        assertThat(copied.keySet()).containsExactly("shift", "mean");
        assertThat(copied.values()).noneMatch(Tensor::requiresGrad);
    }

    @Test
    void theStateHasAllThatARunNeeds() {
        RandomSource random = RandomSource.seed(1);
        Sequential net = new Sequential(new Centre(), new Dropout(0.5f, random));
        Snapshot state = Snapshot.take(Map.of("net", net));
        assertThat(state.names()).containsExactly("net.0.class.frozen", "net.0.class.name", "net.0.mean",
                "net.0.shift", "net.1.class.frozen", "net.1.class.name", "net.1.random.index", "net.1.random.seed",
                "net.1.random.stream", "net.class.frozen", "net.class.name");
        Tensor x = RandomSource.seed(2).normal(9, 2);
        Tensor first = net.forward(x);
        assertThat(net.forward(x).toArray()).isNotEqualTo(first.toArray());
        state.restore(Map.of("net", net));
        assertThat(net.forward(x)).hasBitsOf(first);
    }

    @Test
    void theStateOfOtherSettingsOrAnotherClassIsRefused() {
        Snapshot saved = Snapshot.take(Map.of("net", new Sequential(
                new Dropout(0.5f, RandomSource.seed(1)), new ReLU())));
        Sequential other = new Sequential(new Dropout(0.1f, RandomSource.seed(2)), new GELU());
        Snapshot before = Snapshot.take(Map.of("net", other));
        assertRefused("""
                the state does not fit, and nothing is changed: 2 differences:
                  "net.0.class.name" was Dropout(0.5) and is now Dropout(0.1)
                  "net.1.class.name" was ReLU() and is now GELU()""", () -> saved.restore(Map.of("net", other)));
        assertThat(Snapshot.take(Map.of("net", other)).texts()).isEqualTo(before.texts());
    }

    @Test
    void frozenParametersAreFrozenAgainAndOthersAreNot() {
        Open block = new Open().with("a", Tensor.ones(1)).with("b", Tensor.ones(1)).with("c", Tensor.ones(1));
        Map<String, Tensor> own = block.namedParameters();
        own.get("a").requiresGrad(false);
        own.get("c").requiresGrad(false);
        block.eval();
        Snapshot saved = Snapshot.take(Map.of("block", block));
        assertThat(saved.texts()).containsEntry("block.class.frozen", "a,c");
        block.train();
        block.freeze();
        own.get("c").requiresGrad(true).setGrad(Tensor.ones(1));
        saved.restore(Map.of("block", block));
        assertThat(own.values().stream().map(Tensor::requiresGrad)).containsExactly(false, true, false);
        assertThat(own.get("c").grad()).isNull();
        assertThat(block.isTraining()).as("modes are not part of the state").isTrue();
        block.loadStateDict(Map.of("a", Tensor.ones(1), "b", Tensor.ones(1), "c", Tensor.ones(1)));
        assertThat(own.values().stream().map(Tensor::requiresGrad)).containsExactly(false, true, false);
    }

    @Test
    void frozenParametersThatThereAreNotAreNamedAndNothingIsChanged() {
        Open block = new Open().with("a", Tensor.ones(1)).with("b", Tensor.ones(1));
        Snapshot saved = Snapshot.take(Map.of("block", block));
        Map<String, String> texts = new LinkedHashMap<>(saved.texts());
        texts.put("block.class.frozen", "a,z");
        block.namedParameters().get("b").requiresGrad(false);
        assertRefused("state: the frozen parameters of Open() are \"a,z\", and it has \"a\", \"b\"",
                () -> new Snapshot(saved.tensors(), Map.of(), texts).restore(Map.of("block", block)));
        assertThat(block.parameters().stream().map(Tensor::requiresGrad)).containsExactly(true, false);
    }

    @Test
    void whatCannotBeRegisteredIsNamed() {
        Tensor w = Tensor.ones(2);
        assertRefused("parameter \"v\" of Open [2] is registered already, as \"w\"",
                () -> new Open().with("w", w).with("v", w));
        assertRefused("buffer \"v\" of Open [2] is registered already, as \"w\"",
                () -> new Open().with("w", w).withBuffer("v", w));
        assertRefused("parameter \"w\" of Open [2] was computed and has a history; detach() it first",
                () -> new Open().with("w", w.requiresGrad(true).mul(2)));
        assertRefused("buffer \"b\" of Open [2] requires a gradient; buffers are not trained",
                () -> new Open().withBuffer("b", w.requiresGrad(true)));
        assertRefused("part \"p\" of Open is a block; register it as a child",
                () -> new Open().withPart("p", new ReLU()));
        assertRefused("name \"a\" of Open is empty, has a dot or is taken",
                () -> new Open().withPart("a", RandomSource.seed(1)).withBuffer("a", Tensor.ones(1)));
        assertRefused("name \"class\" of Open is reserved: the state has the class of a block under it",
                () -> new Open().withChild("class", new ReLU()));
        assertRefused("parameter \"a,b\" of Open has a comma in its name, which separates names in the state",
                () -> new Open().with("a,b", w));
        assertRefused("Open: what is to be registered as \"p\" is null", () -> new Open().withPart("p", null));
        assertRefused("Open: the name of a block, parameter, buffer or part is null",
                () -> new Open().with(null, w));
    }

    @Test
    void aParameterThatIsRefusedStaysAsItWas() {
        Tensor w = Tensor.ones(2);
        assertRefused("name \"\" of Open is empty, has a dot or is taken", () -> new Open().with("", w));
        assertThat(w.requiresGrad()).isFalse();
    }

    @Test
    void blocksMayShareAParameter() {
        Tensor w = Tensor.ones(2);
        Block both = new Open().withChild("a", new Open().with("w", w)).withChild("b", new Open().with("w", w));
        assertThat(both.namedParameters().keySet()).containsExactly("a.w", "b.w");
        assertThat(both.parameters()).containsExactly(w);
    }

    private static void assertUnregistered(String place, String what, String method, Block block) {
        String fate = method.equals("part") ? "not be saved" : "be neither trained nor saved";
        for (ThrowingCallable first : List.<ThrowingCallable>of(block::parameters, block::namedBuffers,
                block::stateDict,
                () -> new Open().withChild("inner", block).parameterCount(),
                () -> Snapshot.take(Map.of("block", block)))) {
            assertThatIllegalStateException().isThrownBy(first).withMessageMatching(
                    "(\\w|\\$)+: its " + place + " holds a " + what + ", which is not registered and would "
                            + fate + "; register it with " + method + "\\(name, ...\\).*");
        }
    }

    private static final class Forgotten extends Open {
        @SuppressWarnings("unused") // found by reflection
        private final Object held;

        Forgotten(Object held) {
            this.held = held;
        }
    }

    @Test
    void whatAFieldHoldsAndNobodyHasRegisteredIsNoticed() {
        Linear linear = new Linear(3, 2, RandomSource.seed(1));
        for (Object held : new Object[] {linear, List.of("x", List.of(linear)), Map.of("a", linear),
            Map.of(linear, 1), new Object[] {null, linear}, Optional.of(linear), new Pair(1, new Pair(linear, 2))}) {
            assertUnregistered("field \"held\"", "Linear\\(3, 2\\)", "child", new Forgotten(held));
        }
        assertUnregistered("field \"held\"", "tensor \\[2\\] that requires a gradient", "parameter",
                new Forgotten(Tensor.ones(2).requiresGrad(true)));
    }

    /** What a field may hold. */
    private record Pair(Object left, Object right) {}

    /** Something of a user's that has state. */
    private static final class Count implements Stateful {
        private long count;

        @Override
        public void state(State state) {
            count = state.number("count", count);
        }
    }

    @Test
    void stateThatAFieldHoldsAndNobodyHasRegisteredIsNoticed() {
        RandomSource random = RandomSource.seed(1);
        for (Object held : new Object[] {random, Optional.of(random), new Pair(List.of(random), 1)}) {
            assertUnregistered("field \"held\"", "RandomSource", "part", new Forgotten(held));
        }
        assertUnregistered("field \"held\"", "Count", "part", new Forgotten(new Count()));
        assertUnregistered("captured variable \"random\"", "RandomSource", "part", new Layer() {
            @Override
            protected Tensor compute(Tensor x) {
                return random.dropout(x, 0.5f);
            }
        });
        Block registered = new Forgotten(new Pair(random, Optional.empty())).withPart("random", random);
        assertThat(registered.parameters()).isEmpty();
    }

    @Test
    void whatHoldsItselfIsLookedIntoOnce() {
        Object[] holder = new Object[2];
        holder[0] = new Pair(holder, List.of(Optional.of(holder)));
        assertThat(new Forgotten(holder).parameters()).isEmpty();
        holder[1] = new Count();
        assertUnregistered("field \"held\"", "Count", "part", new Forgotten(holder));
    }

    @Test
    void whatAnAnonymousBlockCapturesIsNoticed() {
        Linear linear = new Linear(3, 2, RandomSource.seed(1));
        assertUnregistered("captured variable \"linear\"", "Linear\\(3, 2\\)", "child", new Layer() {
            @Override
            protected Tensor compute(Tensor x) {
                return linear.forward(x);
            }
        });
    }

    /** Holds what need not be registered here. */
    private final class Complete extends Open {
        private static final Linear STATIC = new Linear(3, 2, RandomSource.seed(1));
        private final transient Block teacher = STATIC;
        private final Tensor constant = Tensor.ones(2);
        private final Tensor computed = Tensor.ones(2).requiresGrad(true).mul(2);
        private final Block grandchild;
        private final Object[] itself = new Object[1];

        Complete() {
            Linear linear = new Linear(3, 2, RandomSource.seed(1));
            withChild("list", new BlockList<>(List.of(linear)));
            grandchild = linear;
            itself[0] = itself;
        }

        Object[] fields() {
            return new Object[] {teacher, constant, computed, grandchild, itself, BlockTest.this};
        }
    }

    /** Field of the test, which {@link Complete} can see through its outer instance. */
    @SuppressWarnings("unused")
    private final Linear outside = new Linear(3, 2, RandomSource.seed(1));

    @Test
    void transientFieldsConstantsAndWhatIsRegisteredBelowAreLeftAlone() {
        Complete block = new Complete();
        assertThat(block.fields()).doesNotContainNull();
        assertThat(block.namedParameters().keySet()).containsExactly("list.0.weight", "list.0.bias");
    }

    @Test
    void whatIsRegisteredLaterIsCheckedAgain() {
        Linear linear = new Linear(3, 2, RandomSource.seed(1));
        Forgotten block = new Forgotten(linear);
        assertThatIllegalStateException().isThrownBy(block::parameters);
        block.withChild("late", linear);
        assertThat(block.parameters()).hasSize(2);
    }
}
