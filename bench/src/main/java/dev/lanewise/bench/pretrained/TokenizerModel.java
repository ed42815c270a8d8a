package dev.lanewise.bench.pretrained;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Tokenizers of real sizes over made-up words: BERT's WordPiece of 30,522 tokens, and Llama 3's BPE of 128,000 tokens
 * and 280,000 merges; and texts of such words, and of other writings.
 */
final class TokenizerModel {
    static final int WORD_PIECE = 30_522;
    static final int BPE = 128_000;
    private static final int MERGES = 280_000;
    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,;:!?'\"()-";
    private static final String[] ONSETS = {"b", "br", "c", "ch", "d", "f", "fl", "g", "h", "j", "k", "l", "m", "n",
        "p", "pl", "r", "s", "sh", "st", "t", "th", "tr", "v", "w", ""};
    private static final String[] NUCLEI = {"a", "e", "i", "o", "u", "ai", "ea", "ee", "io", "ou"};
    private static final String[] CODAS = {"", "", "n", "r", "s", "t", "l", "nd", "ng", "st", "m", "tion"};

    /** First and last characters: Cyrillic, Han, Arabic, Hangul, Devanagari, Hiragana. */
    private static final int[][] WRITINGS = {{0x430, 0x44f}, {0x4e00, 0x9fa5}, {0x627, 0x64a}, {0xac00, 0xd7a3},
        {0x900, 0x950}, {0x3041, 0x3096}};

    private static final List<String> ODD = List.of("e\u0301", "\ud83d\ude00", "\ud83d\udc69\u200d\ud83d\udc67",
            "\ufb01", "\u00a0", "\u200b");

    /** How Llama 3's tokenizer splits a text. */
    private static final String WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<String> words = new ArrayList<>();

