package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.Seeds;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pickles with code in them, and files that lie: each is refused with one sentence, and takes little memory. */
class TorchHostileTest {
    private static final byte[] FOUR = new byte[16];
    private static final long MOST_BYTES = 8 << 20;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("hostile.pt");
    }

    private void assertRefused(byte[] content, String reason) throws Exception {
        Files.write(file, content);
        LongSupplier allocated = AllocatedBytes.counter();
        long before = allocated.getAsLong();
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Torch.load(file))
                .withMessageStartingWith(file + ", byte ")
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(900));
        assertThat(allocated.getAsLong() - before).isLessThan(MOST_BYTES);
    }

    /** A pickle as both formats hold it; the older one has no place for storages if nothing is listed. */
    private void assertRefusedInBoth(byte[] pickle, String reason) throws Exception {
        assertRefused(Pickles.archive(pickle, Map.of("0", FOUR)), reason);
        assertRefused(Pickles.stream(pickle, new Pickles().ops("]").text("0").ops("a").stop(), List.of(FOUR)), reason);
    }

    private static Arguments code(String name, UnaryOperator<Pickles> pickle) {
        return arguments(name, pickle.apply(new Pickles()).bytes());
    }

    static Stream<Arguments> codes() {
        byte[] reduced = ("\u0080\4\u0095\37\0\0\0\0\0\0\0\u008c\5posix\u0094\u008c\6system\u0094\u0093\u0094\u008c\2id"
                + "\u0094\u0085\u0094R\u0094.").getBytes(StandardCharsets.ISO_8859_1); // of a class with __reduce__
        return Stream.of(
                arguments("\"posix.system\"", reduced),
                code("\"os.system\"", p -> p.global("os", "system").text("id").op(0x85).ops("R.")),
                code("\"builtins.exec\"", p -> p.text("builtins").text("exec").op(0x93).text("1").op(0x85).ops("R.")),
                code("\"builtins.eval\"", p -> p.ops("}q\0").text("w").global("builtins", "eval").ops("s.")),
                code("\"__builtin__.getattr\"", p -> p.global("__builtin__", "getattr").ops(".")),
                code("\"subprocess.Popen\"", p -> p.global("subprocess", "Popen").text("id").op(0x85, 0x81).ops(".")),
                code("\"torch.load\"", p -> p.global("torch", "load").ops(".")),
                code("\"torch.storage._load_from_bytes\"",
                        p -> p.global("torch.storage", "_load_from_bytes").ops(".")),
                code("\"torch._utils.os.system\"", p -> p.global("torch._utils", "os.system").ops(".")),
                code("\"torch.hub.load\"", p -> p.text("torch").text("hub.load").op(0x93).ops(".")),
                code("\"collections.OrderedDict.fromkeys\"",
                        p -> p.global("collections", "OrderedDict.fromkeys").ops(".")),
                code("\"numpy.core.multiarray._reconstruct\"",
                        p -> p.global("numpy.core.multiarray", "_reconstruct").ops(".")),
                code("INST (0x69)", p -> p.ops("(").text("id").ops("ios\nsystem\n.")),
                code("OBJ (0x6f)", p -> p.ops("(").text("id").ops("o.")),
                code("PERSID (0x50)", p -> p.ops("Pstorage\n.")),
                code("EXT1 (0x82)", p -> p.op(0x82, 1).ops(".")),
                code("NEWOBJ_EX (0x92)", p -> p.op(0x92).ops(".")),
                code("INT (0x49)", p -> p.ops("I1\n.")),
                code("unknown (0xff)", p -> p.op(0xFF)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("codes")
    void codeIsRefusedByNameAndNotRun(String name, byte[] pickle) throws Exception {
        assertRefusedInBoth(pickle, name);
    }

    private static Arguments lie(String reason, UnaryOperator<Pickles> pickle) {
        return arguments(reason, pickle.apply(new Pickles()).stop());
    }

    private static long[] dims(long... dims) {
        return dims;
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                arguments("the pickle has protocol 6, not 2 to 5", new byte[] {(byte) 0x80, 6, 'N', '.'}),
                lie("takes more than the stack holds", p -> p),
                lie("takes more than the stack holds", p -> p.ops("]a")),
                lie("takes more than the stack holds", p -> p.ops("N(\u0085")),
                lie("needs a mark, and the stack has none", p -> p.ops("]e")),
                lie("stops before what it began is complete", p -> p.ops("NN")),
                lie("items are added to what is no list", p -> p.ops(")Na")),
                lie("items are set in what is no dict", p -> p.ops("]NNs")),
                lie("a key of a dict has no value", p -> p.ops("}(Nu")),
                lie("a key of a dict is neither a string nor a number", p -> p.ops("})Ns")),
                lie("a dict has the key \"w\" twice", p -> p.ops("}").text("w").ops("Ns").text("w").ops("Ns")),
                lie("nothing is remembered under 7", p -> p.ops("h\7")),
                lie("nothing is remembered under 4294967295", p -> p.ops("j\u00ff\u00ff\u00ff\u00ff")),
                lie("the pickle ends within the operation", p -> p.ops("X\u00ff\u00ff\u00ff\u007f")),
                lie("the pickle ends within the operation", p -> p.ops("X\u00ff\u00ff\u00ff\u00ff")),
                lie("the pickle ends within the operation",
                        p -> p.op(0x8D, 255, 255, 255, 255, 255, 255, 255, 127)),
                lie("the pickle ends within the operation",
                        p -> p.op(0x8E, 255, 255, 255, 255, 255, 255, 255, 255)),
                lie("an int has 2147483647 bytes, not 0 to 64", p -> p.op(0x8B, 255, 255, 255, 127)),
                lie("an int has 4294967295 bytes, not 0 to 64", p -> p.op(0x8B, 255, 255, 255, 255)),
                lie("a name has more than 512 bytes", p -> p.global("x".repeat(600), "y")),
                lie("a text is not valid UTF-8", p -> p.op('U', 1, 0xFF)),
                lie("the name of a function or class is no text", p -> p.op('N', 'N', 0x93)),
                lie("the arguments of a call are no tuple", p -> p.global("torch", "Size").ops("NR")),
                lie("what the pickle calls is no function", p -> p.text("os.system").ops(")R")),
                lie("torch.FloatStorage is called with other arguments",
                        p -> p.global("torch", "FloatStorage").ops(")R")),
                lie("torch.Tensor is called with other arguments", p -> p.global("torch", "Tensor").op(')', 0x81)),
                lie("a state is set that torch.save does not write", p -> p.ops("N}b")),
                lie("what lies outside of the pickle is described by something else", p -> p.text("x").ops("Q")),
                lie("what lies outside of the pickle is described by something else", p -> p.op('(').text("module")
                        .global("torch", "FloatStorage").text("0").text("cpu").number(4).ops("tQ")),
                lie("what lies outside of the pickle is described by something else", p -> p.storage("0", -4)),
                lie("collections that are held several times", _ -> doubled()),
                lie("is nested deeper than 64 levels, or holds itself", p -> p.ops("}q\0").text("x").ops("h\0s")),
                lie("is nested deeper than 64 levels, or holds itself", p -> p.ops("]q\0h\0a")),
                lie("is nested deeper than 64 levels", p -> p.ops("](".repeat(70)).ops("Ne".repeat(70))),
                lie("two values have the name \"a.b\"", p -> p.ops("}(").text("a").ops("}").text("b").ops("Ns")
                        .text("a.b").ops("Nu")),
                lie("two values have the name \"1\"", p -> p.ops("}(").number(1).ops("N").text("1")
                        .tensor("0", 4, 0, dims(4), 1).ops("u")),
                lie("storage \"9\" is not in the file", p -> p.tensor("9", 4, 0, dims(4), 1)),
                lie("storage \"0\" would have 5 elements", p -> p.tensor("0", 5, 0, dims(4), 1)),
                lie("is not within the 4 elements of its storage", p -> p.tensor("0", 4, 1, dims(4), 1)),
                lie("is not within the 4 elements of its storage", p -> p.tensor("0", 4, 0, dims(2, 2), 3, 1)),
                lie("is not within the 4 elements of its storage", p -> p.tensor("0", 4, Long.MAX_VALUE, dims(1), 1)),
                lie("is not within the 4 elements of its storage", p -> p.tensor("0", 4, 0,
                        dims(Long.MAX_VALUE, Long.MAX_VALUE), Long.MAX_VALUE, Long.MAX_VALUE)),
                lie("is not within the 4 elements of its storage",
                        p -> p.tensor("0", 4, 1, dims(1L << 33, 1L << 31), 1L << 31, 0)),
                lie("is larger than an array", p -> p.tensor("0", 4, 0, dims(1L << 31), 0)),
                lie("is larger than an array", p -> p.tensor("0", 4, 0, dims(0, 1L << 40), 1, 1)),
                lie("repeats the 4 elements of its storage beyond the 16 bytes that the file holds",
                        p -> p.tensor("0", 4, 0, dims(1 << 30), 0)),
                lie("repeats the 4 elements of its storage beyond the 16 bytes that the file holds",
                        p -> p.tensor("0", 4, 0, dims(1 << 15, 4), 0, 1)),
                lie("the tensors would have 160000 elements, of the 16 bytes that they share", p -> {
                    p.ops("]");
                    for (int i = 0; i < 16; i++) {
                        p.tensor("0", 4, 0, dims(10_000), 0).ops("a");
                    }
                    return p;
                }),
                lie("is called with other arguments than torch.save writes", p -> p.tensor("0", 4, -1, dims(4), 1)),
                lie("is called with other arguments than torch.save writes", p -> p.tensor("0", 4, 0, dims(-4), 1)),
                lie("is called with other arguments than torch.save writes", p -> p.tensor("0", 4, 0, dims(4), -1)),
                lie("is called with other arguments than torch.save writes", p -> p.tensor("0", 4, 0, dims(2, 2), 1)),
                lie("a tensor has 65 dimensions, more than 64",
                        p -> p.tensor("0", 4, 0, new long[65], new long[65])),
                lie("storage \"0\" has 2 elements of float32 here, and 4 of float32 before",
                        p -> p.ops("]").storage("0", 4).ops("a").storage("0", 2).ops("a")));
    }

    /** Lists that hold the one before twice, which is 2<sup>40</sup> values. */
    private static Pickles doubled() {
        Pickles pickle = new Pickles().ops("(]q\0Na");
        for (int i = 0; i < 40; i++) {
            pickle.op('q', i).op(']', '(', 'h', i, 'h', i, 'e');
        }
        return pickle.op('t');
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void whatIsNotTrueIsRefused(String reason, byte[] pickle) throws Exception {
        assertRefused(Pickles.archive(pickle, Map.of("0", FOUR)), reason);
    }

    private static Arguments archive(String reason, Map<String, String> members) {
        Map<String, byte[]> all = new TreeMap<>(Map.of("a/version", "3\n".getBytes(StandardCharsets.US_ASCII)));
        all.put("a/data.pkl", new Pickles().ops("N").stop());
        members.forEach((name, content) -> all.put(name, content.getBytes(StandardCharsets.ISO_8859_1)));
        all.values().removeIf(content -> content.length == 1 && content[0] == '-');
        return arguments(reason, Pickles.archive(all));
    }

    static Stream<Arguments> archives() {
        return Stream.of(
                archive("has no folder with data.pkl, as torch.save writes it; its members: \"a/version\"",
                        Map.of("a/data.pkl", "-")),
                archive("member \"../x\" is not in the folder \"a/\"", Map.of("../x", "")),
                archive("member \"/etc/passwd\" is not in the folder \"a/\"", Map.of("/etc/passwd", "")),
                archive("member \"b/data/0\" is not in the folder \"a/\"", Map.of("b/data/0", "")),
                archive("this is a TorchScript program", Map.of("a/code/x.py", "")),
                archive("the order of bytes is \"middle\", not little or big", Map.of("a/byteorder", "middle")),
                archive("has 40 bytes, more than a word", Map.of("a/byteorder", " ".repeat(40))),
                archive("has no member \"version\"", Map.of("a/version", "-")),
                archive("the version of the archive is \"11\"", Map.of("a/version", "11")),
                archive("the version of the archive is \"x\"", Map.of("a/version", "x")),
                archive("2 bytes follow the end of the pickle", Map.of("a/data.pkl", "\u0080\2N.N.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("archives")
    void anArchiveThatIsNotOfPyTorchIsRefused(String reason, byte[] content) throws Exception {
        assertRefused(content, reason);
    }

    static Stream<Arguments> streams() {
        byte[] tensor = new Pickles().tensor("0", 4, 0, dims(4), 1).stop();
        byte[] keys = new Pickles().ops("]").text("0").ops("a").stop();
        return Stream.of(
                arguments("with a pickle of something else than torch.save's magic number",
                        new Pickles().ops("]").stop()),
                arguments("a key of a storage is none that the content refers to",
                        Pickles.stream(tensor, new Pickles().ops("]").text("1").ops("a").stop(), List.of(FOUR))),
                arguments("the fifth pickle is not the keys", Pickles.stream(tensor, tensor, List.of(FOUR))),
                arguments("storage \"0\" is not in the file",
                        Pickles.stream(tensor, new Pickles().ops("]").stop(), List.of())),
                arguments("appears twice", Pickles.stream(tensor,
                        new Pickles().ops("]").text("0").ops("a").text("0").ops("a").stop(), List.of(FOUR, FOUR))),
                arguments("the file ends before storage \"0\"", Pickles.stream(tensor, keys, List.of())),
                arguments("storage \"0\" would have 2 elements, and the content says 4",
                        Pickles.stream(tensor, keys, List.of(new byte[8]))),
                arguments("16 bytes follow the last storage",
                        Pickles.stream(tensor, keys, List.of(FOUR, new byte[8]))),
                arguments("the file ends before storage \"0\"",
                        Pickles.stream(new Pickles().tensor("0", 1L << 62, 0, dims(4), 1).stop(), keys, List.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void anOlderFileThatIsNotTrueIsRefused(String reason, byte[] content) throws Exception {
        assertRefused(content, reason);
    }

    @Test
    void whatIsTrueIsRead() throws Exception {
        byte[] tensor = new Pickles().tensor("0", 4, 1, dims(2, 3), 1, 0).stop();
        Files.write(file, Pickles.archive(tensor, Map.of("0", new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3F,
            0, 0, 0, 0x40, 0, 0, 0, 0})));
        assertThat(Torch.load(file).get("").toArray()).containsExactly(1, 1, 1, 2, 2, 2);
    }

    /** As PyTorch 0.2 wrote parameters: a class is called, and the new object given a state. */
    @Test
    void parametersOfTheFirstVersionsAreRead() throws Exception {
        byte[] content = new Pickles().ops("}").text("w").global("torch.nn.parameter", "Parameter")
                .global("torch._utils", "_rebuild_tensor").op('(').storage("0", 4).number(2).tuple(2).tuple(1)
                .ops("tR").op(0x85).ops("R(").op(0x88, 0x89).global("collections", "OrderedDict").ops(")Rtbs").stop();
        byte[] data = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0x40};
        Files.write(file, Pickles.stream(content, new Pickles().ops("]").text("0").ops("a").stop(), List.of(data)));
        assertThat(Torch.load(file).get("w").toArray()).containsExactly(1, 2);
    }

    /** Any order of dimensions, gaps and repetitions, some beyond the window that moves over a storage. */
    @Test
    void elementsAreFoundWhereverTheyLie() throws Exception {
        int count = 30_000;
        ByteBuffer data = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            data.putFloat(i);
        }
        SplittableRandom random = Seeds.random(5);
        Pickles pickle = new Pickles().ops("](");
        List<long[][]> tensors = new ArrayList<>();
        while (tensors.size() < 200) {
            long[] shape = random.longs(1 + random.nextInt(4), 1, 9).toArray();
            long[] strides = random.longs(shape.length, 0, 1L << random.nextInt(1, 14)).toArray();
            long end = 0;
            for (int axis = 0; axis < shape.length; axis++) {
                end += (shape[axis] - 1) * strides[axis];
            }
            if (end < count) {
                long offset = random.nextLong(count - end);
                pickle.tensor("0", count, offset, shape, strides);
                tensors.add(new long[][] {{offset}, shape, strides});
            }
        }
        Files.write(file, Pickles.archive(pickle.ops("e").stop(), Map.of("0", data.array())));
        try (TorchFile open = Torch.open(file)) {
            for (int i = 0; i < tensors.size(); i++) {
                long[][] tensor = tensors.get(i);
                float[] values = open.tensor(Integer.toString(i)).toArray();
                for (int at = 0; at < values.length; at++) {
                    long place = tensor[0][0];
                    long rest = at;
                    for (int axis = tensor[1].length - 1; axis >= 0; axis--) {
                        place += rest % tensor[1][axis] * tensor[2][axis];
                        rest /= tensor[1][axis];
                    }
                    assertThat(values[at]).as("element %d of tensor %d", at, i).isEqualTo((float) place);
                }
            }
        }
    }

    /** A few elements far apart, in an archive of 6 GB that has no bytes on the disk, which says no checksum. */
    @Test
    void elementsFarApartAreReadInLittleMemory() throws Exception {
        long count = 1_600_000_000L;
        byte[] tensor = new Pickles().ops("}(").text("last").tensor("0", count, count - 2, dims(2), 1).text("between")
                .tensor("0", count, 0, dims(3, 2), count / 4, count / 3 - 1).ops("u.").bytes();
        sparseArchive(tensor, 4 * count);
        LongSupplier allocated = AllocatedBytes.counter();
        long before = allocated.getAsLong();
        try (TorchFile open = Torch.open(file)) {
            assertThat(open.tensor("last").toArray()).containsExactly(0, 1.5f);
            assertThatExceptionOfType(FormatException.class).isThrownBy(() -> open.tensor("between"))
                    .withMessageContaining("has dimensions that overlap, over ");
        }
        assertThat(allocated.getAsLong() - before).isLessThan(MOST_BYTES);
    }

    /** Writes an archive by hand, with the fields of zip64: a pickle, a version and a storage that ends with 1.5. */
    private void sparseArchive(byte[] pickle, long bytes) throws Exception {
        byte[][] small = {pickle, {'3'}};
        String[] names = {"a/data.pkl", "a/version", "a/data/0"};
        ByteBuffer central = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < names.length; i++) {
                byte[] name = names[i].getBytes(StandardCharsets.US_ASCII);
                long start = out.getFilePointer();
                long size = i < 2 ? small[i].length : bytes;
                out.write(ByteBuffer.allocate(30 + name.length).order(ByteOrder.LITTLE_ENDIAN).putInt(0x04034B50)
                        .putShort((short) 45).putShort((short) 8).position(26).putShort((short) name.length)
                        .position(30).put(name).array());
                central.putInt(0x02014B50).putInt(45 << 16 | 45).putShort((short) 8).putShort((short) 0).putInt(0)
                        .putInt(0).putInt(-1).putInt(-1).putShort((short) name.length).putShort((short) 28)
                        .putShort((short) 0).putInt(0).putInt(0)
                        .putInt(-1).put(name).putShort((short) 1).putShort((short) 24).putLong(size).putLong(size)
                        .putLong(start);
                if (i < 2) {
                    out.write(small[i]);
                } else {
                    out.seek(out.getFilePointer() + bytes - 4);
                    out.write(new byte[] {0, 0, (byte) 0xC0, 0x3F});
                }
            }
            long begin = out.getFilePointer();
            int length = central.position();
            out.write(central.array(), 0, length);
            out.write(ByteBuffer.allocate(98).order(ByteOrder.LITTLE_ENDIAN).putInt(0x06064B50).putLong(44)
                    .putInt(45 << 16 | 45).putLong(0).putLong(3).putLong(3).putLong(length).putLong(begin)
                    .putInt(0x07064B50).putInt(0).putLong(begin + length).putInt(1)
                    .putInt(0x06054B50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0).array());
        }
    }

    /** Names that are long because they are nested take no more memory than the file accounts for. */
    @Test
    void namesDoNotMultiply() throws Exception {
        Pickles nested = new Pickles().ops("}").text("x".repeat(20_000)).ops("q\0");
        for (int i = 0; i < 60; i++) {
            nested.ops("}h\0");
        }
        nested.ops("N").ops("s".repeat(61));
        Pickles many = new Pickles().ops("}q\1").text("x".repeat(20_000)).ops("q\0}(");
        for (int i = 0; i < 4000; i++) {
            many.op('M', i & 0xFF, i >> 8, 'N');
        }
        assertRefused(Pickles.archive(many.ops("us").stop(), Map.of()), "more names and values than the");
        assertRefused(Pickles.archive(nested.stop(), Map.of()), "more names and values than the");
    }
}
