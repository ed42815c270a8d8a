package dev.lanewise.train;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static dev.lanewise.train.Training.CLASSES;
import static dev.lanewise.train.Training.FEATURES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.activations.LeakyReLU;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.activations.SiLU;
import dev.lanewise.nn.activations.Softmax;
import dev.lanewise.optim.ASGD;
import dev.lanewise.optim.Adadelta;
import dev.lanewise.optim.Adafactor;
import dev.lanewise.optim.Adagrad;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Adamax;
import dev.lanewise.optim.LAMB;
import dev.lanewise.optim.Lion;
import dev.lanewise.optim.Lookahead;
import dev.lanewise.optim.Muon;
import dev.lanewise.optim.NAdam;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.RAdam;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.Rprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.Schedules;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.parallel.Team;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Training.Between;
import dev.lanewise.train.Training.Loss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A captured training gives the bits of the eager one: every loss, every parameter, whatever happens between steps. */
@Tag("parity")
class TrainingParityTest {
    private static final Loss CROSS_ENTROPY = (model, x, y) -> Losses.crossEntropy(model.forward(x), y);

    /** Layer normalisation in ops. */
    private static final class HandWrittenNorm extends Layer {
        private final Tensor scale = parameter("scale", Tensor.ones(9));
        private final Tensor shift = parameter("shift", Tensor.zeros(9));

        @Override
        protected Tensor compute(Tensor x) {
            Tensor centred = x.sub(x.mean(true, -1));
            Tensor variance = centred.square().mean(true, -1);
            return centred.mul(variance.add(1e-5f).rsqrt()).mul(scale).add(shift);
        }
    }

    private static Layer dropoutNet() {
        RandomSource random = RandomSource.seed(5);
        return new Sequential(
                new Linear(FEATURES, 17, random), new ReLU(), new Dropout(0.3f, random),
                new Linear(17, CLASSES, random));
    }

    private static Layer normNet() {
        RandomSource random = RandomSource.seed(6);
        return new Sequential(
                new Linear(FEATURES, 9, random), new HandWrittenNorm(), new GELU(), new Linear(9, 5, random),
                new SiLU(), new Linear(5, CLASSES, false, random));
    }

    private static Layer softmaxNet() {
        RandomSource random = RandomSource.seed(7);
        return new Sequential(
                new Linear(FEATURES, 8, random), new LeakyReLU(0.1f), new Linear(8, CLASSES, random), new Softmax(-1));
    }

    private static List<Tensor> ofRank(List<Tensor> parameters, IntPredicate rank) {
        return parameters.stream().filter(parameter -> rank.test(parameter.rank())).toList();
    }