    /** With words of its own. */
    TokenizerModel() {
        LinkedHashSet<String> all = new LinkedHashSet<>();
        while (all.size() < 160_000) {
            StringBuilder word = new StringBuilder();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                word.append(any(ONSETS)).append(any(NUCLEI)).append(any(CODAS));
            }
            all.add(word.toString());
        }
        words.addAll(all);
    }

    private String any(String[] parts) {
        return parts[random.nextInt(parts.length)];
    }

    /** Sentences of words, of which the first are frequent, as in a language. */
    List<String> english(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(5, 26); k > 0; k--) {
                String word = words.get((int) Math.pow(words.size(), random.nextDouble()) - 1);
                text.append(text.isEmpty()
                        ? word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1)
                        : (random.nextInt(12) == 0 ? ", " : " ") + word);
            }
            texts.add(text.append(random.nextInt(10) == 0 ? " " + random.nextInt(3000) : "").append('.').toString());
        }
        return texts;
    }

    /** Lines of many writings, with marks and signs. */
    List<String> odd(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(5, 21); k > 0; k--) {
                int[] writing = WRITINGS[random.nextInt(WRITINGS.length)];
                for (int length = random.nextInt(1, 9); length > 0; length--) {
                    text.append((char) random.nextInt(writing[0], writing[1] + 1));
                }
                text.append(random.nextInt(5) == 0 ? " " + ODD.get(random.nextInt(ODD.size())) : "").append(' ');
            }
            texts.add(text.toString());
        }
        return texts;
    }

    /** Writes texts as a list that the others read. */
    static void write(Path file, List<String> texts) throws IOException {
        try (JsonGenerator json = generator(file)) {
            json.writeStartArray();
            for (String text : texts) {
                json.writeString(text);
            }
            json.writeEndArray();
        }
    }

    private static JsonGenerator generator(Path file) throws IOException {
        return new JsonFactory().createGenerator(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }

    /** BERT's tokenizer, as {@code tokenizer.json} in a folder. */
    void writeWordPiece(Path folder) throws IOException {
        Map<String, Integer> ids = new LinkedHashMap<>();
        SPECIAL.forEach(token -> ids.put(token, ids.size()));
        for (int i = 0; i < LETTERS.length(); i++) {
            char letter = LETTERS.charAt(i);
            ids.put(String.valueOf(letter), ids.size());
            ids.put("##" + letter, ids.size());
        }
        for (String word : words) {
            for (int from = 0; from < word.length() - 1 && ids.size() < WORD_PIECE; from++) {
                if (from == 0 ? word.length() < 9 : random.nextInt(7) == 0) {
                    ids.putIfAbsent((from == 0 ? "" : "##") + word.substring(from), ids.size());
                }
            }
        }
        try (JsonGenerator json = begun(folder, SPECIAL, 0)) {
            json.writeFieldName("normalizer");
            json.writeRawValue("{\"type\": \"BertNormalizer\", \"clean_text\": true, \"handle_chinese_chars\": true,"
                    + " \"strip_accents\": null, \"lowercase\": true}");
            json.writeFieldName("pre_tokenizer");
            json.writeRawValue("{\"type\": \"BertPreTokenizer\"}");
            json.writeFieldName("post_processor");
            json.writeRawValue("{\"type\": \"BertProcessing\", \"sep\": [\"[SEP]\", 3], \"cls\": [\"[CLS]\", 2]}");
            json.writeFieldName("decoder");
            json.writeRawValue("{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}");
            json.writeObjectFieldStart("model");
            json.writeStringField("type", "WordPiece");
            json.writeStringField("unk_token", "[UNK]");
            json.writeStringField("continuing_subword_prefix", "##");
            json.writeNumberField("max_input_chars_per_word", 100);
            vocabulary(json, ids);
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    /** Llama 3's, as {@code tokenizer.json} in a folder. */
    void writeBpe(Path folder) throws IOException {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (int b = 0; b < 256; b++) {
            ids.put(letter(b), ids.size());
        }
        LinkedHashSet<List<String>> merges = new LinkedHashSet<>();
        for (String word : words) {
            String token = random.nextInt(10) < 7 ? letter(' ') + word : word;
            for (int i = 1; i < token.length() && ids.size() < BPE; i++) {
                merges.add(List.of(token.substring(0, i), token.substring(i, i + 1)));
                ids.putIfAbsent(token.substring(0, i + 1), ids.size());
            }
        }
        for (String token : ids.keySet()) {
            for (int i = 2; i < token.length() && merges.size() < MERGES; i++) {
                if (ids.containsKey(token.substring(0, i)) && ids.containsKey(token.substring(i))) {
                    merges.add(List.of(token.substring(0, i), token.substring(i)));
                }
            }
        }
        try (JsonGenerator json = begun(folder, List.of("<|begin_of_text|>", "<|end_of_text|>"), ids.size())) {
            json.writeNullField("normalizer");
            json.writeObjectFieldStart("pre_tokenizer");
            json.writeStringField("type", "Sequence");
            json.writeArrayFieldStart("pretokenizers");
            json.writeStartObject();
            json.writeStringField("type", "Split");
            json.writeObjectFieldStart("pattern");
            json.writeStringField("Regex", WORDS);
            json.writeEndObject();
            json.writeStringField("behavior", "Isolated");
            json.writeBooleanField("invert", false);
            json.writeEndObject();
            json.writeRawValue("{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true,"
                    + " \"use_regex\": false}");
            json.writeEndArray();
            json.writeEndObject();
            json.writeNullField("post_processor");
            json.writeFieldName("decoder");
            json.writeRawValue("{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true,"
                    + " \"use_regex\": true}");
            json.writeObjectFieldStart("model");
            json.writeStringField("type", "BPE");
            json.writeBooleanField("ignore_merges", true);
            vocabulary(json, ids);
            json.writeArrayFieldStart("merges");
            for (List<String> merge : merges) {
                json.writeString(String.join(" ", merge));
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static void vocabulary(JsonGenerator json, Map<String, Integer> ids) throws IOException {
        json.writeObjectFieldStart("vocab");
        for (Map.Entry<String, Integer> each : ids.entrySet()) {
            json.writeNumberField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
    }

    /** The file up to its special tokens. */
    private static JsonGenerator begun(Path folder, List<String> special, int firstId) throws IOException {
        Files.createDirectories(folder);
        JsonGenerator json = generator(folder.resolve("tokenizer.json"));
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("version", "1.0");
        json.writeNullField("truncation");
        json.writeNullField("padding");
        json.writeArrayFieldStart("added_tokens");
        for (int i = 0; i < special.size(); i++) {
            json.writeStartObject();
            json.writeNumberField("id", firstId + i);
            json.writeStringField("content", special.get(i));
            for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                json.writeBooleanField(flag, false);
            }
            json.writeBooleanField("special", true);
            json.writeEndObject();
        }
        json.writeEndArray();
        return json;
    }

    /** The character that stands for a byte: one that can be seen (Radford et al. 2019). */
    private static String letter(int b) {
        boolean seen = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
        int hidden = b < '!' ? b : b <= 0xA0 ? b - 0x7F + '!' : 0x43;
        return String.valueOf((char) (seen ? b : 0x100 + hidden));
    }
}
