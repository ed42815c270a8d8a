package dev.lanewise.nn.embedding;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.ForwardHook;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Summary;
import dev.lanewise.ops.BagOptions;
import dev.lanewise.optim.Adam;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class EmbeddingLayersTest {
    private static final EmbeddingOptions PADDED = EmbeddingOptions.defaults().paddingIndex(1);
    private static final BagOptions SUM = BagOptions.defaults().sum();
    private static final IntTensor INDICES = IntTensor.of(Shape.of(2, 3), 4, 1, 0, 1, 4, 4);

    private static RandomSource random() {
        return RandomSource.seed(5);
    }

    private static Tensor table() {
        return Tensor.of(Shape.of(5, 2), 0, 1, 10, 11, 20, 21, 30, 31, 40, 41);
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    /** Text classifier in miniature: a block whose input is ints. */
    private static final class Classifier extends Block {
        private final EmbeddingBag words;
        private final Linear scores;

        Classifier(int vocabulary, RandomSource random) {
            this.words = child("words", new EmbeddingBag(vocabulary, 6, SUM.paddingIndex(0), random));
            this.scores = child("scores", new Linear(6, 3, random));
        }

        Tensor forward(IntTensor text) {
            return call(() -> scores.forward(words.forward(text)), text);
        }
    }

    @Test
    void theTableIsDrawnFromTheStandardNormalDistribution() {
        Embedding layer = new Embedding(50, 40, random());
        assertThat(layer.weight()).hasBitsOf(random().normal(50, 40));
        assertThat(layer.weight().requiresGrad()).isTrue();
        assertThat(layer.stateDict()).containsOnlyKeys("weight");
        assertThat(layer).hasToString("Embedding(50, 40)");
        assertThat(new EmbeddingBag(50, 40, random()).weight()).hasBitsOf(layer.weight());
    }

    @Test
    void theRowOfThePaddingIndexIsZerosAndGetsNoGradient() {
        Embedding layer = new Embedding(5, 2, PADDED, random());
        Tensor drawn = random().normal(5, 2);
        assertThat(layer.weight().slice(0, 1, 2)).hasBitsOf(Tensor.zeros(1, 2));
        assertThat(layer.weight().slice(0, 2, 5)).hasBitsOf(drawn.slice(0, 2, 5));
        assertThat(layer).hasToString("Embedding(5, 2, padding 1)");
        layer.forward(INDICES).sum().backward();
        assertThat(layer.weight().grad()).hasBitsOf(Tensor.of(Shape.of(5, 2), 1, 1, 0, 0, 0, 0, 0, 0, 3, 3));
    }

    @Test
    void indicesOfAnyShapeNameRows() {
        Embedding layer = new Embedding(table());
        assertThat(layer.forward(IntTensor.of(Shape.of(), 3))).hasBitsOf(Tensor.of(Shape.of(2), 30, 31));
        assertThat(layer.forward(INDICES).shape()).isEqualTo(Shape.of(2, 3, 2));
        assertThat(layer.forward(IntTensor.of(Shape.of(2, 0, 4))).shape()).isEqualTo(Shape.of(2, 0, 4, 2));
    }

    @Test
    void givenWeightsAreUsedAndMayBeFrozen() {
        Tensor weight = table();
        Embedding layer = new Embedding(weight, PADDED);
        assertThat(layer.weight()).isSameAs(weight);
        assertThat(weight).hasBitsOf(table()); // also the row of the padding index
        layer.freeze();
        assertThat(layer.forward(INDICES).requiresGrad()).isFalse();
    }

    @Test
    void weightsTiedWithALinearLayerGetBothGradients() {
        IntTensor ids = IntTensor.of(2, 4, 2);
        Embedding words = new Embedding(table());
        Linear scores = new Linear(words.weight(), null);
        scores.forward(words.forward(ids)).sum().backward();
        Tensor apart = table();
        Embedding alone = new Embedding(table());
        new Linear(apart, null).forward(alone.forward(ids)).sum().backward();
        assertThat(words.weight().grad()).hasBitsOf(alone.weight().grad().add(apart.grad()));
    }

    @Test
    void bagsAreFoldedRows() {
        IntTensor flat = IntTensor.of(0, 3, 1, 2, 4);
        IntTensor offsets = IntTensor.of(0, 2, 2);
        assertThat(new EmbeddingBag(table(), SUM).forward(flat, offsets))
                .hasBitsOf(Tensor.of(Shape.of(3, 2), 30, 32, 0, 0, 70, 73));
        assertThat(new EmbeddingBag(table(), BagOptions.defaults().paddingIndex(1)).forward(flat, offsets))
                .hasBitsOf(Tensor.of(Shape.of(3, 2), 15, 16, 0, 0, 30, 31));
        assertThat(new EmbeddingBag(table(), BagOptions.defaults().max()).forward(flat, offsets))
                .hasBitsOf(Tensor.of(Shape.of(3, 2), 30, 31, 0, 0, 40, 41));
        assertThat(new EmbeddingBag(table(), SUM)
                .forward(flat, offsets, Tensor.of(Shape.of(5), 1, 2, 3, 0.5f, -1)))
                .hasBitsOf(Tensor.of(Shape.of(3, 2), 60, 63, 0, 0, 0, 2.5f));
        assertThat(new EmbeddingBag(table(), SUM.includeLastOffset()).forward(flat, IntTensor.of(0, 2, 4)))
                .hasBitsOf(Tensor.of(Shape.of(2, 2), 30, 32, 30, 32));
        assertThat(new EmbeddingBag(table(), SUM).forward(INDICES))
                .hasBitsOf(Tensor.of(Shape.of(2, 2), 50, 53, 90, 93));
    }

    /** Gradients go to the first of several equal rows, and none to a row because of an empty bag. */
    @Test
    void maximaKnowNanTiesAndEmptyBags() {
        Tensor weight = Tensor.of(Shape.of(3, 2), 1, Float.NaN, 1, 2, -0f, 0f);
        EmbeddingBag layer = new EmbeddingBag(weight, BagOptions.defaults().max().includeLastOffset());
        Tensor y = layer.forward(IntTensor.of(1, 0, 2, 1, 2), IntTensor.of(0, 2, 2, 3, 4));
        assertThat(y).hasBitsOf(Tensor.of(Shape.of(4, 2), 1, Float.NaN, 0, 0, -0f, 0f, 1, 2));
        y.sum().backward();
        assertThat(weight.grad()).hasBitsOf(Tensor.of(Shape.of(3, 2), 0, 1, 2, 1, 1, 1));
    }

    @Test
    void copiesHaveWeightsOfTheirOwn() {
        Embedding layer = new Embedding(5, 2, PADDED, random());
        Embedding copy = layer.copy();
        assertThat(copy).hasToString(layer.toString());
        assertThat(copy.weight()).isNotSameAs(layer.weight()).hasBitsOf(layer.weight());
        EmbeddingBag bag = new EmbeddingBag(5, 2, SUM.paddingIndex(2), random());
        assertThat(bag.copy()).hasToString("EmbeddingBag(5, 2, sum, padding 2)");
        assertThat(bag.copy().forward(INDICES)).hasBitsOf(bag.forward(INDICES));
    }

    @Test
    void hooksAndSummariesSeeIndices() {
        Embedding layer = new Embedding(table());
        List<Object> seen = new ArrayList<>();
        try (ForwardHook.Handle _ = layer.onForward((block, inputs, output) -> seen.addAll(List.of(inputs)))) {
            layer.forward(INDICES);
        }
        assertThat(seen).containsExactly(List.of(INDICES));
        Summary summary = layer.summary(INDICES);
        assertThat(summary.parameters()).isEqualTo(10);
        assertThat(summary.rows().getFirst().outputs()).containsExactly(Shape.of(2, 3, 2));
        assertThat(new EmbeddingBag(table(), SUM).summary(INDICES).rows().getFirst().outputs())
                .containsExactly(Shape.of(2, 2));
    }

    @Test
    void whatDoesNotFitIsNamedInOneSentence() {
        refused("Embedding: sizes must be positive, got 0 and 2", () -> new Embedding(0, 2, random()));
        refused("Embedding: padding index 5 is outside the vocabulary of 5", () -> new Embedding(
                5, 2, EmbeddingOptions.defaults().paddingIndex(5), random()));
        refused("EmbeddingOptions: padding index -1 is negative", () -> EmbeddingOptions.defaults().paddingIndex(-1));
        refused("BagOptions: padding index -1 is negative", () -> SUM.paddingIndex(-1));
        refused("EmbeddingBag: weight [3]: expected [vocabulary, width]",
                () -> new EmbeddingBag(Tensor.zeros(3), SUM));
        EmbeddingBag bag = new EmbeddingBag(table(), SUM);
        String where = "EmbeddingBag(5, 2, sum): embeddingBag: ";
        refused(where + "indices [3]: expected [bags, L]", () -> bag.forward(IntTensor.of(1, 2, 3)));
        refused(where + "indices [2, 3] and offsets [1]: expected [n] and [bags]",
                () -> bag.forward(INDICES, IntTensor.of(0)));
        refused(where + "offset 1 at position 0: expected 0", () -> bag.forward(IntTensor.of(1, 2), IntTensor.of(1)));
        refused(where + "no offsets for indices [2]: expected one or more, the first of them 0",
                () -> bag.forward(IntTensor.of(1, 2), IntTensor.of()));
        refused(where + "offset 1 at position 2: expected 2, the offset before, to 3, the number of indices",
                () -> bag.forward(IntTensor.of(1, 2, 3), IntTensor.of(0, 2, 1)));
        refused(where + "weights [2] of indices [2, 3]: expected the same shape",
                () -> bag.forward(INDICES, null, Tensor.zeros(2)));
        refused("EmbeddingBag(5, 2, mean): embeddingBag: weights are for sums only, and the mode is mean",
                () -> new EmbeddingBag(table(), BagOptions.defaults()).forward(INDICES, null, Tensor.zeros(2, 3)));
        refused("EmbeddingBag(5, 2, sum, last offset): embeddingBag: the options say that offsets include the last "
                + "one, and there are no offsets",
                () -> new EmbeddingBag(table(), SUM.includeLastOffset()).forward(INDICES));
    }

    @Test
    void anIndexOutsideTheVocabularyIsNamedWithItsPathAndPosition() {
        Classifier model = new Classifier(4, random());
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> model.forward(INDICES))
                .withMessage("words: EmbeddingBag(4, 6, sum, padding 0): embeddingBag: index 4 at position [0, 0] is "
                        + "outside the vocabulary of 4");
        Embedding layer = new Embedding(table());
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> layer.forward(IntTensor.of(0, -1)))
                .withMessage("Embedding(5, 2): embedding: index -1 at position 1 is outside the vocabulary of 5");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> layer.forward(IntTensor.of(Shape.of(2, 1, 2), 0, 1, 2, 5)))
                .withMessageContaining("index 5 at position [1, 0, 1] is outside");
    }

    @Test
    void capturedTrainingHasTheBitsOfEagerTrainingOnAnyNumberOfThreads() {
        int before = Parallel.threads();
        try {
            Tensor expected = trained(false, 1);
            for (int threads = 1; threads <= 3; threads++) {
                assertThat(trained(true, threads)).hasBitsOf(expected);
                assertThat(trained(false, threads)).hasBitsOf(expected);
            }
        } finally {
            Parallel.setThreads(before);
        }
    }

    /** The table after some steps with texts of two lengths. */
    private static Tensor trained(boolean captured, int threads) {
        Parallel.setThreads(threads);
        RandomSource random = random();
        Classifier model = new Classifier(3000, random);
        Adam adam = new Adam(model.parameters(), 0.01);
        TrainStep<Batch<IntTensor, IntTensor>> step = TrainStep.capture(batch -> step(model, adam, batch));
        for (int i = 0; i < 8; i++) {
            int length = i % 3 == 0 ? 40 : 64;
            IntTensor text = random.randint(0, 3000, 50, length);
            Batch<IntTensor, IntTensor> batch = new Batch<>(text, random.randint(0, 3, 50));
            if (captured) {
                step.run(batch);
            } else {
                step(model, adam, batch);
            }
        }
        return model.words.weight().detach().copy();
    }

    private static Tensor step(Classifier model, Adam adam, Batch<IntTensor, IntTensor> batch) {
        Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
        adam.zeroGrad();
        loss.backward();
        adam.step();
        return loss;
    }
}
