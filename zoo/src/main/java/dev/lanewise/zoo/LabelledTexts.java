package dev.lanewise.zoo;

import dev.lanewise.data.Batched;
import dev.lanewise.data.Dataset;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of texts with a label each, to fine-tune a {@link SequenceClassifier} with:
 *
 * {@snippet :
 * Dataset<LabelledTexts> samples = LabelledTexts.dataset(Tokenizer.open(folder.path()), reviews, stars);
 * SequenceClassifier model = SequenceClassifier.begin(folder, List.of("bad", "good"), random);
 * Trainer<LabelledTexts, Tensor> trainer = Trainer.of(model, new AdamW(model.parameters(), 5e-5),
 *         batch -> model.forward(batch.texts()), (scores, batch) -> Losses.crossEntropy(scores, batch.labels()));
 * trainer.fit(new DataLoader<>(samples, 16).shuffle(random), 3);
 * folder.save(model.stateDict(), model.labels(), Path.of("fine-tuned"));
 * }
 *
 * @param texts {@code [N, L]} each, padded to the longest
 * @param labels {@code [N]} their numbers
 */
public record LabelledTexts(TokenBatch texts, IntTensor labels) implements Batched<LabelledTexts> {
    /**
     * Texts and as many labels.
     *
     * @throws IllegalArgumentException if one is null, or there are more of one than of the other
     */
    public LabelledTexts {
        Required.nonNull("LabelledTexts: the texts", texts);
        Required.nonNull("LabelledTexts: the tensor of labels", labels);
        if (labels.shape().rank() != 1 || labels.shape().dim(0) != texts.ids().shape().dim(0)) {
            throw new IllegalArgumentException("LabelledTexts: labels " + labels.shape() + " of texts "
                    + texts.ids().shape() + ": expected [N] of [N, L]");
        }
    }

    /**
     * Texts that are made tokens as they are asked for, padded to the longest of a batch.
     *
     * @param labels the number of each text's label
     * @throws IllegalArgumentException if a text is null, or there are more of one than of the other
     */
    public static Dataset<LabelledTexts> dataset(Tokenizer tokenizer, List<String> texts, int... labels) {
        Required.nonNull("LabelledTexts: the tokenizer", tokenizer);
        List<String> all = Elements.of("LabelledTexts: the list of texts", "LabelledTexts: text", texts);
        int[] numbers = Required.nonNull("LabelledTexts: the labels", labels).clone();
        if (all.size() != numbers.length) {
            throw new IllegalArgumentException(
                    "LabelledTexts: " + all.size() + " texts and " + numbers.length + " labels");
        }
        return new Dataset<>() {
            @Override
            public int size() {
                return all.size();
            }

            @Override
            public LabelledTexts batch(int... indices) {
                return new LabelledTexts(tokenizer.batch(Arrays.stream(indices).mapToObj(all::get).toList()),
                        IntTensor.of(Arrays.stream(indices).map(i -> numbers[i]).toArray()));
            }

            @Override
            public String toString() {
                return "LabelledTexts(" + all.size() + " texts)";
            }
        };
    }

    @Override
    public List<Value> values() {
        return List.of(texts.ids(), texts.types(), texts.mask(), labels);
    }

    @Override
    public LabelledTexts with(List<Value> values) {
        return new LabelledTexts(texts.with(values.subList(0, 3)), (IntTensor) values.get(3));
    }
}
