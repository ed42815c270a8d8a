package dev.lanewise.data.images;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The formats of pictures, which a file's first bytes tell apart, whatever its name ends with. */
enum FileFormat {
    PNG(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'),
    JPEG(0xFF, 0xD8, 0xFF),
    GIF('G', 'I', 'F', '8'),
    BMP('B', 'M');

    /** What the names of pictures end with, in either case. */
    static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

    private final byte[] signature;

    FileFormat(int... signature) {
        this.signature = new byte[signature.length];
        for (int i = 0; i < signature.length; i++) {
            this.signature[i] = (byte) signature[i];
        }
    }

    /**
     * The format of a file's content.
     *
     * @throws IOException if it is none of these
     */
    static FileFormat of(byte[] bytes) throws IOException {
        for (FileFormat format : values()) {
            int length = format.signature.length;
            if (bytes.length >= length && Arrays.equals(bytes, 0, length, format.signature, 0, length)) {
                return format;
            }
        }
        if (bytes.length == 0) {
            throw new IOException("the file is empty");
        }
        String begin = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 8));
        throw new IOException("neither PNG, JPEG, GIF nor BMP: it begins with the bytes " + begin);
    }

    /** Whether a file's name is that of a picture. */
    static boolean isPicture(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(lower::endsWith);
    }

    /**
     * Whether a decoder's warning says that pixels are missing or wrong. That there are more bytes than needed does no
     * harm, and is frequent.
     */
    static boolean isDamage(String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        return lower.contains("premature end") || lower.contains("corrupt") && !lower.contains("extraneous bytes");
    }
}
