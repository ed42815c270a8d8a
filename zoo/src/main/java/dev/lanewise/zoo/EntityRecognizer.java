package dev.lanewise.zoo;

import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Finds the entities of texts, such as names of persons and places: a {@link TokenClassifier} with its tokenizer.
 *
 * {@snippet :
 * EntityRecognizer recognizer = EntityRecognizer.open(Path.of("bert-base-NER"));
 * for (EntityRecognizer.Entity entity : recognizer.recognize("Ada Lovelace lived in London.")) {
 *     System.out.println(entity.label() + " " + entity.text());                  // PER Ada Lovelace, LOC London
 * }
 * }
 *
 * <p>Each token takes its most probable label. Neighbours with the same label are one entity, where a label
 * {@code B-X} begins a new one and {@code I-X} goes on with {@code X} (or begins it where there is none): the grouping
 * of {@code transformers}' pipeline with {@code aggregation_strategy="simple"}. As there, special tokens are passed
 * over, entities of the label {@code O} are left out, and an entity is called by what is behind the first hyphen of its
 * label. Any number of threads may use it at the same time.
 */
public final class EntityRecognizer {
    private static final String OUTSIDE = "O";

    /**
     * A part of a text.
     *
     * @param label what it is, without {@code B-} and {@code I-}
     * @param score the mean of its tokens' probabilities
     * @param text as it stands in the text
     * @param start where it begins in the text, as an index of {@code char}s
     * @param end where it ends, exclusive
     */
    public record Entity(String label, double score, String text, int start, int end) {}

    /** A token's label: its kind, and whether it begins an entity. */
    private record Tag(String kind, boolean begins) {
        static Tag of(String label) {
            return label.startsWith("B-") || label.startsWith("I-")
                    ? new Tag(label.substring(2), label.startsWith("B-"))
                    : new Tag(label, false);
        }
    }

    private final TokenClassifier network;
    private final List<Tag> tags;
    private final TextBatches batches;

    private EntityRecognizer(ModelFolder folder, TokenClassifier network) {
        this.network = network;
        this.tags = network.labels().stream().map(Tag::of).toList();
        this.batches = new TextBatches(
                TextBatches.tokenizer(folder, network.encoder().longest()), UnaryOperator.identity(), network.encoder(),
                batch -> network.forward(batch).softmax(2));
    }

    /**
     * Opens a folder.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, has no head for tokens, or its files
     *     do not fit it
     * @throws java.io.UncheckedIOException if a file is missing or cannot be read
     */
    public static EntityRecognizer open(Path folder) {
        return open(ModelFolder.open(folder));
    }

    /** The recognizer of a folder, likewise. */
    public static EntityRecognizer open(ModelFolder folder) {
        return new EntityRecognizer(
                Required.nonNull("EntityRecognizer: the folder", folder), TokenClassifier.load(folder));
    }

    /** The labels of tokens, as the model orders them. */
    public List<String> labels() {
        return network.labels();
    }

    /** The entities of a text, in its order. */
    public List<Entity> recognize(String text) {
        return recognize(List.of(Required.nonNull("EntityRecognizer: the text", text))).getFirst();
    }

    /**
     * The entities of each text. Texts are cut to the tokens that the model takes: behind these nothing is found.
     *
     * @throws IllegalArgumentException if the list or a text is null
     */
    public List<List<Entity>> recognize(List<String> texts) {
        List<Encoding> tokens = batches.encode("EntityRecognizer", texts);
        List<List<Entity>> found = new ArrayList<>();
        tokens.forEach(each -> found.add(List.of()));
        batches.each(tokens,
                (text, values, from) -> found.set(text, entities(texts.get(text), tokens.get(text), values, from)));
        return List.copyOf(found);
    }

    private List<Entity> entities(String text, Encoding tokens, float[] probabilities, int from) {
        int count = tags.size();
        boolean[] special = tokens.special();
        int[] best = new int[tokens.size()];
        int[] own = new int[tokens.size()];
        int size = 0;
        for (int i = 0; i < best.length; i++) {
            int first = from + i * count;
            for (int label = 1; label < count; label++) {
                best[i] = probabilities[first + label] > probabilities[first + best[i]] ? label : best[i];
            }
            if (!special[i]) {
                own[size++] = i;
            }
        }
        List<Entity> entities = new ArrayList<>();
        for (int i = 0, end; i < size; i = end) {
            String kind = tags.get(best[own[i]]).kind();
            double sum = 0;
            for (end = i; end < size && (end == i || goesOn(kind, tags.get(best[own[end]]))); end++) {
                sum += probabilities[from + own[end] * count + best[own[end]]];
            }
            String label = network.labels().get(best[own[i]]);
            String name = label.substring(label.indexOf('-') + 1);
            if (!name.equals(OUTSIDE)) {
                int start = tokens.begins()[own[i]];
                int stop = tokens.ends()[own[end - 1]];
                entities.add(new Entity(name, sum / (end - i), text.substring(start, stop), start, stop));
            }
        }
        return List.copyOf(entities);
    }

    private static boolean goesOn(String kind, Tag next) {
        return !next.begins() && next.kind().equals(kind);
    }

    /** For example {@code EntityRecognizer(9 labels)}. */
    @Override
    public String toString() {
        return "EntityRecognizer(" + labels().size() + " labels)";
    }
}
