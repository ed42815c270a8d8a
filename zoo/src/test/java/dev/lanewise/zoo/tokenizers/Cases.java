package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What {@code tokenizer_fixtures.py} makes: tokenizers, texts, and the tokens that the reference finds in them. */
final class Cases {
    final List<String> texts = new ArrayList<>();
    final List<Case> cases = new ArrayList<>();

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxDocumentLength(-1).build()).build());

    /** One tokenizer. */
    record Case(String name, JsonNode tokenizer, boolean pairs, JsonNode expected) {
        Tokenizer open(Path folder) throws IOException {
            Path file = folder.resolve(name + ".json");
            Files.writeString(file, tokenizer.toString());
            return Tokenizer.open(file);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Cases read(InputStream packed) throws IOException {
        JsonNode root;
        try (InputStream stream = new GZIPInputStream(packed)) {
            root = MAPPER.readTree(stream);
        }
        Cases cases = new Cases();
        root.get("texts").forEach(text -> cases.texts.add(text.textValue()));
        root.get("cases").forEach(each -> cases.cases.add(new Case(each.get("name").textValue(), each.get("tokenizer"),
                each.get("pairs").booleanValue(), each.get("expected"))));
        return cases;
    }

    /** How many texts there are that the reference can make tokens of. */
    long count() {
        return cases.stream().mapToLong(each -> {
            long known = 0;
            for (JsonNode expected : each.expected) {
                known += expected.isNull() ? 0 : 1;
            }
            return known;
        }).sum();
    }

    /** Where a tokenizer differs from the reference, a line for each text. */
    List<String> differences(Case each, Path folder) throws IOException {
        Tokenizer tokenizer = each.open(folder);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            JsonNode expected = each.expected.get(i);
            String found;
            try {
                found = found(tokenizer, i, each.pairs);
            } catch (IllegalArgumentException e) {
                found = "null";
            }
            if (!found.equals(expected.toString())) {
                differences.add(each.name + " " + MAPPER.writeValueAsString(texts.get(i)) + "\n expected "
                        + expected + "\n found    " + found);
            }
        }
        return differences;
    }

    private String found(Tokenizer tokenizer, int text, boolean pairs) {
        Encoding encoding = pairs
                ? tokenizer.encode(texts.get(text), texts.get((text + 1) % texts.size()))
                : tokenizer.encode(texts.get(text));
        int[] special = new int[encoding.size()];
        for (int i = 0; i < special.length; i++) {
            special[i] = encoding.special()[i] ? 1 : 0;
        }
        var array = MAPPER.createArrayNode();
        for (int[] values : List.of(encoding.ids(), encoding.types(), special, encoding.begins(), encoding.ends())) {
            var list = array.addArray();
            for (int value : values) {
                list.add(value);
            }
        }
        return array.add(tokenizer.decode(encoding.ids())).toString();
    }

    /** Prints the differences of the files that are named. */
    static void main(String[] files) throws IOException {
        Path folder = Files.createTempDirectory("tokenizers");
        for (String file : files) {
            Cases cases = read(Files.newInputStream(Path.of(file)));
            int all = 0;
            for (Case each : cases.cases) {
                List<String> differences = cases.differences(each, folder);
                if (!differences.isEmpty()) {
                    System.out.println(each.name + ": " + differences.size());
                    differences.stream().limit(Integer.getInteger("show", 3)).forEach(System.out::println);
                }
                all += differences.size();
            }
            System.out.println(file + ": " + cases.count() + " compared, " + all + " differences");
        }
    }
}
