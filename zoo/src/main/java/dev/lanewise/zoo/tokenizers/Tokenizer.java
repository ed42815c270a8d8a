package dev.lanewise.zoo.tokenizers;

import dev.lanewise.io.FormatException;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.gguf.GgufFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens of texts, and texts of tokens, as a model's {@code tokenizer.json} says: the tokens of Hugging Face's
 * tokenizers.
 *
 * {@snippet :
 * Tokenizer tokenizer = Tokenizer.open(Path.of("all-MiniLM-L6-v2"));
 * TokenBatch batch = tokenizer.batch(List.of("A cat sits.", "Ein Satz, der länger ist."));
 * String text = tokenizer.decode(tokenizer.encode("A cat sits.").ids()); // a cat sits.
 * }
 *
 * <p>Immutable: many threads use one. Half of a surrogate pair, which is no character, is taken as U+FFFD. The
 * properties of characters are those of the JDK's version of Unicode.
 */
public final class Tokenizer {
    private static final int LARGEST_BATCH = Integer.MAX_VALUE - 8;

    private final Steps steps;
    private final @Nullable Truncation truncation;
    private final PadRule padding;
    private final int longest;

    /** What is done from a text to its tokens, and back. */
    record Steps(AddedTokens added, Normalizing normalizer, Splitting splitter, Model model, Finishing finisher,
            Decoding decoder) {}

    Tokenizer(Steps steps, @Nullable Truncation truncation, @Nullable PadRule padding, TokenizerSettings settings) {
        this.steps = steps;
        this.truncation = truncation;
        longest = settings.longest();
        if (padding != null) {
            this.padding = padding;
        } else {
            String token = settings.token("pad_token");
            this.padding = new PadRule(token == null ? 0 : Math.max(0, find(token)), 0, settings.padsLeft(), 1);
        }
    }

    private Tokenizer(Tokenizer other, Truncation truncation) {
        steps = other.steps;
        padding = other.padding;
        longest = Integer.MAX_VALUE;
        this.truncation = truncation;
    }

    /**
     * Opens the tokenizer of a model's folder: {@code tokenizer.json}, or the vocabulary files {@code vocab.json} with
     * {@code merges.txt}, or {@code vocab.txt}; what {@code tokenizer_config.json} says of lengths and padding counts
     * too. Of a GGUF file it is the one in its metadata.
     *
     * @param folderOrFile the folder, a {@code tokenizer.json}, or a GGUF file
     * @throws FormatException if a file breaks a rule of its format, or has what is not known here
     * @throws UncheckedIOException if there is none, or it cannot be read
     */
    public static Tokenizer open(Path folderOrFile) {
        Required.nonNull("Tokenizer: the path", folderOrFile);
        if (GgufFile.is(folderOrFile)) {
            return GgufTokenizer.read(GgufFile.open(folderOrFile));
        }
        if (!Files.isDirectory(folderOrFile)) {
            Path folder = folderOrFile.toAbsolutePath().getParent();
            return TokenizerFile.read(folderOrFile,
                    TokenizerSettings.of(folder == null ? folderOrFile.toAbsolutePath() : folder));
        }
        TokenizerSettings settings = TokenizerSettings.of(folderOrFile);
        Tokenizer tokenizer = TokenizerFile.readIfThere(folderOrFile, settings);
        if (tokenizer == null) {
            tokenizer = VocabularyFiles.readIfThere(folderOrFile, settings);
        }
        if (tokenizer == null) {
            boolean sentencePiece = Files.isRegularFile(folderOrFile.resolve("tokenizer.model"))
                    || Files.isRegularFile(folderOrFile.resolve("spiece.model"));
            throw new UncheckedIOException("cannot open " + Printable.path(folderOrFile) + ": no tokenizer.json"
                    + (sentencePiece
                            ? "; SentencePiece's own file is not read: save the tokenizer with transformers, which"
                                    + " writes a tokenizer.json"
                            : ", vocab.txt, or vocab.json with merges.txt"),
                    new NoSuchFileException(folderOrFile.toString()));
        }
        return tokenizer;
    }

    /**
     * The tokens of a text, with those that the model expects around them; cut only if the file says so.
     *
     * @throws IllegalArgumentException if it is null, or has what the vocabulary lacks and cannot call unknown
     */
    public Encoding encode(String text) {
        return encode(Required.nonNull("Tokenizer: the text", text), null, truncation);
    }

    /**
     * The tokens of a pair of texts, such as a question and what answers it.
     *
     * @throws IllegalArgumentException if one is null, or has what the vocabulary lacks and cannot call unknown
     */
    public Encoding encode(String text, String pair) {
        return encode(Required.nonNull("Tokenizer: the text", text),
                Required.nonNull("Tokenizer: the second text", pair), truncation);
    }

