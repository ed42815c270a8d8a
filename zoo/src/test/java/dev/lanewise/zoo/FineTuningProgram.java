package dev.lanewise.zoo;

import dev.lanewise.data.DataLoader;
import dev.lanewise.io.Safetensors;
import dev.lanewise.loss.Losses;
import dev.lanewise.optim.AdamW;
import dev.lanewise.random.RandomSource;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.callbacks.Checkpoints;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.lora.Adapted;
import dev.lanewise.zoo.lora.Lora;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A program that fine-tunes a classifier of texts, with dropout, goes on from its checkpoint if there is one, and
 * saves the weights at its end.
 */
final class FineTuningProgram {
    private FineTuningProgram() {}

    /** Arguments: the model's folder, the checkpoint, what is written last, the epochs, {@code all} or {@code lora}. */
    public static void main(String[] args) {
        ModelFolder folder = ModelFolder.open(Path.of(args[0]));
        List<String> texts = new ArrayList<>();
        int[] labels = new int[24];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
            texts.add((i % 2 == 0 ? "the cat sits on the mat" : "stocks fell sharply") + " again".repeat(i / 4));
        }
        Supplier<SequenceClassifier> building = () -> SequenceClassifier.begin(folder, List.of("animals", "markets"),
                RandomSource.seed(1));
        Adapted<SequenceClassifier> adapted = args[4].equals("lora")
                ? Lora.rank(2).dropout(0.1).adapt(building, RandomSource.seed(3))
                : null;
        SequenceClassifier network = adapted == null ? building.get() : adapted.network();
        Path checkpoint = Path.of(args[1]);
        Trainer.of(network, new AdamW(adapted == null ? network.parameters() : adapted.trained(), 0.003),
                (LabelledTexts batch) -> network.forward(batch.texts()),
                (scores, batch) -> Losses.crossEntropy(scores, batch.labels()))
                .with(new Checkpoints(checkpoint).everySteps(2))
                .resume(checkpoint)
                .fit(new DataLoader<>(LabelledTexts.dataset(Tokenizer.open(folder.path()), texts, labels), 4)
                        .shuffle(RandomSource.seed(2)), Integer.parseInt(args[3]));
        Safetensors.save(Path.of(args[2]), network.stateDict(), Map.of());
    }
}
