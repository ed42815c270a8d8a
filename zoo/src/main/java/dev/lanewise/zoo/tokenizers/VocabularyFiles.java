package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.io.Failures;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.folder.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Vocabulary files of models without a {@code tokenizer.json}: BERT's {@code vocab.txt}, and {@code vocab.json} with
 * {@code merges.txt} of GPT-2 and RoBERTa. They are read as the {@code tokenizer.json} that the reference would make of
 * them.
 */
final class VocabularyFiles {
    private static final long MOST_BYTES = 200_000_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final TokenizerSettings settings;
    private final ModelData data;
    private final ObjectNode root = NODES.objectNode();
    private final ObjectNode model = root.putObject("model");
    private final Map<Integer, String> special = new TreeMap<>();
    private final Path file;

    private VocabularyFiles(Path file, TokenizerSettings settings) {
        this.file = file;
        this.settings = settings;
        data = new ModelData(file);
    }

    /** Reads a folder's, or gives null if it has none. */
    static @Nullable Tokenizer readIfThere(Path folder, TokenizerSettings settings) {
        Path words = folder.resolve("vocab.txt");
        Path merges = folder.resolve("merges.txt");
        Path ids = folder.resolve("vocab.json");
        if (Files.isRegularFile(ids) && Files.isRegularFile(merges)) {
            return new VocabularyFiles(ids, settings).byteLevel(merges);
        }
        return Files.isRegularFile(words) ? new VocabularyFiles(words, settings).bert() : null;
    }

    private Tokenizer bert() {
        List<String> lines = lines(file);
        for (int id = 0; id < lines.size(); id++) {
            data.add(lines.get(id).strip(), id);
        }
        Vocabulary vocabulary = data.vocabulary();
        for (String key : List.of("pad", "unk", "cls", "sep", "mask")) {
            special(vocabulary, key, "[" + key.toUpperCase(java.util.Locale.ROOT) + "]");
        }
        model.put("type", "WordPiece").put("unk_token", named("unk", "[UNK]"));
        ObjectNode normalizer = root.putObject("normalizer").put("type", "BertNormalizer")
                .put("lowercase", !Boolean.FALSE.equals(settings.flag("do_lower_case")))
                .put("handle_chinese_chars", !Boolean.FALSE.equals(settings.flag("tokenize_chinese_chars")));
        Boolean accents = settings.flag("strip_accents");
        if (accents != null) {
            normalizer.put("strip_accents", accents);
        }
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        around(vocabulary, "BertProcessing", named("cls", "[CLS]"), named("sep", "[SEP]"));
        root.putObject("decoder").put("type", "WordPiece");
        return build();
    }

    private Tokenizer byteLevel(Path merges) {
        ModelData taken = data;
        Json.object(file, MOST_BYTES, Map.of()).properties().forEach(entry -> {
            if (!entry.getValue().isInt() || entry.getValue().intValue() < 0) {
                throw new FormatException(Printable.path(file) + ": the id of " + Printable.quoted(entry.getKey())
                        + " is " + Printable.brief(entry.getValue().toString()) + ", expected a number of 0 or more");
            }
            taken.add(entry.getKey(), entry.getValue().intValue());
        });
        List<String> lines = lines(merges);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty() && !(i == 0 && lines.get(i).startsWith("#version"))) {
                data.merge(lines.get(i), "merges.txt");
            }
        }
        Vocabulary vocabulary = data.vocabulary();
        boolean roberta = Set.of("RobertaTokenizer", "RobertaTokenizerFast", "LongformerTokenizer",
                "LongformerTokenizerFast").contains(settings.text("tokenizer_class", ""));
        model.put("type", "BPE");
        root.putObject("pre_tokenizer").put("type", "ByteLevel")
                .put("add_prefix_space", Boolean.TRUE.equals(settings.flag("add_prefix_space")));
        root.putObject("decoder").put("type", "ByteLevel");
        if (roberta) {
            for (String each : List.of("bos <s>", "pad <pad>", "eos </s>", "unk <unk>", "mask <mask>")) {
                special(vocabulary, each.substring(0, each.indexOf(' ')), each.substring(each.indexOf(' ') + 1));
            }
            around(vocabulary, "RobertaProcessing", named("cls", "<s>"), named("sep", "</s>"));
        } else {
            special(vocabulary, "bos", "<|endoftext|>");
            special(vocabulary, "eos", "<|endoftext|>");
            special(vocabulary, "unk", "<|endoftext|>");
            root.putObject("post_processor").put("type", "ByteLevel").put("trim_offsets", false);
        }
        return build();
    }

    private String named(String key, String otherwise) {
        String token = settings.token(key + "_token");
        return token == null ? otherwise : token;
    }

    private void special(Vocabulary vocabulary, String key, String otherwise) {
        String token = named(key, otherwise);
        int id = vocabulary.id(token);
        if (id >= 0) {
            special.put(id, token);
        }
    }

    private void around(Vocabulary vocabulary, String type, String cls, String sep) {
        ObjectNode processor = root.putObject("post_processor").put("type", type);
        for (Map.Entry<String, String> each : Map.of("cls", cls, "sep", sep).entrySet()) {
            int id = vocabulary.id(each.getValue());
            if (id < 0) {
                throw new FormatException(Printable.path(file) + ": there is no token "
                        + Printable.quoted(each.getValue()));
            }
            processor.putArray(each.getKey()).add(each.getValue()).add(id);
        }
    }

    private Tokenizer build() {
        ArrayNode added = root.putArray("added_tokens");
        special.forEach((id, content) -> added.addObject().put("id", id).put("content", content).put("special", true)
                .put("lstrip", content.equals("<mask>")));
        return TokenizerFile.build(new Part(file, "", root), data, settings);
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new FormatException(Printable.path(file) + " has " + Files.size(file)
                        + " bytes, more than the " + MOST_BYTES + " that are read");
            }
            return List.of(Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n").split("\n"));
        } catch (CharacterCodingException e) {
            throw new FormatException(Printable.path(file) + ": not valid UTF-8");
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
    }
}