    /**
     * The tokens of several texts, cut to what the model takes and padded to the longest, as {@code transformers} does:
     * a fixed length in {@code tokenizer.json} does not count.
     *
     * @throws IllegalArgumentException if there are none, one is null, or has what the vocabulary lacks
     */
    public TokenBatch batch(List<String> texts) {
        Required.nonNull("Tokenizer: the list of texts", texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("Tokenizer: there are no texts");
        }
        List<Encoding> encodings = new ArrayList<>();
        for (String text : texts) {
            encodings.add(encode(Required.nonNull("Tokenizer: text " + encodings.size(), text), null, limit()));
        }
        int length = encodings.stream().mapToInt(Encoding::size).max().orElse(0);
        length = Math.max(1, Math.ceilDiv(length, padding.multiple())) * padding.multiple();
        if ((long) texts.size() * length > LARGEST_BATCH) {
            throw new IllegalArgumentException("Tokenizer: " + texts.size() + " texts of up to " + length
                    + " tokens are more than the " + LARGEST_BATCH + " tokens that a batch holds");
        }
        int[] ids = new int[texts.size() * length];
        int[] types = new int[ids.length];
        int[] mask = new int[ids.length];
        Arrays.fill(ids, padding.id());
        Arrays.fill(types, padding.type());
        for (int i = 0; i < encodings.size(); i++) {
            Encoding each = encodings.get(i);
            int from = i * length + (padding.left() ? length - each.size() : 0);
            System.arraycopy(each.ids(), 0, ids, from, each.size());
            System.arraycopy(each.types(), 0, types, from, each.size());
            Arrays.fill(mask, from, from + each.size(), 1);
        }
        Shape shape = Shape.of(texts.size(), length);
        return new TokenBatch(IntTensor.wrap(ids, shape), IntTensor.wrap(types, shape), IntTensor.wrap(mask, shape));
    }

    private @Nullable Truncation limit() {
        if (longest == Integer.MAX_VALUE) {
            return truncation;
        }
        return truncation == null
                ? Truncation.to(longest)
                : new Truncation(Math.min(longest, truncation.most()), truncation.strategy(), truncation.left());
    }

    private Encoding encode(String text, @Nullable String pair, @Nullable Truncation limit) {
        int enough = limit == null ? Integer.MAX_VALUE : limit.enough();
        Tokens first = tokens(text, enough);
        Tokens second = pair == null ? null : tokens(pair, enough);
        if (limit != null) {
            limit.cut(first, second, steps.finisher.added(pair != null));
        }
        steps.finisher.settle(first, text, this);
        if (second != null && pair != null) {
            steps.finisher.settle(second, pair, this);
        }
        return steps.finisher.join(first, second);
    }

    private Tokens tokens(String text, int enough) {
        Tokens tokens = new Tokens();
        steps.added.splitRaw(Aligned.of(text),
                part -> steps.added.splitNormalized(steps.normalizer.apply(part), piece -> {
                    if (!piece.isEmpty() && tokens.size < enough) {
                        steps.splitter.split(piece, word -> tokenize(word, tokens, enough));
                    }
                }, tokens), tokens);
        return tokens;
    }

    private void tokenize(Aligned word, Tokens tokens, int enough) {
        if (!word.isEmpty() && tokens.size < enough) {
            int first = tokens.size;
            steps.model.tokenize(word, tokens);
            tokens.toOriginal(first, word);
        }
    }

    /** The text of tokens; special ones, and numbers that are none, are left out, as the reference does. */
    public String decode(int... ids) {
        Required.nonNull("Tokenizer: the ids", ids);
        List<String> tokens = new ArrayList<>(ids.length);
        for (int id : ids) {
            String token = find(id);
            if (token != null && !steps.added.isSpecial(id)) {
                tokens.add(token);
            }
        }
        long length = tokens.stream().mapToLong(String::length).sum();
        return String.join("", steps.decoder.apply(tokens, new Budget(length)));
    }

    /** How many numbers there are: one more than the largest that a token has. */
    public int size() {
        return Math.max(steps.model.vocabulary().size(), steps.added.size());
    }

    /** The number of a token, such as {@code [MASK]}, or nothing. */
    public OptionalInt id(String token) {
        int id = find(Required.nonNull("Tokenizer: the token", token));
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The token of a number, as the vocabulary writes it.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String token(int id) {
        String token = find(id);
        if (token == null) {
            throw new IllegalArgumentException("Tokenizer: no token has the id " + id + "; there are " + size());
        }
        return token;
    }

    /** Whether a token is one of those that are found before all else. */
    boolean isAdded(int id) {
        return steps.added.token(id) != null;
    }

    private int find(String token) {
        int added = steps.added.id(token);
        return added >= 0 ? added : steps.model.vocabulary().id(token);
    }

    private @Nullable String find(int id) {
        String added = steps.added.token(id);
        return added != null ? added : steps.model.vocabulary().token(id);
    }

    /**
     * A tokenizer that keeps at most so many tokens of a text, or of a pair, with those that are added.
     *
     * @throws IllegalArgumentException if that leaves no room for a token of the text
     */
    public Tokenizer truncatedTo(int length) {
        if (length <= steps.finisher.added(false)) {
            throw new IllegalArgumentException("Tokenizer: texts cannot be cut to " + length + " tokens, of which "
                    + steps.finisher.added(false) + " are added");
        }
        return new Tokenizer(this, truncation == null
                ? Truncation.to(length)
                : new Truncation(length, truncation.strategy(), truncation.left()));
    }

    /** Whether texts that are too long lose their beginning rather than their end. */
    public boolean cutsLeft() {
        return truncation != null && truncation.left();
    }

    /** For example {@code Tokenizer(30522 tokens)}. */
    @Override
    public String toString() {
        return "Tokenizer(" + size() + " tokens)";
    }
}
