package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.Verdicts.Row;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some 1,200 small files of which the reference implementation has said what it reads from them, or that it refuses
 * them ({@code safetensors-verdicts.py} has asked it). Lanewise says the same of each, but for the files named here.
 */
class SafetensorsVerdictsTest {
    /** Why Lanewise refuses files that the reference reads, and a pattern of their names; it reads no others. */
    private static final Map<String, Pattern> STRICTER = Map.of(
            "a name must not appear twice in an object, whatever it stands for", Pattern.compile(
                    "a (tensor|field) twice|a tensor twice, with an escape|.*\\{\"a\":[\"1]+,\"a\":.*"),
            "an array has at most 2^31-1 elements along each axis", Pattern.compile(
                    "empty, .*\\b(2147483648|4294967296|9223372036854775807)\\b.*"),
            "a size is less than 2^63", Pattern.compile("empty, .*\\b(9223372036854775808|18446744073709551615)\\b.*"),
            "a shape has at most 64 dimensions", Pattern.compile("shape \\[(1,)+.* \\((131|403)\\)"),
            "what is ignored is nested at most 64 deep", Pattern.compile("ignored \\[+ \\((126|128|200|248|250)\\)"),
            "an entry is an object, and a type a text, as the format has it; the parser of the reference takes more",
            Pattern.compile("an entry that is an array|dtype that is \\{.*"),
            "there are no floats or ints for elements of this type", Pattern.compile(
                    "(\\d+ of|dtype) (F4|F6_|C64).*"),
            "there is no int for this element, or it is no boolean", Pattern.compile(
                    "[IU](32|64) (-2\\^31-1|2\\^31|2\\^63)|I64 out of range beside others|BOOL (2|255)"));

    /** Of these, all tensors are listed, and those that can be read are. */
    private static final List<String> LISTED = List.of(
            "an array has at most 2^31-1 elements along each axis",
            "there are no floats or ints for elements of this type",
            "there is no int for this element, or it is no boolean");

    @TempDir
    Path folder;

    @Test
    void filesAreReadOrRefusedAsByTheReference() throws IOException {
        List<Row> rows = Verdicts.rows("safetensors-verdicts.txt");
        assertThat(rows).hasSizeGreaterThan(1000);
        assertThat(rows.stream().filter(Row::isRead)).hasSizeGreaterThan(300);
        Path file = folder.resolve("a.safetensors");
        Map<String, String> different = new TreeMap<>();
        Map<Pattern, Integer> explained = new HashMap<>();
        for (Row row : rows) {
            Files.write(file, row.content());
            String difference = difference(row, file);
            Pattern reason = row.isRead() ? reason(row) : null;
            if (reason != null && difference != null) {
                explained.merge(reason, 1, Integer::sum);
            } else if (reason != null) {
                different.put(row.name(), "is no difference any more");
            } else if (difference != null) {
                different.put(row.name(), difference);
            }
        }
        assertThat(different).isEmpty();
        assertThat(explained.keySet()).as("patterns that match a file")
                .containsAll(STRICTER.values());
    }

    /** What has no place in a float or an int does not keep the rest from being seen: names, types and shapes. */
    @Test
    void filesThatTheReferenceReadsAreListedAlsoWhereTensorsCannotBeRead() throws IOException {
        Path file = folder.resolve("a.safetensors");
        int partly = 0;
        for (Row row : Verdicts.rows("safetensors-verdicts.txt")) {
            Pattern reason = reason(row);
            boolean listed = reason == null || LISTED.stream().map(STRICTER::get).anyMatch(reason::equals);
            if (row.isRead() && listed) {
                Files.write(file, row.content());
                Set<String> seen = new TreeSet<>();
                try (SafetensorsFile open = Safetensors.open(file)) {
                    open.entries().forEach((name, entry) -> seen.add(name + " " + entry.dtype() + " " + entry.shape()));
                }
                assertThat(seen).as(row.name()).isEqualTo(listing(row.expected()));
                partly += reason == null ? 0 : 1;
            }
        }
        assertThat(partly).isGreaterThan(10);
    }

