package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.activations.LeakyReLU;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.activations.Softmax;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What all layers share: names, modes, state. */
@Tag("quick")
class LayerTest {
    /** A layer with a parameter of its own, two children, and one tensor under two names. */
    private static final class Net extends Layer {
        private final Tensor scale = parameter("scale", Tensor.ones(1));
        private final Layer body;
        private final Layer twin;

        Net() {
            Linear shared = new Linear(3, 2, RandomSource.seed(1));
            body = child("body", new Sequential(shared, new ReLU(), new Dropout(0.5f, RandomSource.seed(2))));
            twin = child("twin", shared);
        }

        @Override
        protected Tensor compute(Tensor x) {
            return body.forward(x).add(twin.forward(x)).mul(scale);
        }
    }

    private static Sequential mlp(int seed) {
        RandomSource random = RandomSource.seed(seed);
        return new Sequential(new Flatten(), new Linear(4, 3, random), new ReLU(), new Linear(3, 2, false, random));
    }

    @Test
    void flattenKeepsTheFirstAxisAndAnEmptyChainItsInput() {
        assertThat(new Flatten().forward(Tensor.zeros(2, 3, 4)).shape()).isEqualTo(Shape.of(2, 12));
        Tensor x = Tensor.ones(2);
        assertThat(new Sequential().forward(x)).isSameAs(x);
    }

    @Test
    void parametersAreNamedByTheirPath() {
        assertThat(new Net().namedParameters().keySet())
                .containsExactly("scale", "body.0.weight", "body.0.bias", "twin.weight", "twin.bias");
        assertThat(mlp(1).namedParameters().keySet()).containsExactly("1.weight", "1.bias", "3.weight");
    }

    @Test
    void aSharedParameterIsListedOnce() {
        assertThat(new Net().parameters()).hasSize(3);
        assertThat(new Net().parameterCount()).isEqualTo(1 + 6 + 2);
    }

    @Test
    void parametersRequireGradients() {
        assertThat(mlp(1).parameters()).allMatch(Tensor::requiresGrad).allMatch(Tensor::isLeaf);
    }

    @Test
    void namesAreNotEmptyHaveNoDotsAndAreTakenOnce() {
        for (String name : new String[] {"", "a.b", "twice"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Layer() {
                {
                    parameter("twice", Tensor.ones(1));
                    child(name, new ReLU());
                }

                @Override
                protected Tensor compute(Tensor x) {
                    return x;
                }
            }).withMessageContaining("name \"" + name + "\"").withMessageEndingWith("is empty, has a dot or is taken");
        }
    }

    @Test
    void stateIsSavedAndLoaded() {
        Sequential source = mlp(1);
        Sequential target = mlp(2);
        Tensor x = RandomSource.seed(3).normal(5, 2, 2);
        assertThat(target.forward(x).toArray()).isNotEqualTo(source.forward(x).toArray());
        target.loadStateDict(source.stateDict());
        assertThat(target.forward(x).toArray()).isEqualTo(source.forward(x).toArray());
        source.parameters().forEach(parameter -> parameter.assign(Tensor.zeros(parameter.shape())));
        assertThat(target.forward(x).toArray()).isNotEqualTo(source.forward(x).toArray());
    }

    @Test
    void aStateDictSharesTheParametersStorageAndHasNoHistory() {
        Linear layer = new Linear(2, 1, RandomSource.seed(1));
        Map<String, Tensor> state = layer.stateDict();
        assertThat(state.get("weight").requiresGrad()).isFalse();
        layer.weight().assign(Tensor.full(7f, 1, 2));
        assertThat(state.get("weight").toArray()).containsOnly(7f);
    }

