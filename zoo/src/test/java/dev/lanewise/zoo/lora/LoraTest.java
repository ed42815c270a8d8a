package dev.lanewise.zoo.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.Losses;
import dev.lanewise.optim.AdamW;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.callbacks.Checkpoints;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Low-rank adapters: what they compute, what learns, and that a training with them resumes exactly. */
class LoraTest {
    private static final Lora LORA = Lora.rank(2).alpha(4).targets("query", "key");

    @TempDir
    private Path temporary;

    private ModelFolder folder;
    private final Tensor inputs = RandomSource.seed(8).normal(20, SmallNet.WIDTH);

    @BeforeEach
    void makeFolder() {
        folder = SmallNet.folder(temporary.resolve("small"));
    }

    private Adapted<SmallNet> adapted(Lora lora) {
        return lora.adapt(() -> SmallNet.load(folder), RandomSource.seed(1));
    }

    private DataLoader<Batch<Tensor, IntTensor>> samples() {
        return new DataLoader<>(new TensorDataset<>(inputs, inputs.slice(1, 0, 3).argmax(1)), 8)
                .shuffle(RandomSource.seed(4));
    }

    private Trainer<Batch<Tensor, IntTensor>, Tensor> trainer(Adapted<SmallNet> adapted) {
        return Trainer.of(adapted.network(), new AdamW(adapted.trained(), 0.02), Losses::crossEntropy);
    }

    private static Map<String, float[]> numbers(Map<String, Tensor> tensors) {
        Map<String, float[]> numbers = new TreeMap<>();
        tensors.forEach((name, tensor) -> numbers.put(name, tensor.toArray()));
        return numbers;
    }

    private static void assertSame(Map<String, float[]> now, Map<String, float[]> expected) {
        assertThat(now.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(now.get(name)).as(name).containsExactly(values));
    }

    @Test
    void anAdaptedNetworkFirstGivesTheBitsOfTheOriginal() {
        float[] plain = SmallNet.load(folder).forward(inputs).toArray();

        assertThat(adapted(LORA).network().forward(inputs).toArray()).containsExactly(plain);
    }

    @Test
    void theFirstMatrixBeginsAsALinearLayerAndTheSecondWithZeros() {
        Map<String, Tensor> state = adapted(Lora.rank(500)).network().stateDict();
        Tensor down = state.get("first.query.lora_A.weight");
        double bound = 1 / Math.sqrt(SmallNet.WIDTH);

        assertThat(down.shape().dims()).containsExactly(500, SmallNet.WIDTH);
        assertThat((double) down.abs().max().item()).isBetween(0.99 * bound, bound);
        assertThat((double) down.mul(down).mean().item()).isCloseTo(bound * bound / 3, within(0.01));
        assertThat(state.get("first.query.lora_B.weight").abs().max().item()).isZero();
    }

    @Test
    void onlyTheThinMatricesLearnAndTheRestKeepsItsBits() {
        Adapted<SmallNet> adapted = adapted(LORA.dropout(0.2));
        Map<String, float[]> before = numbers(adapted.network().snapshot());
        trainer(adapted).fit(samples(), 2);

        Map<String, float[]> after = numbers(adapted.network().snapshot());
        before.forEach((name, values) -> {
            if (name.contains(".lora_")) {
                assertThat(after.get(name)).as(name).isNotEqualTo(values);
            } else {
                assertThat(after.get(name)).as(name).containsExactly(values);
            }
        });
        assertThat(adapted.trained()).hasSize(8);
        assertThat(adapted.trained().stream().mapToLong(Tensor::size).sum()).isEqualTo(8 * 2 * SmallNet.WIDTH);
    }

    @Test
    void noGradientOfAFrozenWeightIsComputed() {
        SmallNet network = adapted(LORA).network();
        network.train();
        Losses.crossEntropy(network.forward(inputs), inputs.slice(1, 0, 3).argmax(1)).backward();

        network.namedParameters().forEach((name, tensor) -> {
            assertThat(tensor.requiresGrad()).as(name).isEqualTo(name.contains(".lora_"));
            assertThat(tensor.grad() == null).as(name).isEqualTo(!name.contains(".lora_"));
        });
    }

    @Test
    void theLossFallsAndWhatIsMergedComputesTheSame() {
        Adapted<SmallNet> adapted = adapted(LORA.alsoTrain("classifier"));
        Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = trainer(adapted);
        double before = trainer.evaluate(samples()).get("loss");
        trainer.fit(samples(), 30);
        assertThat(trainer.evaluate(samples()).get("loss")).isLessThan(before / 2);

        float[] expected = adapted.network().forward(inputs).toArray();
        SmallNet merged = adapted.merged();
        assertThat(merged.namedParameters().keySet()).isEqualTo(SmallNet.load(folder).namedParameters().keySet());
        assertThat(merged.forward(inputs).toArray()).containsExactly(expected, within(2e-5f));
        float[] plain = SmallNet.load(folder).forward(inputs).toArray();
        assertThat(Tensor.of(expected).sub(Tensor.of(plain)).abs().max().item()).isGreaterThan(0.1f);
    }

