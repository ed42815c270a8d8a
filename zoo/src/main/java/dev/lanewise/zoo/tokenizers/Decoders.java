package dev.lanewise.zoo.tokenizers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The decoders of a tokenizer's file. */
final class Decoders {
    private Decoders() {}

    /** Reads one. */
    static Decoding read(Part part) {
        return switch (part.type()) {
            case "WordPiece" -> {
                part.only("prefix", "cleanup");
                yield wordPiece(part.text("prefix", "##"), part.flag("cleanup", true));
            }
            case "ByteLevel" -> {
                part.only("add_prefix_space", "trim_offsets", "use_regex");
                yield (tokens, _) -> byteLevel(tokens);
            }
            case "Metaspace" -> metaspace(part);
            case "ByteFallback" -> {
                part.only();
                yield (tokens, _) -> ByteFallback.decoded(tokens);
            }
            case "Fuse" -> {
                part.only();
                yield (tokens, _) -> List.of(String.join("", tokens));
            }
            case "Strip" -> {
                part.only("content", "start", "stop");
                String content = Character.toString(part.character("content"));
                int start = part.number("start");
                int stop = part.number("stop");
                yield (tokens, _) -> tokens.stream().map(token -> stripped(token, content, start, stop)).toList();
            }
            case "Replace" -> {
                part.only("pattern", "content");
                Matching pattern = Matching.read(part, "pattern");
                String content = part.text("content");
                yield (tokens, budget) -> tokens.stream().map(token -> replaced(token, pattern, content, budget))
                        .toList();
            }
            case "BPEDecoder" -> {
                String suffix = part.only("suffix").text("suffix", "</w>");
                yield (tokens, _) -> suffixed(tokens, suffix);
            }
            case "Sequence" -> {
                List<Decoding> steps = part.only("decoders").list("decoders").stream().map(Decoders::read).toList();
                yield (tokens, budget) -> {
                    List<String> result = tokens;
                    for (Decoding step : steps) {
                        result = step.apply(result, budget);
                    }
                    return result;
                };
            }
            default -> throw part.unknown("decoder");
        };
    }

    /** Words with spaces between them, the parts of each set together. */
    static Decoding wordPiece(String prefix, boolean cleanup) {
        return (tokens, _) -> {
            List<String> result = new ArrayList<>();
            for (String token : tokens) {
                String text = result.isEmpty()
                        ? token
                        : token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
                result.add(cleanup ? cleaned(text) : text);
            }
            return result;
        };
    }

    private static String cleaned(String text) {
        return text.replace(" .", ".").replace(" ?", "?").replace(" !", "!").replace(" ,", ",").replace(" ' ", "'")
                .replace(" n't", "n't").replace(" 'm", "'m").replace(" do not", " don't").replace(" 's", "'s")
                .replace(" 've", "'ve").replace(" 're", "'re");
    }

    /** The text of the bytes that the characters of all tokens stand for. */
    static List<String> byteLevel(List<String> tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String token : tokens) {
            if (token.chars().allMatch(c -> Bytes.of((char) c) >= 0)) {
                token.chars().forEach(c -> bytes.write(Bytes.of((char) c)));
            } else {
                bytes.writeBytes(token.getBytes(StandardCharsets.UTF_8));
            }
        }
        return List.of(Bytes.text(bytes.toByteArray(), bytes.size()));
    }

    private static Decoding metaspace(Part part) {
        part.only("replacement", "prepend_scheme", "split", "add_prefix_space", "str_rep");
        String sign = part.has("replacement") ? Character.toString(part.character("replacement")) : "\u2581";
        boolean prepended = part.has("prepend_scheme")
                ? !part.text("prepend_scheme").equals("never")
                : part.flag("add_prefix_space", true);
        return (tokens, _) -> {
            List<String> result = new ArrayList<>();
            for (String token : tokens) {
                result.add(token.replace(sign, result.isEmpty() && prepended ? "" : " "));
            }
            return result;
        };
    }

    private static String stripped(String token, String content, int start, int stop) {
        int from = 0;
        for (int i = 0; i < start && token.startsWith(content, from); i++) {
            from += content.length();
        }
        int to = token.length();
        for (int i = 0; i < stop && to - content.length() >= from
                && token.startsWith(content, to - content.length()); i++) {
            to -= content.length();
        }
        return token.substring(from, to);
    }

    private static String replaced(String token, Matching pattern, String content, Budget budget) {
        Aligned text = Aligned.of(token, budget);
        StringBuilder result = new StringBuilder();
        int done = 0;
        for (Matching.Range range : pattern.find(text)) {
            budget.grow(content.length());
            result.append(token, done, range.from()).append(content);
            done = range.to();
        }
        return result.append(token, done, token.length()).toString();
    }

    private static List<String> suffixed(List<String> tokens, String suffix) {
        List<String> result = new ArrayList<>();
        for (String token : tokens) {
            result.add(suffix.isEmpty()
                    ? token
                    : token.replace(suffix, result.size() == tokens.size() - 1 ? "" : " "));
        }
        return result;
    }
}
