package dev.lanewise.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Damaged files of NumPy's formats, without end. */
interface HostileArrays {
    /** Arrays. Of two in three the length of the header is right, so that what is behind it is reached. */
    final class OfNpy implements HostileFiles {
        private record Whole(byte[] bytes, int version, int dataBytes) {
            static Whole of(int version, String header, int dataBytes) {
                byte[] text = header.getBytes(StandardCharsets.UTF_8);
                ByteBuffer out = ByteBuffer.allocate((version == 1 ? 10 : 12) + text.length + dataBytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1))
                        .put((byte) version)
                        .put((byte) 0);
                if (version == 1) {
                    out.putShort((short) text.length);
                } else {
                    out.putInt(text.length);
                }
                return new Whole(out.put(text).array(), version, dataBytes);
            }

            void putLength(byte[] file) {
                int start = version == 1 ? 10 : 12;
                int length = Math.max(0, file.length - start - dataBytes);
                if (file.length >= start) {
                    ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
                    if (version == 1) {
                        out.putShort(8, (short) length);
                    } else {
                        out.putInt(8, length);
                    }
                }
            }
        }

        private static final List<Whole> WHOLES = List.of(
                Whole.of(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }    \n", 24),
                Whole.of(1, "{'descr': '>i8', 'fortran_order': True, 'shape': (2, 1, 2), }\n", 32),
                Whole.of(2, "{ \"shape\" : ( 3L , ) ,\n'fortran_order':False,'descr':\"|b1\"}", 3),
                Whole.of(3, "{'descr': '<u8', 'fortran_order': True, 'shape': (), }", 8),
                Whole.of(1, "{'descr': '<f2', 'fortran_order': True, 'shape': (0, 7), }", 0));

        private final Mutations mutations = new Mutations(Stream
                .of("{", "}", "[", "]", "'", "\"", ":", ",", "\\", "(", ")", "0", "1", "-", "L", "\\x41", "9999999999",
                        "65536, 65536, ", "True", "False", " ", "\n", "\0", "\033]0;x\007", "\u202e", "\u2029", "'<f4'",
                        "'>f8'", "'|O'", "'<U3'", "'<i2'", "'|u1'", "'shape': (1,),", "'descr': ", "[('a', '<f4')]",
                        "((((((((", "1,1,1,1,1,1,1,1,", "0, 2147483647, ")
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toList());

        @Override
        public byte[] next(SplittableRandom random) {
            Whole whole = WHOLES.get(random.nextInt(WHOLES.size()));
            byte[] file = mutations.of(whole.bytes, random);
            if (random.nextInt(3) > 0) {
                whole.putLength(file);
            }
            return file;
        }

        /** One that is not damaged. */
        byte[] whole(SplittableRandom random) {
            return WHOLES.get(random.nextInt(WHOLES.size())).bytes;
        }

        @Override
        public Consumer<Path> reader() {
            return Npy::read;
        }
    }

    /** Archives: a third were damaged before they were packed, a third had fields damaged while, a third since. */
    final class OfNpz implements HostileFiles {
        private static final int[] FIELD = {0, 1, 8, 20, 30, 45, 0xFF, 0xFFFF, -1, Integer.MAX_VALUE,
            Integer.MIN_VALUE};

        private final OfNpy plain = new OfNpy();
        private final Mutations mutations = new Mutations(Stream
                .of("PK\1\2", "PK\3\4", "PK\5\6", "PK\6\6", "PK\6\7", "\0", "\0\0\0\0", "\u00ff\u00ff\u00ff\u00ff",
                        "a.npy", "\1\0\20\0", "\1\0\30\0", "\0\10", "PK\5\6" + "\0".repeat(18))
                .map(token -> token.getBytes(StandardCharsets.ISO_8859_1))
                .toList());
        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        private final ByteBuffer out = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);

        @Override
        public byte[] next(SplittableRandom random) {
            int kind = random.nextInt(3);
            byte[] archive = archive(random, kind == 0, kind == 1);
            return kind == 2 ? mutations.of(archive, random) : archive;
        }

        private byte[] archive(SplittableRandom random, boolean damaged, boolean lies) {
            int members = 1 + random.nextInt(2);
            int wrong = lies ? random.nextInt(members * 24) : -1; // which field
            ByteBuffer central = ByteBuffer.allocate(1 << 10).order(ByteOrder.LITTLE_ENDIAN);
            out.clear();
            for (int member = 0; member < members; member++) {
                byte[] content = damaged && member == 0 ? plain.next(random) : plain.whole(random);
                boolean packed = random.nextBoolean();
                byte[] data = packed ? deflated(content) : content;
                CRC32 checksum = new CRC32();
                checksum.update(content);
                int start = out.position();
                int[] fields = {packed ? 8 : 0, 0, (int) checksum.getValue(), data.length, content.length, 5, 0};
                for (boolean local : new boolean[] {true, false}) {
                    int[] shown = fields.clone();
                    int lie = wrong - 24 * member - (local ? 0 : 12);
                    if (lie >= 0 && lie < shown.length) {
                        shown[lie] = FIELD[random.nextInt(FIELD.length)];
                    }
                    ByteBuffer to = local ? out : central;
                    to.putInt(local ? 0x04034B50 : 0x02014B50);
                    if (!local) {
                        to.putShort((short) 20);
                    }
                    to.putShort((short) 20).putShort((short) (lie == 7 ? 8 : 0)).putShort((short) shown[0])
                            .putInt(shown[1]).putInt(shown[2]).putInt(shown[3]).putInt(shown[4])
                            .putShort((short) shown[5]).putShort((short) shown[6]);
                    if (!local) {
                        to.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0)
                                .putInt(lie == 8 ? FIELD[random.nextInt(FIELD.length)] : start);
                    }
                    to.put(new byte[] {(byte) (lie == 9 ? 'a' : 'a' + member), '.', 'n', 'p', 'y'});
                }
                out.put(data);
            }
            int begin = out.position();
            central.flip();
            int[] end = {members << 16 | members, central.remaining(), begin};
            out.put(central);
            if (lies && random.nextInt(8) == 0) {
                end[random.nextInt(end.length)] = FIELD[random.nextInt(FIELD.length)];
            }
            out.putInt(0x06054B50).putInt(0).putInt(end[0]).putInt(end[1]).putInt(end[2]).putShort((short) 0);
            byte[] bytes = new byte[out.flip().remaining()];
            out.get(bytes);
            return bytes;
        }

        private byte[] deflated(byte[] content) {
            byte[] packed = new byte[1 << 12];
            deflater.reset();
            deflater.setInput(content);
            deflater.finish();
            return Arrays.copyOf(packed, deflater.deflate(packed));
        }

        @Override
        public Consumer<Path> reader() {
            return Npz::read;
        }
    }
}
