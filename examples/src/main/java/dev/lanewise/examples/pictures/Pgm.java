package dev.lanewise.examples.pictures;

import java.io.IOException;

/**
 * Reads portable grey maps, Netpbm's simplest format: {@code P2} (numbers as text) and {@code P5} (bytes, or big-endian
 * 16-bit numbers where the largest value exceeds 255). Reads one picture and accepts only white space after it.
 */
public final class Pgm {
    private final byte[] bytes;
    private int at;

    private Pgm(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether the file begins as a grey map does. */
    public static boolean isPgm(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == 'P' && (bytes[1] == '2' || bytes[1] == '5')
                && (isSpace(bytes[2]) || bytes[2] == '#');
    }

    /**
     * Reads the picture.
     *
     * @throws IOException if the file does not follow the format; the message says where and why
     */
    public static Picture read(byte[] bytes) throws IOException {
        return new Pgm(bytes).read();
    }

    private Picture read() throws IOException {
        boolean text = bytes[1] == '2';
        at = 2;
        int width = number("width", 1, 1 << 20);
        int height = number("height", 1, 1 << 20);
        if ((long) width * height > Picture.LARGEST) {
            throw new IOException("PGM: %d x %d pixels are too many".formatted(width, height));
        }
        int white = number("largest value", 1, 65535);
        int pixelBytes = white > 255 ? 2 : 1;
        if (!text) {
            requireSpace(false); // one byte, which ends the header; a # would already be a pixel
            at++;
        }
        long least = text ? 2L * width * height : (long) pixelBytes * width * height;
        if (bytes.length - at < least) {
            throw new IOException("PGM: %d bytes of pixels, at least %d expected for %d x %d"
                    .formatted(bytes.length - at, least, width, height));
        }
        float[] grey = new float[width * height];
        for (int i = 0; i < grey.length; i++) {
            int value = text ? number("pixel " + i, 0, white) : raw(pixelBytes, i, white);
            grey[i] = (float) value / white;
        }
        skipSpace(text);
        if (at < bytes.length) {
            throw new IOException("PGM: %d bytes after the last pixel".formatted(bytes.length - at));
        }
        return new Picture(width, height, grey);
    }

    private int raw(int pixelBytes, int pixel, int white) throws IOException {
        int value = bytes[at++] & 0xFF;
        if (pixelBytes == 2) {
            value = value << 8 | bytes[at++] & 0xFF;
        }
        return checked("pixel " + pixel, value, 0, white);
    }

    private int number(String what, int least, int most) throws IOException {
        requireSpace(true);
        skipSpace(true);
        int start = at;
        long value = 0;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && at - start < 9) {
            value = value * 10 + bytes[at++] - '0';
        }
        if (at == start) {
            throw new IOException("PGM: no number for the %s at byte %d".formatted(what, at));
        }
        return checked(what, value, least, most);
    }

    private static int checked(String what, long value, int least, int most) throws IOException {
        if (value < least || value > most) {
            throw new IOException("PGM: %s is %d, not in %d..%d".formatted(what, value, least, most));
        }
        return (int) value;
    }

    private void requireSpace(boolean orComment) throws IOException {
        if (at >= bytes.length || !isSpace(bytes[at]) && !(orComment && bytes[at] == '#')) {
            throw new IOException("PGM: no white space at byte %d".formatted(at));
        }
    }

    private void skipSpace(boolean andComments) {
        while (at < bytes.length && (isSpace(bytes[at]) || andComments && bytes[at] == '#')) {
            if (bytes[at] == '#') {
                while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
                    at++;
                }
            } else {
                at++;
            }
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}
