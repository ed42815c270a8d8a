package dev.lanewise.data.images;

import java.io.IOException;

/**
 * What has to be done with a JPEG before the JDK's reader gets it: that gives a picture of what there is of a file that
 * is cut off, takes inks for colours, and converts colours by a profile in the file.
 */
final class JpegSegments {
    private static final int SCAN = 0xDA;
    private static final int END = 0xD9;
    private static final int COMPONENTS = 9;
    private static final int COMMENT = 0xFE;
    private static final int PROFILE = 0xE2; // and other things for applications, which no pixel depends on

    private JpegSegments() {}

    /**
     * Goes through the segments up to the end marker; what follows it is not looked at. Colour profiles become
     * comments.
     *
     * @throws IOException if there is none, or the number of components is neither 1 nor 3
     */
    static void prepare(byte[] bytes) throws IOException {
        int at = 2; // behind the start marker
        while (at >= 0 && at + 1 < bytes.length) {
            int marker = at(bytes, at + 1);
            if (at(bytes, at) != 0xFF || marker == 0xFF) {
                at++; // filling, or data that nobody needs
            } else if (marker == END) {
                return;
            } else if (isAlone(marker)) {
                at += 2;
            } else {
                requireColours(bytes, at, marker);
                if (marker == PROFILE) {
                    bytes[at + 1] = (byte) COMMENT;
                }
                int length = at + 3 < bytes.length ? at(bytes, at + 2) << 8 | at(bytes, at + 3) : bytes.length;
                at += 2 + length;
                at = marker == SCAN ? afterScan(bytes, at) : at;
            }
        }
        throw new IOException("a JPEG that ends without an end marker, after " + bytes.length + " bytes");
    }

    /** Where the entropy-coded data of a scan end: at the next marker that does not belong to them. */
    private static int afterScan(byte[] bytes, int from) {
        int at = from;
        while (at + 1 < bytes.length
                && (at(bytes, at) != 0xFF || at(bytes, at + 1) == 0 || isRestart(at(bytes, at + 1)))) {
            at++;
        }
        return at;
    }

    private static void requireColours(byte[] bytes, int at, int marker) throws IOException {
        boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && at + COMPONENTS < bytes.length) {
            int components = at(bytes, at + COMPONENTS);
            if (components != 1 && components != 3) {
                throw new IOException("a JPEG of " + components
                        + " components, such as CMYK, is not decoded; convert it to RGB");
            }
        }
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xD0 && marker <= 0xD7;
    }

    /** Whether a marker has no length and no content. */
    private static boolean isAlone(int marker) {
        return marker <= 1 || isRestart(marker) || marker == 0xD8;
    }

    private static int at(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }
}