    @Test
    void whatIsSavedIsReadWithTheSameBits() {
        Adapted<SmallNet> adapted = adapted(LORA.dropout(0.1).rankStabilized().alsoTrain("classifier"));
        trainer(adapted).fit(samples(), 2);
        adapted.save(temporary.resolve("adapter"));
        Adapted<SmallNet> again = Lora.load(temporary.resolve("adapter"), () -> SmallNet.load(folder));

        assertThat(again.lora()).hasToString(adapted.lora().toString());
        assertSame(numbers(again.network().stateDict()), numbers(adapted.network().stateDict()));
        assertThat(again.network().forward(inputs).toArray())
                .containsExactly(adapted.network().forward(inputs).toArray());
    }

    @Test
    void theMergedNetworkIsAFolderLikeTheFirst() {
        Adapted<SmallNet> adapted = adapted(LORA);
        trainer(adapted).fit(samples(), 1);
        folder.save(adapted.mergedState(), temporary.resolve("merged"));

        ModelFolder merged = ModelFolder.open(temporary.resolve("merged"));
        assertThat(merged.config().text("dtype")).isEqualTo("float32");
        assertSame(numbers(SmallNet.load(merged).stateDict()), numbers(adapted.mergedState()));
    }

    @Test
    void aNewHeadIsTrainedWithAdaptersBelow() {
        Adapted<SmallNet> adapted = LORA.alsoTrain("classifier")
                .adapt(() -> SmallNet.begin(folder, RandomSource.seed(2)), RandomSource.seed(1));

        assertThat(adapted.network().stateDict().get("classifier.weight").toArray())
                .isNotEqualTo(SmallNet.load(folder).stateDict().get("classifier.weight").toArray());
        assertThat(adapted.network().stateDict().get("classifier.bias").toArray()).containsOnly(0f);
        assertThat(adapted.trained()).hasSize(10);
    }

    /** Paused after each step in turn, everything made anew, and resumed: the same bits, dropout included. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4})
    void aTrainingThatIsResumedHasTheBitsOfOneThatNeverStopped(long every) {
        Lora lora = LORA.dropout(0.3).alsoTrain("classifier");
        Adapted<SmallNet> whole = adapted(lora);
        Trainer<Batch<Tensor, IntTensor>, Tensor> never = trainer(whole);
        never.fit(samples(), 3);

        Path file = temporary.resolve("run.safetensors");
        Adapted<SmallNet> last;
        long steps = 0;
        do {
            last = adapted(lora);
            steps += every;
            trainer(last).maxSteps(steps).with(new Checkpoints(file)).resume(file).fit(samples(), 3);
        } while (steps < never.steps());
        assertSame(numbers(last.network().stateDict()), numbers(whole.network().stateDict()));
    }

    @Test
    void targetsAreNamesEndsOrAnExpression() {
        assertThat(paths(Lora.rank(1).targets("first.query"))).containsExactly("first.query");
        assertThat(paths(Lora.rank(1).targets("query"))).containsExactly("first.query", "second.query");
        assertThat(paths(Lora.rank(1).targetsMatching("s.*\\.(key|query)")))
                .containsExactly("second.query", "second.key");
        assertThat(paths(Lora.rank(1))).containsExactly("first.query", "first.key", "second.query", "second.key");
        assertThat(paths(Lora.rank(1).targets("classifier"))).containsExactly("classifier");
    }

    private List<String> paths(Lora lora) {
        return new ArrayList<>(adapted(lora).layers().keySet());
    }

    @Test
    void settingsThatFitNothingAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> adapted(Lora.rank(1).targets("uery")))
                .withMessage("Lora: no linear layer is a target (\"uery\"); those of the network: "
                        + "\"first.query\", \"first.key\", \"second.query\", \"second.key\", \"classifier\"");
        assertThatIllegalArgumentException().isThrownBy(() -> adapted(LORA.alsoTrain("head")))
                .withMessage("Lora: no block to be trained is called \"head\"");
        assertThatIllegalArgumentException().isThrownBy(() -> adapted(LORA.alsoTrain("first")))
                .withMessage("Lora: \"first\" is to be trained as a whole, and has an adapter; name one of both");
        assertThatIllegalArgumentException().isThrownBy(() -> Lora.rank(0))
                .withMessage("Lora: rank 0: expected 1 to 65536");
        assertThatIllegalArgumentException().isThrownBy(() -> Lora.rank(1).targetsMatching("(a"))
                .withMessage("Lora: targets \"(a\": not a regular expression: Unclosed group");
        assertThatIllegalArgumentException().isThrownBy(() -> Lora.rank(1).alpha(0)).withMessageContaining("alpha");
        assertThatIllegalArgumentException().isThrownBy(() -> Lora.rank(1).targets())
                .withMessage("Lora: targets without a name");
    }

    @Test
    void aCopyHasItsOwnMatrices() {
        Adapted<SmallNet> adapted = adapted(LORA.dropout(0.5));
        trainer(adapted).fit(samples(), 1);
        LoraLayer layer = adapted.layers().get("first.query");
        LoraLayer twin = layer.copy();

        assertSame(numbers(twin.stateDict()), numbers(layer.stateDict()));
        assertThat(twin.forward(inputs).toArray()).containsExactly(layer.forward(inputs).toArray());
        assertThat(Files.exists(temporary.resolve("adapter"))).isFalse();
    }
}
