package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.Seeds;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Pickles in memory: what they mean, and damaged ones, as {@link HostileFilesTest} has files. */
class PickleTest {
    private static final int PICKLES = Integer.getInteger("check.files", 20_000);
    private static final int WARMING = 1000; // classes are loaded meanwhile, which takes memory too
    private static final long MOST_BYTES = 1 << 19;
    private static final int LONGEST_MESSAGE = 2048;
    private static final Path FILE = Path.of("pickle");

    /** A pickle that is all of a file. */
    private record Memory(ByteBuffer bytes) implements NpyBytes {
        @Override
        public long size() {
            return bytes.capacity();
        }

        @Override
        public int read(ByteBuffer target) {
            int count = Math.min(target.remaining(), bytes.remaining());
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count == 0 && target.hasRemaining() ? -1 : count;
        }

        @Override
        public void finish() {
            // Nothing is left to check.
        }

        @Override
        public FormatException error(long position, String reason) {
            return new FormatException(FILE, position, reason);
        }
    }

    private static Object read(byte[] pickle) throws IOException {
        return Pickle.read(new PickleInput(new Memory(ByteBuffer.wrap(pickle))), new TorchNames());
    }

    private static byte[] latin(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void plainValuesMeanWhatPythonMeans() throws IOException {
        byte[] all = latin(
                "\u0080\4(NK\u00ffM\u00ff\u00ffJ\u00fe\u00ff\u00ff\u00ff\u008a\0\u008a\1\u00ff\u008a\2\u00ff\0"
                        + "\u008b\1\0\0\0\u0080\u008a\11\0\0\0\0\0\0\0\0\1G?\u00c0\0\0\0\0\0\0\u0088\u0089"
                        + "\u008c\2\u00c3\u00a9U\1xB\2\0\0\0..C\3...t.");
        assertThat(read(all)).isEqualTo(new PickleTuple(List.of(PickleNone.NONE, 255L, 65535L, -2L, 0L, -1L, 255L,
                -128L,
                BigInteger.TWO.pow(64), 0.125, true, false, "\u00e9", "x", new PickleBytes(2), new PickleBytes(3))));
        Map<Object, Object> dict = new LinkedHashMap<>(Map.of("a", List.of(1L, List.of())));
        assertThat(read(latin("\u0080\2}q\0X\1\0\0\0a](K\1]es."))).isEqualTo(dict);
        assertThat(read(latin("\u0080\5\u0095\0\0\0\0\0\0\0\0\u008f\u0094(K\1K\2\u0090."))).isEqualTo(List.of(1L, 2L));
        assertThat(read(latin("\u0080\4(K\1\u0091."))).isEqualTo(List.of(1L));
        assertThat(read(latin("\u0080\2ccollections\nOrderedDict\n](](X\1\0\0\0kNee\u0085R.")))
                .isEqualTo(Map.of("k", PickleNone.NONE));
        assertThat(read(latin("\u0080\2c_codecs\nencode\nX\3\0\0\0abcX\6\0\0\0latin1\u0086R.")))
                .isEqualTo(new PickleBytes(3));
    }

    /** What is read has been walked through as well, which may be refused once more. */
    @Test
    void damagedPicklesAreReadOrRefused() throws Exception {
        int refused = 0;
        HostileTorch pickles = new HostileTorch(false);
        LongSupplier allocated = AllocatedBytes.counter();
        Map<String, ZipMember> places = Map.of("0", new ZipMember("0", ZipDirectory.STORED, 0, 16, 16, 0, 0));
        for (int i = -WARMING; i < PICKLES; i++) {
            byte[] content = pickles.pickle(Seeds.random(i));
            long before = allocated.getAsLong();
            String complaint = null;
            try {
                PickleInput in = new PickleInput(new Memory(ByteBuffer.wrap(content)));
                Object root = Pickle.read(in, new TorchNames());
                TorchContent.of(new TorchSource(new OpenFile(FILE, null), in, root, ByteOrder.LITTLE_ENDIAN, places));
            } catch (FormatException e) {
                refused += i < 0 ? 0 : 1;
                String message = String.valueOf(e.getMessage());
                complaint = message.startsWith("pickle, byte ") && message.length() < LONGEST_MESSAGE ? null : message;
            } catch (RuntimeException | Error e) {
                complaint = "threw " + e;
            }
            long bytes = allocated.getAsLong() - before;
            if (complaint != null || i >= 0 && bytes > MOST_BYTES) {
                throw new AssertionError("pickle " + i + ", "
                        + HexFormat.of().formatHex(content) + ": " + complaint + ", " + bytes + " bytes");
            }
        }
        assertThat(refused).as("of " + PICKLES).isBetween(PICKLES / 2, PICKLES - PICKLES / 100);
    }

    @Test
    void aPickleEndsWhereItSays() throws IOException {
        assertThat(read(latin("\u0080\2N.garbage"))).isEqualTo(PickleNone.NONE);
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> read(latin("\u0080\2N")))
                .withMessage("pickle, byte 3: the pickle ends within the operation that begins at byte 3");
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> read(latin("N.")))
                .withMessage("pickle, byte 0: here begins no pickle of protocol 2 or later");
    }
}
