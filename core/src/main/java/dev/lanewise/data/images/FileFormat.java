package dev.lanewise.data.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The formats of pictures, which a file's first bytes tell apart, whatever its name ends with. */
enum FileFormat {
    PNG("\u0089PNG\r\n\u001a\n"), JPEG("\u00ff\u00d8\u00ff"), GIF("GIF8"), BMP("BM");

    /**
     * What the names of pictures end with, in either case, also of formats that are not decoded: such a file is to be
     * refused rather than passed over.
     */
    static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".webp",
            ".tif", ".tiff", ".ppm", ".pgm");

    private static final int SHOWN = 8; // no signature is longer

    private final String signature;

    FileFormat(String signature) {
        this.signature = signature;
    }

    /**
     * The format of a file's content.
     *
     * @throws IOException if it is none of these
     */
    static FileFormat of(byte[] bytes) throws IOException {
        String begin = new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.ISO_8859_1);
        for (FileFormat format : values()) {
            if (begin.startsWith(format.signature)) {
                return format;
            }
        }
        if (bytes.length == 0) {
            throw new IOException("the file is empty");
        }
        throw new IOException("neither PNG, JPEG, GIF nor BMP: it begins with the bytes "
                + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, begin.length()));
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
