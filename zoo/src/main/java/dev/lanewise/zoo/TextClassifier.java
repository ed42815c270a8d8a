package dev.lanewise.zoo;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gives texts labels, with probabilities: a {@link SequenceClassifier} with its tokenizer.
 *
 * {@snippet :
 * TextClassifier classifier = TextClassifier.open(ModelFolder.open(Path.of("distilbert-sst-2")));
 * TextClassifier.Label best = classifier.classify(List.of("A wonderful film.")).getFirst().getFirst();
 * }
 *
 * <p>The probabilities of the labels add up to 1, or each is one of its own where the labels do not exclude each other
 * ({@code problem_type} is {@code multi_label_classification}, or there is one label). Any number of threads may
 * classify at the same time.
 */
public final class TextClassifier {
    private static final String PROBLEM = "problem_type";

    /**
     * A label and how probable it is.
     *
     * @param name as the model calls it
     * @param probability from 0 to 1
     */
    public record Label(String name, double probability) {}

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

    /**
     * All labels of each text, the most probable first. Texts are cut to the tokens that the model takes.
     *
     * @throws IllegalArgumentException if the list or a text is null
     */
    public List<List<Label>> classify(List<String> texts) {
        List<String> names = labels();
        float[] rows = batches.rows("TextClassifier", texts, names.size()).toArray();
        List<List<Label>> found = new ArrayList<>();
        for (int from = 0; from < rows.length; from += names.size()) {
            List<Label> labels = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                labels.add(new Label(names.get(i), rows[from + i]));
            }
            labels.sort(Comparator.comparingDouble(Label::probability).reversed());
            found.add(List.copyOf(labels));
        }
        return List.copyOf(found);
    }

    /** For example {@code TextClassifier(2 labels)}. */
    @Override
    public String toString() {
        return "TextClassifier(" + labels().size() + " labels)";
    }
}