    private static Set<String> listing(String expected) {
        Set<String> listing = new TreeSet<>();
        for (String part : expected.split("; ", -1)) {
            if (!part.isEmpty() && !part.contains("=")) {
                String[] words = part.split(" ", -1);
                listing.add(Verdicts.text(words[0]) + " " + words[1] + " " + List.of(words[2].split(",")).toString());
            }
        }
        return listing;
    }

    private static Pattern reason(Row row) {
        return STRICTER.values().stream()
                .filter(pattern -> pattern.matcher(row.name()).matches())
                .findFirst()
                .orElse(null);
    }

    /** What Lanewise makes of the file, where that is not what the reference does. */
    private static String difference(Row row, Path file) {
        Safetensors read;
        try {
            read = Safetensors.load(file);
        } catch (FormatException e) {
            return row.isRead() ? "refused: " + e.getMessage() : null;
        }
        return row.isRead() ? differenceOf(read, row.expected()) : "read: " + read;
    }

    private static String differenceOf(Safetensors read, String expected) {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, IntTensor> ints = new HashMap<>();
        Map<String, String> metadata = new HashMap<>();
        for (String part : expected.split("; ", -1)) {
            if (part.contains("=")) {
                metadata.put(Verdicts.text(part.substring(0, part.indexOf('='))),
                        Verdicts.text(part.substring(part.indexOf('=') + 1)));
            } else if (!part.isEmpty()) {
                String[] words = part.split(" ", -1);
                Shape shape = Shape.of(Arrays.stream(words[2].split(",")).filter(dim -> !dim.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray());
                ByteBuffer data = ByteBuffer.wrap(HexFormat.of().parseHex(words[3])).order(ByteOrder.LITTLE_ENDIAN);
                put(Verdicts.text(words[0]), words[1], shape, data, tensors, ints);
            }
        }
        boolean same = read.metadata().equals(metadata) && read.ints().equals(ints)
                && read.tensors().keySet().equals(tensors.keySet())
                && tensors.entrySet().stream()
                        .allMatch(entry -> same(entry.getValue(), read.tensors().get(entry.getKey())));
        return same ? null : "read otherwise: " + read;
    }

    /** The tensor as it should be read. */
    private static void put(
            String name, String dtype, Shape shape, ByteBuffer data, Map<String, Tensor> tensors,
            Map<String, IntTensor> ints) {
        float[] floats = new float[shape.size()];
        int[] whole = new int[shape.size()];
        for (int i = 0; i < whole.length; i++) {
            switch (dtype) {
                case "F64" -> floats[i] = (float) data.getDouble();
                case "F32" -> floats[i] = data.getFloat();
                case "F16" -> floats[i] = Float.float16ToFloat(data.getShort());
                case "BF16" -> floats[i] = Float.intBitsToFloat(data.getShort() << 16);
                case "I64", "U64" -> whole[i] = Math.toIntExact(data.getLong());
                case "I32", "U32" -> whole[i] = data.getInt();
                case "I16" -> whole[i] = data.getShort();
                case "U16" -> whole[i] = Short.toUnsignedInt(data.getShort());
                case "I8" -> whole[i] = data.get();
                case "U8", "BOOL" -> whole[i] = Byte.toUnsignedInt(data.get());
                default -> floats[i] = Float8.values(Dtype.valueOf(dtype))[Byte.toUnsignedInt(data.get())];
            }
        }
        if (dtype.contains("F")) {
            tensors.put(name, Tensor.wrap(floats, shape));
        } else {
            ints.put(name, IntTensor.wrap(whole, shape));
        }
    }

    private static boolean same(Tensor a, Tensor b) {
        return a.shape().equals(b.shape()) && Arrays.equals(a.toArray(), b.toArray());
    }
}
