package dev.lanewise.zoo;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Goes on with texts: a {@link Generator} with the model's tokenizer.
 *
 * {@snippet :
 * TextGenerator writer = TextGenerator.open(Path.of("gpt2"));
 * writer.write("Once upon a time", writer.options().mostTokens(40), RandomSource.seed(1), System.out::print);
 * }
 *
 * <p>Many threads may use one at the same time.
 */
public final class TextGenerator {
    private final Generator generator;
    private final Tokenizer tokenizer;
    private final GenerationOptions options;

    private TextGenerator(Generator generator, Tokenizer tokenizer, GenerationOptions options) {
        this.generator = generator;
        this.tokenizer = tokenizer;
        this.options = options;
    }

    /**
     * What was written.
     *
     * @param text what follows the prompt, up to a text to stop at
     * @param generation its tokens
     */
    public record Written(String text, Generation generation) {}

    /**
     * Opens the model, the tokenizer and the settings of a folder or a GGUF file.
     *
     * @throws dev.lanewise.io.FormatException if a file breaks a rule, or has what is not supported
     * @throws java.io.UncheckedIOException if a file is missing or cannot be read
     */
    public static TextGenerator open(Path folder) {
        return open(ModelFolder.open(folder));
    }

    /**
     * Opens the model, the tokenizer and the settings of a folder.
     *
     * @throws dev.lanewise.io.FormatException if a file breaks a rule, or has what is not supported
     * @throws java.io.UncheckedIOException if a file is missing or cannot be read
     */
    public static TextGenerator open(ModelFolder folder) {
        CausalChecks.requireKnown(Required.nonNull("TextGenerator: the folder", folder).config());
        return open(folder, GenerationOptions.of(folder));
    }

    /**
     * The same, but settings of generation that are not there ({@code num_beams} above 1, {@code suppress_tokens}, ...)
     * are left out, and the listener is told of each in one sentence.
     *
     * @throws dev.lanewise.io.FormatException if a file breaks a rule, or has what is not supported otherwise
     * @throws java.io.UncheckedIOException if a file is missing or cannot be read
     */
    public static TextGenerator open(ModelFolder folder, Consumer<String> listener) {
        CausalChecks.requireKnown(Required.nonNull("TextGenerator: the folder", folder).config());
        return open(folder, GenerationOptions.leavingOut(folder, listener));
    }

    /** Small files first: the weights take long. */
    private static TextGenerator open(ModelFolder folder, GenerationOptions options) {
        Tokenizer tokenizer = Tokenizer.open(folder.path());
        return new TextGenerator(Generator.of(CausalModel.open(folder)), tokenizer, options);
    }

    /** What {@link GenerationOptions#of} reads in the folder. */
    public GenerationOptions options() {
        return options;
    }

    /** What goes on with tokens. */
    public Generator generator() {
        return generator;
    }

    /** What makes tokens of a prompt. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Goes on with a text.
     *
     * @param random draws one number for each token, none if the choice is greedy
     * @param reader is given the text in pieces, as it comes: whole characters always
     * @throws IllegalArgumentException if the prompt has no token, or more than the model's context
     */
    public Written write(String prompt, GenerationOptions options, RandomSource random, Consumer<String> reader) {
        Required.nonNull("write: the set of options", options);
        Required.nonNull("write: the reader", reader);
        int[] tokens = tokenizer.encode(Required.nonNull("write: the prompt", prompt)).ids();
        TextPieces pieces = new TextPieces(tokens, tokenizer::decode, options.stops(), reader);
        return written(pieces, generator.generate(tokens, options, random, pieces::add));
    }

    /**
     * Goes on with several texts together ({@link Generator#generate(List, GenerationOptions, List)}).
     *
     * @param randoms for each prompt what draws its numbers
     * @return what is written after each, in their order: the same as if it were alone
     * @throws IllegalArgumentException if there are not as many random sources as prompts, or one is used twice, or a
     *     prompt has no token, or more than the model's context
     */
    public List<Written> write(List<String> prompts, GenerationOptions options, List<RandomSource> randoms) {
        Required.nonNull("write: the set of options", options);
        List<int[]> tokens = new ArrayList<>();
        List<TextPieces> pieces = new ArrayList<>();
        List<IntPredicate> listeners = new ArrayList<>();
        for (String prompt : Required.nonNull("write: the list of prompts", prompts)) {
            int[] ids = tokenizer.encode(Required.nonNull("write: a prompt", prompt)).ids();
            TextPieces text = new TextPieces(ids, tokenizer::decode, options.stops(), _ -> {});
            tokens.add(ids);
            pieces.add(text);
            listeners.add(text::add);
        }
        List<Generation> generations = generator.generate(tokens, options, randoms, listeners);
        return IntStream.range(0, generations.size())
                .mapToObj(i -> written(pieces.get(i), generations.get(i))).toList();
    }

    private static Written written(TextPieces pieces, Generation generation) {
        pieces.end();
        return new Written(pieces.text(), generation);
    }
}
