package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.zoo.folder.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code tokenizer.json}. */
final class TokenizerFile {
    private static final long MOST_BYTES = 200_000_000;

    private TokenizerFile() {}

    /** Reads a file. */
    static Tokenizer read(Path file, TokenizerSettings settings) {
        ModelData data = new ModelData(file);
        ObjectNode rest = Json.object(file, MOST_BYTES,
                Map.of("model.vocab", data::readVocabulary, "model.merges", data::readMerges));
        return build(new Part(file, "", rest), data, settings);
    }

    /** Makes a tokenizer of what a file says, and of the large parts of its model. */
    static Tokenizer build(Part part, ModelData data, TokenizerSettings settings) {
        part.only("version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor",
                "decoder", "model");
        Part normalizer = part.ifBelow("normalizer");
        Part splitter = part.ifBelow("pre_tokenizer");
        Part finisher = part.ifBelow("post_processor");
        Part decoder = part.ifBelow("decoder");
        Part truncation = part.ifBelow("truncation");
        Part padding = part.ifBelow("padding");
        Normalizing normalizing = normalizer == null ? null : Normalizers.read(normalizer);
        Model model = model(part.below("model"), data);
        AddedTokens added = AddedTokens.read(part.has("added_tokens") ? part.list("added_tokens") : List.of(),
                model.vocabulary(), normalizing);
        return new Tokenizer(new Tokenizer.Steps(added, normalizing == null ? text -> text : normalizing,
                splitter == null ? (text, parts) -> parts.accept(text) : Splitters.read(splitter), model,
                finisher == null ? Finishing.NOTHING : Finishers.read(finisher),
                decoder == null ? (tokens, _) -> List.of(String.join(" ", tokens)) : Decoders.read(decoder)),
                truncation == null ? null : Truncation.read(truncation),
                padding == null ? null : PadRule.read(padding), settings);
    }

    private static Model model(Part part, ModelData data) {
        String type = part.has("type") ? part.type() : guessed(part, data);
        if (data.isScored() != type.equals("Unigram")) {
            throw part.error("the vocabulary of a " + dev.lanewise.text.Printable.brief(type) + " model "
                    + (data.isScored() ? "has scores" : "has no scores"));
        }
        Vocabulary vocabulary = data.vocabulary();
        return switch (type) {
            case "WordPiece" -> WordPiece.read(part, vocabulary);
            case "BPE" -> Bpe.read(part, vocabulary, data.merges);
            case "Unigram" -> Unigram.read(part, vocabulary, data.scores());
            case "WordLevel" -> WordLevel.read(part, vocabulary);
            default -> throw part.unknown("model");
        };
    }

    /** Older files do not say what their model is. */
    private static String guessed(Part part, ModelData data) {
        return data.isScored()
                ? "Unigram"
                : part.has("max_input_chars_per_word")
                        ? "WordPiece"
                        : data.merges.isEmpty()
                                ? "WordLevel"
                                : "BPE";
    }

    /** The same as {@link #read}, for a folder that may have it. */
    static @Nullable Tokenizer readIfThere(Path folder, TokenizerSettings settings) {
        Path file = folder.resolve("tokenizer.json");
        return java.nio.file.Files.isRegularFile(file) ? read(file, settings) : null;
    }
}
