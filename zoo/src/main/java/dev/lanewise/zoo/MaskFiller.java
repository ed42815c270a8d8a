package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.Encoding;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Tells which tokens may stand where a text has a mask: a {@link MaskedLanguageModel} with its tokenizer.
 *
 * {@snippet :
 * MaskFiller filler = MaskFiller.open(Path.of("bert-base-uncased"));
 * for (Guess guess : filler.fill("Paris is the " + filler.mask() + " of France.", 5).getFirst()) {
 *     System.out.printf("%s %.3f%n", guess.name(), guess.probability());         // capital 0.997 ...
 * }
 * }
 *
 * <p>Any number of threads may use it at the same time.
 */
public final class MaskFiller {
    private static final String KEY = "mask_token";
    private static final String SETTINGS = "tokenizer_config.json";

    private final Tokenizer tokenizer;
    private final String mask;
    private final int id;
    private final int vocabulary;
    private final TextBatches batches;

    private MaskFiller(Tokenizer tokenizer, String mask, int id, MaskedLanguageModel network) {
        this.tokenizer = tokenizer;
        this.mask = mask;
        this.id = id;
        this.vocabulary = network.encoder().table().dim(0);
        this.batches = new TextBatches(tokenizer, UnaryOperator.identity(), network.encoder(),
                batch -> network.forward(batch).softmax(2));
    }

    /**
     * Opens a folder.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, has no such head, its tokenizer has no
     *     mask, or its files do not fit it
     * @throws java.io.UncheckedIOException if a file is missing or cannot be read
     */
    public static MaskFiller open(Path folder) {
        return open(ModelFolder.open(folder));
    }

    /** The filler of a folder, likewise. */
    public static MaskFiller open(ModelFolder folder) {
        Required.nonNull("MaskFiller: the folder", folder);
        MaskedLanguageModel network = MaskedLanguageModel.load(folder);
        Tokenizer tokenizer = TextBatches.tokenizer(folder, network.encoder().longest());
        String mask = maskOf(folder, network.encoder());
        OptionalInt id = tokenizer.id(mask);
        if (id.isEmpty() || id.getAsInt() >= network.encoder().table().dim(0)) {
            throw new FormatException(Printable.path(folder.path())
                    + ": the tokenizer has no mask " + Printable.quoted(mask));
        }
        return new MaskFiller(tokenizer, mask, id.getAsInt(), network);
    }

    /** The mask that the tokenizer's settings name, a text or an object; else the family's own. */
    private static String maskOf(ModelFolder folder, TextEncoder encoder) {
        if (folder.has(SETTINGS)) {
            ModelConfig settings = ModelConfig.read(folder.file(SETTINGS));
            ModelConfig token = settings.isObject(KEY) ? settings.below(KEY) : null;
            if (token != null) {
                return token.text("content");
            }
            if (settings.has(KEY)) {
                return settings.text(KEY);
            }
        }
        return encoder instanceof Bert bert && bert.config().padding() >= 0 ? "<mask>" : "[MASK]";
    }

    /** The mask as it is written in texts, {@code [MASK]} or {@code <mask>}. */
    public String mask() {
        return mask;
    }

    /**
     * For each mask of a text, in its order, the tokens that may stand there, the most probable first. The others are
     * seen as masks then.
     *
     * @param most how many tokens at the most
     * @throws IllegalArgumentException if the text has no mask among the tokens that the model takes, or the number is
     *     not positive
     */
    public List<List<Guess>> fill(String text, int most) {
        Required.nonNull("fill: the text", text);
        if (most < 1) {
            throw new IllegalArgumentException("fill: " + most + " tokens: expected a positive number");
        }
        List<Encoding> tokens = batches.encode("fill", List.of(text));
        int[] ids = tokens.getFirst().ids();
        if (Arrays.stream(ids).noneMatch(each -> each == id)) {
            throw new IllegalArgumentException("fill: the text has no " + Printable.quoted(mask) + " among its first "
                    + ids.length + " tokens: " + Printable.brief(text));
        }
        List<List<Guess>> found = new ArrayList<>();
        batches.each(tokens, (only, all, from) -> {
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] == id) {
                    found.add(Labels.best(vocabulary, all, from + i * vocabulary, most, this::text));
                }
            }
        });
        return List.copyOf(found);
    }

    private String text(int token) {
        if (token >= tokenizer.size()) {
            return ""; // a vector without a token
        }
        String text = tokenizer.decode(token);
        return text.isEmpty() ? tokenizer.token(token) : text; // a special one
    }

    /** For example {@code MaskFiller(30522 tokens)}. */
    @Override
    public String toString() {
        return "MaskFiller(" + vocabulary + " tokens)";
    }
}
