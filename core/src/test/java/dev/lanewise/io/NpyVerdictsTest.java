package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.Verdicts.Row;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small files of which NumPy has said what it reads from them, or that it refuses them ({@code npy-verdicts.py} has
 * asked it). Lanewise says the same of each, but for the files named here; what it writes has the bytes of NumPy's own.
 */
class NpyVerdictsTest {
    /** Why Lanewise and NumPy differ, and a pattern of the names of those files; they agree on all others. */
    private static final Map<String, Pattern> DIFFERENT = Map.ofEntries(
            because("there are no floats, ints or booleans for elements of this type",
                    "npy other elements .*|npy descr ('[<|][SUV]\\d'|'<i2,<i2'|[\\[({].*) with \\d bytes"),
            because("there is no int for this element, or it is no boolean",
                    "npy large int .*|npy bool of byte (?!0$).*"),
            because("a type is its kind and its size, behind the order of its bytes where that matters",
                    "npy descr '(\\?|<\\?|f|<f|<i02|float32|[=|]?[fiu][248])' .*"),
            because("nothing follows the last element", "npy [1-9]\\d* bytes more|npz a member too long"
                    + "|npy descr ['\"][<>|=]?[fiub][1248]['\"] with [48] bytes"
                    + "|npy shape \\((|1,|0,|0, 2|2, 0|0, 2147483647)\\) .*"),
            because("a header has only the literals that writers use",
                    "npy descr ('''<i2'''|'<' 'i2'|[ru]'<i2') .*|npy fortran_order \\(True\\).*"
                            + "|npy header (\\(.*\\)|\\{'d\\\\x5c.*|\\{'de' .*|\\{u'.*|.*# x.*), version \\d"
                            + "|npy shape \\((\\+2|00|0x2|\\\\x0c2),\\) .*"),
            because("no key appears twice", "npy header .*('(descr|shape)': .*){2}\\}, version \\d"),
            because("an axis has at most 2^31-1 elements", "npy shape \\(0, 2147483648\\) .*"),
            because("an array without elements may have any sizes besides",
                    "npy shape \\(2147483647, 2147483647, 0\\) with 0 bytes"),
            because("folders may be listed, and hold no arrays", "npz a folder"),
            because("archives could mean something else to another reader, if they are not exact",
                    "npz (stored|deflated), byte .*|npz .*, a byte more|npz a name twice.*"
                            + "|npz a comment with an end in it"
                            + "|npz zip64 (end elsewhere|end with a wrong count|sizes beyond the file)"),
            because("members are stored or deflated", "npz method \\d+"));

    private static Map.Entry<String, Pattern> because(String reason, String names) {
        return Map.entry(reason, Pattern.compile(names));
    }

    @TempDir
    Path folder;

    @Test
    void filesAreReadOrRefusedAsByNumPy() throws IOException {
        List<Row> rows = Verdicts.rows("npy-verdicts.txt");
        assertThat(rows).hasSizeGreaterThan(1000);
        assertThat(rows.stream().filter(Row::isRead)).hasSizeGreaterThan(400);
        Map<String, String> different = new TreeMap<>();
        Set<Pattern> explained = new HashSet<>();
        for (Row row : rows) {
            String difference = difference(row);
            Pattern reason = reason(row);
            if (reason != null && difference != null) {
                explained.add(reason);
            } else if (difference != null) {
                different.put(row.name(), difference);
            }
        }
        assertThat(different).isEmpty();
        assertThat(explained).as("patterns that match a file").containsAll(DIFFERENT.values());
    }

    private static Pattern reason(Row row) {
        return DIFFERENT.values().stream()
                .filter(pattern -> pattern.matcher(row.name()).matches())
                .findFirst()
                .orElse(null);
    }