    static Stream<Arguments> trainings() {
        Map<String, Function<List<Tensor>, Optimizer>> optimizers = new LinkedHashMap<>();
        optimizers.put("SGD", p -> new SGD(p, 0.1));
        optimizers.put("SGD with decay", p -> new SGD(p, 0.1).weightDecay(0.01));
        optimizers.put("momentum", p -> new SGD(p, 0.1).momentum(0.9).dampening(0.1).weightDecay(0.01));
        optimizers.put("nesterov", p -> new SGD(p, 0.1).momentum(0.9).nesterov(true));
        optimizers.put("Adafactor", p -> new Adafactor(p, 0.05).weightDecay(0.01));
        optimizers.put("LAMB", p -> new LAMB(p, Schedules.warmup(3, Schedules.cosine(0.05, 6))));
        optimizers.put("Muon", p -> new ParameterGroups(
                new Muon(ofRank(p, rank -> rank == 2), Schedules.warmup(3, Schedules.cosine(0.05, 6))),
                new SGD(ofRank(p, rank -> rank != 2), 0.1)));
        optimizers.put("Rprop", p -> new Rprop(p, 0.01));
        optimizers.put("ASGD", p -> new ASGD(p, 0.1).t0(3).lambd(0.01));
        optimizers.put("Lookahead", p -> new Lookahead(new AdamW(p, 0.01), 4, 0.5));
        optimizers.put("Adam", p -> new Adam(p, 0.01));
        optimizers.put("Adam with decay", p -> new Adam(p, 0.01).weightDecay(0.1).betas(0.8, 0.99));
        optimizers.put("AdamW", p -> new AdamW(p, 0.01));
        optimizers.put("Adam with amsgrad", p -> new Adam(p, 0.01).amsgrad(true).betas(0.8, 0.9));
        optimizers.put("AdamW with amsgrad", p -> new AdamW(p, 0.01).amsgrad(true));
        optimizers.put("Adagrad", p -> new Adagrad(p, 0.05).lrDecay(0.1).initialAccumulator(0.1).weightDecay(0.01));
        optimizers.put("Adadelta", p -> new Adadelta(p, 1).weightDecay(0.01));
        optimizers.put("Adamax", p -> new Adamax(p, 0.01).weightDecay(0.01));
        optimizers.put("NAdam", p -> new NAdam(p, 0.01).weightDecay(0.01));
        optimizers.put("NAdam, decoupled", p -> new NAdam(p, 0.01).decoupledWeightDecay(true).weightDecay(0.1));
        optimizers.put("RAdam", p -> new RAdam(p, 0.01).weightDecay(0.01));
        optimizers.put("RAdam, decoupled", p -> new RAdam(p, 0.01).decoupledWeightDecay(true).weightDecay(0.1));
        optimizers.put("RMSprop", p -> new RMSprop(p, 0.01));
        optimizers.put("RMSprop, centered", p -> new RMSprop(p, 0.01).centered(true).weightDecay(0.01));
        optimizers.put("RMSprop with momentum", p -> new RMSprop(p, 0.01).momentum(0.9));
        optimizers.put("Lion", p -> new Lion(p, Schedules.warmup(3, Schedules.cosine(0.01, 6))).weightDecay(0.1));
        Map<String, Supplier<Layer>> models = new LinkedHashMap<>();
        models.put("dropout", TrainingParityTest::dropoutNet);
        models.put("norm", TrainingParityTest::normNet);
        models.put("softmax", TrainingParityTest::softmaxNet);
        return optimizers.entrySet().stream().flatMap(optimizer -> models.entrySet().stream()
                .map(model -> Arguments.argumentSet(
                        model.getKey() + ", " + optimizer.getKey(), model.getValue(), optimizer.getValue())));
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void theBitsAreThoseOfTheEagerTraining(Supplier<Layer> model, Function<List<Tensor>, Optimizer> optimizer) {
        assertSameBits(model, optimizer, Between.NOTHING);
    }

    @Test
    void theLossMayBeWrittenInOps() {
        Loss squares = (model, x, y) -> Losses.mse(model.forward(x), Indexing.oneHot(y, CLASSES));
        Function<List<Tensor>, Optimizer> adam = p -> new Adam(p, 0.01);
        assertThat(Training.run(true, TrainingParityTest::softmaxNet, adam, squares, Between.NOTHING))
                .containsExactlyElementsOf(
                        Training.run(false, TrainingParityTest::softmaxNet, adam, squares, Between.NOTHING));
    }

    @Test
    void theLearningRateMayChangeBetweenSteps() {
        assertSameBits(TrainingParityTest::dropoutNet, p -> new Adam(p, 0.01), (step, model, optimizer) -> {
            ((UpdateRule) optimizer).setLr(0.01 / (1 + step));
            return List.of();
        });
    }

    @Test
    void theMomentumMayComeAndGoBetweenSteps() {
        assertSameBits(TrainingParityTest::dropoutNet, p -> new SGD(p, 0.1), (step, model, optimizer) -> {
            ((SGD) optimizer).momentum(step % 4 < 2 ? 0 : 0.5 + step / 20.0);
            return List.of();
        });
    }

    @Test
    void layersMayBeFrozenAndUnfrozenBetweenSteps() {
        assertSameBits(TrainingParityTest::dropoutNet, p -> new SGD(p, 0.1).momentum(0.9),
                (step, model, optimizer) -> {
                    Tensor first = model.parameters().getFirst();
                    if (step == 3) {
                        first.requiresGrad(false);
                    }
                    if (step == 7) {
                        first.requiresGrad(true);
                    }
                    return List.of(first);
                });
    }

    @Test
    void dropoutMayBeSwitchedOffBetweenSteps() {
        assertSameBits(TrainingParityTest::dropoutNet, p -> new Adam(p, 0.01), (step, model, optimizer) -> {
            if (step % 3 == 2) {
                model.eval();
            } else {
                model.train();
            }
            return List.of();
        });
    }

    @Test
    void aProgramMayInferBetweenSteps() {
        Tensor x = RandomSource.seed(1).normal(4, FEATURES);
        Program[] inference = new Program[1];
        assertSameBits(TrainingParityTest::dropoutNet, p -> new Adam(p, 0.01), (step, model, optimizer) -> {
            model.eval();
            Tensor expected = model.forward(x).detach();
            if (step == 0) {
                inference[0] = Program.capture(List.of(x), in -> List.of(model.forward((Tensor) in.get(0)))).program();
            }
            Tensor replayed = (Tensor) inference[0].run(List.of(x)).get(0);
            model.train();
            assertThat(replayed.toArray()).isEqualTo(expected.toArray());
            return List.of(replayed);
        });
    }

    @Test
    void aStateMayBeLoadedBetweenSteps() {
        Map<String, Tensor> state = dropoutNet().stateDict();
        assertSameBits(TrainingParityTest::dropoutNet, p -> new RMSprop(p, 0.01), (step, model, optimizer) -> {
            if (step == 4) {
                model.loadStateDict(state);
            }
            return model.parameters();
        });
    }

    @Test
    void anEagerStepMayComeBetween() {
        Tensor x = RandomSource.seed(1).normal(4, FEATURES);
        assertSameBits(TrainingParityTest::normNet, p -> new AdamW(p, 0.01), (step, model, optimizer) -> {
            if (step % 4 == 3) {
                model.forward(x).square().mean().backward();
                optimizer.step();
                optimizer.zeroGrad();
            }
            return model.parameters();
        });
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        Supplier<Layer> wide = () -> {
            RandomSource random = RandomSource.seed(8);
            return new Sequential(
                    new Linear(FEATURES, 700, random), new GELU(), new Linear(700, 300, random), new ReLU(),
                    new Linear(300, CLASSES, random));
        };
        Function<List<Tensor>, Optimizer> adam = p -> new Adam(p, 0.001);
        List<float[]> expected = Training.run(false, wide, adam, CROSS_ENTROPY, Between.NOTHING);
        for (int threads = 1; threads <= 3; threads++) {
            try (Team.Scope _ = Team.of(threads).use()) {
                assertThat(Training.run(true, wide, adam, CROSS_ENTROPY, Between.NOTHING))
                        .as("%d threads", threads).containsExactlyElementsOf(expected);
            }
        }
    }

    private static void assertSameBits(
            Supplier<Layer> model, Function<List<Tensor>, Optimizer> optimizer, Between between) {
        List<float[]> eager = Training.run(false, model, optimizer, CROSS_ENTROPY, between);
        List<float[]> captured = Training.run(true, model, optimizer, CROSS_ENTROPY, between);
        assertThat(captured).hasSameSizeAs(eager);
        for (int i = 0; i < eager.size(); i++) {
            assertThatFloats(captured.get(i)).as("value %d of %d", i, eager.size()).hasBitsOf(eager.get(i));
            for (float value : eager.get(i)) {
                assertThat(value).isFinite();
            }
        }
    }
}
