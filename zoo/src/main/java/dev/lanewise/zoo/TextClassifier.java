package dev.lanewise.zoo;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gives texts labels, with probabilities: a {@link SequenceClassifier} with its tokenizer.
 *
 * {@snippet :
 * TextClassifier classifier = TextClassifier.open(Path.of("distilbert-sst-2"));
 * Guess best = classifier.classify("A wonderful film.").getFirst();
 * }
 *
 * <p>The probabilities of the labels add up to 1, or each is one of its own where the labels do not exclude each other
 * ({@code problem_type} is {@code multi_label_classification}, or there is one label). Any number of threads may
 * classify at the same time.
 */
public final class TextClassifier {
    private static final String PROBLEM = "problem_type";

    private final SequenceClassifier network;
    private final TextBatches batches;

    private TextClassifier(ModelFolder folder, SequenceClassifier network, boolean independent) {
        this.network = network;
        this.batches = new TextBatches(
                TextBatches.tokenizer(folder, network.encoder().longest()), UnaryOperator.identity(), network.encoder(),
                batch -> {
                    Tensor logits = network.forward(batch.ids(), batch.types(), batch.mask());
                    return independent ? logits.sigmoid() : logits.softmax(1);
                });
    }

    /**
     * Opens a folder.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, has no head, is made for regression,
     *     or its files do not fit it
     * @throws java.io.UncheckedIOException if a file is missing or cannot be read
     */
    public static TextClassifier open(Path folder) {
        return open(ModelFolder.open(folder));
    }

    /** The classifier of a folder, likewise. */
    public static TextClassifier open(ModelFolder folder) {
        ModelConfig config = Required.nonNull("TextClassifier: the folder", folder).config();
        String problem = config.text(PROBLEM, "single_label_classification");
        boolean independent = switch (problem) {
            case "single_label_classification" -> Labels.of(config).size() == 1;
            case "multi_label_classification" -> true;
            default -> throw config.unsupported(
                    PROBLEM, "single_label_classification or multi_label_classification");
        };
        return new TextClassifier(folder, SequenceClassifier.load(folder), independent);
    }

    /** The labels, as the model orders them. */
    public List<String> labels() {
        return network.labels();
    }

    /** All labels of a text, the most probable first, the lower number first of equal ones. */
    public List<Guess> classify(String text) {
        return classify(List.of(Required.nonNull("TextClassifier: the text", text))).getFirst();
    }

    /**
     * All labels of each text, likewise. Texts are cut to the tokens that the model takes.
     *
     * @throws IllegalArgumentException if the list or a text is null
     */
    public List<List<Guess>> classify(List<String> texts) {
        List<String> labels = labels();
        float[] rows = batches.rows("TextClassifier", texts, labels.size()).toArray();
        List<List<Guess>> found = new ArrayList<>();
        for (int from = 0; from < rows.length; from += labels.size()) {
            found.add(Labels.best(labels, rows, from, labels.size()));
        }
        return List.copyOf(found);
    }

    /** For example {@code TextClassifier(2 labels)}. */
    @Override
    public String toString() {
        return "TextClassifier(" + labels().size() + " labels)";
    }
}