    /** What Lanewise makes of the file, where that is not what NumPy does. */
    private String difference(Row row) throws IOException {
        Path file = Files.write(folder.resolve("a"), row.content());
        Map<String, Value> read = new LinkedHashMap<>();
        Map<String, Tensor> floats = new LinkedHashMap<>();
        try {
            if (row.name().startsWith("npz ")) {
                try (NpzFile open = Npz.open(file)) {
                    open.names().forEach(name -> floats.put(name, open.tensor(name)));
                }
                read.putAll(Npz.read(file));
            } else {
                floats.put("", Npy.readTensor(file));
                read.put("", Npy.read(file));
            }
        } catch (FormatException e) {
            return row.isRead() ? "refused: " + e.getMessage() : null;
        }
        if (!row.isRead()) {
            return "read: " + read;
        }
        StringBuilder ours = new StringBuilder();
        String[] parts = row.expected().isEmpty() ? new String[0] : row.expected().split("; ", -1);
        if (parts.length != read.size()) {
            return "other names: " + read.keySet();
        }
        int next = 0;
        for (Map.Entry<String, Value> entry : read.entrySet()) {
            String part = parts[next++];
            int equals = row.name().startsWith("npz ") ? part.indexOf('=') : -1;
            String[] words = part.substring(equals + 1).split(" ", -1);
            Shape shape = Shape.of(Arrays.stream(words[1].split(",")).filter(dim -> !dim.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray());
            boolean same = entry.getKey().equals(Verdicts.text(part.substring(0, Math.max(0, equals))))
                    && entry.getValue().shape().equals(shape)
                    && isSame(entry.getValue(), words[0], bytes(words[2]), bytes(words[3]))
                    && Arrays.equals(floats.get(entry.getKey()).toArray(), floats(bytes(words[3])));
            ours.append(same ? "" : entry + " is not " + part);
        }
        return ours.isEmpty() ? null : ours.toString();
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] floats(ByteBuffer in) {
        float[] floats = new float[in.remaining() / Float.BYTES];
        in.asFloatBuffer().get(floats);
        return floats;
    }

    /** Whether a value has the elements that NumPy printed, and the type for them. */
    private static boolean isSame(Value value, String dtype, ByteBuffer elements, ByteBuffer rounded) {
        return switch (value) {
            case Tensor x -> dtype.startsWith("float") && Arrays.equals(x.toArray(), floats(rounded.duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)));
            case IntTensor x ->
                dtype.matches("u?int\\d+") && Arrays.stream(x.toArray()).allMatch(i -> i == switch (dtype) {
                    case "int64", "uint64" -> elements.getLong();
                    case "int32", "uint32" -> elements.getInt();
                    case "int16" -> elements.getShort();
                    case "uint16" -> Short.toUnsignedInt(elements.getShort());
                    case "int8" -> elements.get();
                    default -> Byte.toUnsignedInt(elements.get());
                }) && !elements.hasRemaining();
            case BoolTensor x -> {
                boolean same = dtype.equals("bool");
                for (boolean element : x.toArray()) {
                    same &= element == (elements.get() == 1);
                }
                yield same && !elements.hasRemaining();
            }
        };
    }

    /** Files that NumPy has saved are written again, byte by byte, where the element type is one that is written. */
    @Test
    void writtenFilesHaveTheBytesOfNumPys() throws IOException {
        Path file = folder.resolve("again");
        int arrays = 0;
        int archives = 0;
        for (Row row : Verdicts.rows("npy-verdicts.txt")) {
            if (row.name().matches("npy saved (<f4|<i4|[<>]b1|\\().*")) {
                Npy.write(file, Npy.read(Files.write(folder.resolve("a"), row.content())));
                arrays++;
            } else if (row.name().startsWith("npz savez ")) {
                Npz.write(file, Npz.read(Files.write(folder.resolve("a"), row.content())));
                archives++;
            } else {
                continue;
            }
            assertThat(file).as(row.name()).hasBinaryContent(row.content());
        }
        assertThat(arrays).isGreaterThan(20);
        assertThat(archives).isGreaterThan(5);
    }
}
