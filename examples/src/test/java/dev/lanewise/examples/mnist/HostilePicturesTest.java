package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged pictures by the hundred: each is read, or refused by an IOException with a short sentence that begins with
 * the file. {@code -Dcheck.files=100000} is the long form; {@code -Dlanewise.seed=} begins with the file that a failure
 * names.
 */
class HostilePicturesTest {
    private static final int FILES = Integer.getInteger("check.files", 400);
    private static final long FIRST_SEED = Long.getLong("lanewise.seed", 1);
    private static final int LONGEST_MESSAGE = 2048;
    private static final int SIGNATURE = 8;
    private static final int CHUNK = 12;

    @TempDir
    Path folder;

    @Test
    void greyMapsAreReadOrRefused() throws IOException {
        String text = "P2\n# a comment\n6 5 15\n" + "0 15 7 15 15 0\n".repeat(5);
        String bytes = "P5 5 6 255\n" + "aAbBc".repeat(6);
        String wide = "P5\n3 4\n60000\n" + "aAbBc ".repeat(4);
        readAll(List.of(latin(text), latin(bytes), latin(wide)));
    }

    @Test
    void pngsAreReadOrRefused() throws IOException {
        List<byte[]> wholes = new ArrayList<>();
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_USHORT_GRAY}) {
            BufferedImage image = new BufferedImage(11, 13, type);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(Color.WHITE);
            graphics.fillRect(4, 2, 3, 8);
            graphics.dispose();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            wholes.add(out.toByteArray());
        }
        readAll(wholes);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void readAll(List<byte[]> wholes) throws IOException {
        Path file = Files.createFile(folder.resolve("hostile"));
        int refused = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < FILES; i++) {
                SplittableRandom random = new SplittableRandom(FIRST_SEED + i);
                byte[] content = damaged(wholes.get(random.nextInt(wholes.size())), random);
                channel.truncate(0).write(ByteBuffer.wrap(content), 0);
                String name = "-Dlanewise.seed=" + (FIRST_SEED + i) + ", a file of the bytes "
                        + HexFormat.of().formatHex(content);
                try {
                    ImageInput.read(file, 28, 28);
                } catch (IOException e) {
                    refused++;
                    String message = e.getMessage();
                    assertThat(message).as(name).startsWith(file + ": ")
                            .doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}].*");
                    assertThat(message.getBytes(StandardCharsets.UTF_8)).as(name).hasSizeLessThan(LONGEST_MESSAGE);
                } catch (RuntimeException | Error e) {
                    throw new AssertionError(name, e);
                }
            }
        }
        assertThat(refused).as("of " + FILES).isBetween(FILES / 4, FILES - FILES / 100);
    }

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] content = whole;
        for (int edits = 1 + random.nextInt(3); edits > 0 && content.length > 0; edits--) {
            int at = random.nextInt(content.length);
            int to = Math.min(content.length, at + 1 + random.nextInt(8));
            content = switch (random.nextInt(8)) {
                case 0 -> joined(Arrays.copyOf(content, at), Arrays.copyOfRange(content, to, content.length));
                case 1 -> joined(Arrays.copyOf(content, to), Arrays.copyOfRange(content, at, content.length));
                case 2 ->
                    joined(Arrays.copyOf(content, at), latin("9 "), Arrays.copyOfRange(content, at, content.length));
                case 3 -> at == 0 || random.nextInt(3) > 0 ? content : Arrays.copyOf(content, at);
                default -> changed(content, at, random.nextBoolean() ? 1 << random.nextInt(8) : random.nextInt(256));
            };
        }
        return random.nextInt(4) == 0 ? content : withChecksums(content.clone());
    }

    private static byte[] changed(byte[] content, int at, int bits) {
        byte[] changed = content.clone();
        changed[at] ^= (byte) bits;
        return changed;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Puts the checksums of a PNG's chunks right, so that what is behind them is reached. */
    private static byte[] withChecksums(byte[] content) {
        ByteBuffer chunks = ByteBuffer.wrap(content);
        boolean png = content.length > SIGNATURE && content[1] == 'P';
        for (int at = SIGNATURE; png && at + CHUNK <= content.length;) {
            int length = chunks.getInt(at);
            if (length < 0 || length > content.length - at - CHUNK) {
                break;
            }
            CRC32 checksum = new CRC32();
            checksum.update(content, at + 4, length + 4);
            chunks.putInt(at + 8 + length, (int) checksum.getValue());
            at += CHUNK + length;
        }
        return content;
    }
}
