package dev.lanewise.data.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Checks what the JDK's reader does not look at: that a PNG is complete, its checksums fit, all of it is decoded. */
final class PngChunks {
    private static final int SIGNATURE = 8;
    private static final int HEAD = 8;
    private static final int CHECKSUM = 4;
    private static final int TYPE = 4;
    private static final int DEPTH = 24;
    private static final int COLOUR_TYPE = 25;

    private PngChunks() {}

    /**
     * Goes through the chunks up to the last one; what follows it is not looked at.
     *
     * @throws IOException if one is cut off or damaged, the last one is missing, or grey of 2 or 4 bits has a
     *     transparent value, which the JDK's reader takes for an opaque one
     */
    static void check(byte[] bytes) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(bytes);
        int at = SIGNATURE;
        String type = "";
        while (!type.equals("IEND")) {
            if (bytes.length - at < HEAD + CHECKSUM) {
                throw new IOException("a PNG that ends before its last chunk, after " + bytes.length + " bytes");
            }
            int length = content.getInt(at);
            type = new String(bytes, at + TYPE, TYPE, StandardCharsets.ISO_8859_1);
            if (length < 0 || length > bytes.length - at - HEAD - CHECKSUM) {
                throw new IOException("a PNG that ends within a chunk, after " + bytes.length + " bytes");
            }
            CRC32 checksum = new CRC32();
            checksum.update(bytes, at + TYPE, TYPE + length);
            if ((int) checksum.getValue() != content.getInt(at + HEAD + length)) {
                throw new IOException("a damaged PNG: the checksum of the chunk at byte " + at + " does not fit");
            }
            boolean transparent = type.equals("tRNS") && at > COLOUR_TYPE;
            if (transparent && bytes[COLOUR_TYPE] == 0 && (bytes[DEPTH] == 2 || bytes[DEPTH] == 4)) {
                throw new IOException("a PNG of " + bytes[DEPTH]
                        + " bits of grey with a transparent value, which is not decoded");
            }
            at += HEAD + length + CHECKSUM;
        }
    }
}
