package dev.lanewise.data.images;

import java.io.IOException;
import java.util.Arrays;

/**
 * The canvas of a GIF, and where its first picture lies on it, by the descriptors of the format (GIF89a, sections 18
 * and 20). A picture that reaches beyond the canvas makes it larger.
 */
record GifCanvas(int height, int width, int top, int left) {
    private static final int SCREEN = 6; // behind the signature
    private static final int FIRST_BLOCK = 13;
    private static final int EXTENSION = 0x21;
    private static final int PICTURE = 0x2C;

    /**
     * Goes through the blocks up to the first picture.
     *
     * @throws IOException if there is none
     */
    static GifCanvas of(byte[] bytes) throws IOException {
        int flags = at(bytes, SCREEN + 4);
        int at = FIRST_BLOCK + ((flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1));
        while (at(bytes, at) == EXTENSION) {
            at += 2;
            while (at(bytes, at) != 0) {
                at += 1 + at(bytes, at);
            }
            at++;
        }
        if (at(bytes, at) != PICTURE) {
            throw new IOException("a damaged GIF: no picture begins at byte " + at);
        }
        int left = twoAt(bytes, at + 1);
        int top = twoAt(bytes, at + 3);
        return new GifCanvas(Math.max(twoAt(bytes, SCREEN + 2), top + twoAt(bytes, at + 7)),
                Math.max(twoAt(bytes, SCREEN), left + twoAt(bytes, at + 5)), top, left);
    }

    private static int at(byte[] bytes, int at) throws IOException {
        if (at >= bytes.length) {
            throw new IOException("a GIF that ends before its first picture, after " + bytes.length + " bytes");
        }
        return bytes[at] & 0xff;
    }

    private static int twoAt(byte[] bytes, int at) throws IOException {
        return at(bytes, at) | at(bytes, at + 1) << 8;
    }

    /** The whole canvas: white where the picture is not. */
    Image around(Image picture) {
        if (picture.height() == height && picture.width() == width) {
            return picture;
        }
        float[] values = new float[picture.channels() * height * width];
        Arrays.fill(values, 1);
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int row = 0; row < picture.height(); row++) {
                System.arraycopy(picture.values(), (channel * picture.height() + row) * picture.width(), values,
                        (channel * height + top + row) * width + left, picture.width());
            }
        }
        return new Image(picture.channels(), height, width, values);
    }
}