    @Test
    void aNameThatIsTakenInAnAnonymousLayerIsRefusedWithTheNameOfItsClass() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Layer() {
            {
                child("a", new ReLU());
                child("a", new ReLU());
            }

            @Override
            protected Tensor compute(Tensor x) {
                return x;
            }
        }).withMessageMatching("name \"a\" of LayerTest\\$\\d+ is empty, has a dot or is taken");
        Layer anonymous = new Layer() {
            @Override
            protected Tensor compute(Tensor x) {
                return x;
            }
        };
        assertThat(anonymous.toString()).matches("LayerTest\\$\\d+\\(\\)");
    }

    @Test
    void nullIsRefusedWithItsPlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sequential(new ReLU(), null))
                .withMessage("Sequential: what is to be registered as \"1\" is null");
        assertThatIllegalArgumentException().isThrownBy(() -> new Sequential((Layer) null))
                .withMessage("Sequential: what is to be registered as \"0\" is null");
    }

    @Test
    void modesReachAllLayersBelow() {
        Net net = new Net();
        Layer dropout = ((Sequential) net.body).layers().get(2);
        assertThat(net.isTraining()).isTrue();
        net.eval();
        assertThat(net.isTraining()).isFalse();
        assertThat(dropout.isTraining()).isFalse();
        net.train();
        assertThat(dropout.isTraining()).isTrue();
    }

    @Test
    void aProgramThatSwitchesAModeWithinAnEvaluationDependsOnBoth() {
        Layer net = new Dropout(0.5f, RandomSource.seed(1));
        List<Tensor> inputs = List.of(Tensor.ones(3));
        Supplier<Program> capture = () -> Program.capture(inputs, in -> {
            net.train();
            return List.of(net.forward((Tensor) in.getFirst()));
        }).program();
        try (EvalMode.Scope _ = EvalMode.scope()) {
            Program evaluation = capture.get();
            assertThat(evaluation.fits(inputs)).isTrue();
            net.eval();
            assertThat(evaluation.fits(inputs)).as("the mode is switched").isFalse();
            assertThat(capture.get().isRepeatable()).isFalse();
        }
        Program training = capture.get();
        assertThat(training.fits(inputs)).isTrue();
        try (EvalMode.Scope _ = EvalMode.scope()) {
            assertThat(training.fits(inputs)).as("evaluation").isFalse();
            assertThat(capture.get().fits(inputs)).isTrue();
        }
    }

    @Test
    void frozenLayersGetNoGradients() {
        Sequential net = mlp(1);
        Tensor x = RandomSource.seed(3).normal(5, 4);
        net.forward(x).sum().backward();
        net.layers().get(1).freeze();
        Linear frozen = (Linear) net.layers().get(1);
        assertThat(frozen.weight().grad()).isNull();
        net.forward(x).sum().backward();
        assertThat(frozen.weight().grad()).isNull();
        assertThat(((Linear) net.layers().get(3)).weight().grad()).isNotNull();
        net.unfreeze();
        net.forward(x).sum().backward();
        assertThat(frozen.weight().grad()).isNotNull();
    }

    @Test
    void printingShowsTheTreeOfLayers() {
        assertThat(new Net()).hasToString("""
                Net(
                  body: Sequential(
                    0: Linear(3, 2)
                    1: ReLU()
                    2: Dropout(0.5)
                  )
                  twin: Linear(3, 2)
                )""");
        assertThat(new Linear(3, 2, false, RandomSource.seed(1))).hasToString("Linear(3, 2, no bias)");
        assertThat(new Softmax(-1)).hasToString("Softmax(axis -1)");
        assertThat(new LeakyReLU()).hasToString("LeakyReLU(0.01)");
    }

    /** Takes a child after it has been made. */
    private static final class Open extends Layer {
        void add(Layer layer) {
            child("inner", layer);
        }

        @Override
        protected Tensor compute(Tensor x) {
            return x;
        }
    }

    @Test
    void aLayerIsNotAmongItsOwnChildren() {
        Open layer = new Open();
        String message = "block \"inner\" of Open is that block itself, or has it among its children";
        assertThatIllegalArgumentException().isThrownBy(() -> layer.add(layer)).withMessage(message);
        Layer around = new Sequential(new ReLU(), layer);
        assertThatIllegalArgumentException().isThrownBy(() -> layer.add(around)).withMessage(message);
        assertThat(layer.parameters()).isEmpty();
    }
}
