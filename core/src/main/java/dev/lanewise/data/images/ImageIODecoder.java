package dev.lanewise.data.images;

import dev.lanewise.text.Printable;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Decodes with the readers of the JDK, and takes values as they are stored: no colour profile, no gamma, no
 * orientation. The only class that needs {@code java.desktop}.
 */
final class ImageIODecoder implements Decoder {
    private static final float[] BYTES = fractions(1 << 8);

    private final Map<FileFormat, ImageReaderSpi> readers = new EnumMap<>(FileFormat.class);

    /** Finds the JDK's readers: others that are installed might give other bits. */
    ImageIODecoder() {
        Iterator<ImageReaderSpi> all = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi reader = all.next();
            if (reader.getClass().getModule() == ImageReader.class.getModule()) {
                for (FileFormat format : FileFormat.values()) {
                    if (List.of(reader.getFormatNames()).contains(format.name().toLowerCase(Locale.ROOT))) {
                        readers.put(format, reader);
                    }
                }
            }
        }
    }

    private static float[] fractions(int count) {
        float[] fractions = new float[count];
        for (int i = 0; i < count; i++) {
            fractions[i] = i / (count - 1f);
        }
        return fractions;
    }

    @Override
    public Image decode(byte[] bytes, int channels, long mostPixels) throws IOException {
        FileFormat format = FileFormat.of(bytes);
        switch (format) {
            case PNG -> PngChunks.check(bytes);
            case JPEG -> JpegSegments.prepare(bytes);
            default -> {} // nothing that the readers would not notice themselves
        }
        ImageReaderSpi provider = readers.get(format);
        if (provider == null) {
            throw new IOException("this Java runtime has no reader for " + format);
        }
        ImageReader reader = provider.createReaderInstance();
        try {
            if (format == FileFormat.GIF) {
                GifCanvas canvas = GifCanvas.of(bytes);
                requireAtMost(mostPixels, canvas.width(), canvas.height());
                return canvas.around(read(format, reader, bytes, channels, mostPixels));
            }
            return read(format, reader, bytes, channels, mostPixels);
        } catch (RuntimeException e) { // the readers' way to reject some damaged files
            throw new IOException("a damaged " + format + " (" + e + ")", e);
        } finally {
            reader.dispose();
        }
    }

    private static Image read(FileFormat format, ImageReader reader, byte[] bytes, int channels, long mostPixels)
            throws IOException {
        List<String> warnings = new ArrayList<>();
        BufferedImage image;
        try {
            reader.setInput(new Input(bytes), true, true);
            reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
            requireAtMost(mostPixels, reader.getWidth(0), reader.getHeight(0));
            image = reader.read(0);
        } catch (TooLargeException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("a damaged " + format + " (" + reason(e) + ")", e);
        }
        for (String warning : warnings) {
            if (FileFormat.isDamage(warning)) {
                throw new IOException("a damaged " + format + " (" + Printable.sentence(warning) + ")");
            }
        }
        return converted(image, channels);
    }

    private static void requireAtMost(long mostPixels, int width, int height) throws TooLargeException {
        if ((long) width * height > mostPixels) {
            throw new TooLargeException(width + " x " + height + " pixels are more than " + mostPixels
                    + ", see ImageFolder.maxPixels");
        }
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException(String message) {
            super(message);
        }
    }

    /** What the reader found; for "Caught exception during read: " the cause says it. */
    private static String reason(IOException e) {
        Throwable known = e.getCause() == null ? e : e.getCause();
        return Printable.sentence(known.getMessage() == null ? known.getClass().getSimpleName() : known.getMessage());
    }

    private static Image converted(BufferedImage image, int channels) throws IOException {
        Pixels pixels = new Pixels(channels, image.getHeight(), image.getWidth());
        Raster raster = image.getRaster();
        int type = raster.getTransferType();
        boolean samples = image.getColorModel() instanceof ComponentColorModel
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT);
        if (!samples) {
            takeColours(image, pixels);
            return pixels.image();
        }
        int bands = raster.getNumBands();
        if (bands > 4 || image.getColorModel().hasAlpha() == (bands % 2 == 1)) {
            throw new IOException("pixels of " + bands + " values, which are neither grey nor red, green and blue");
        }
        float[] line = new float[image.getWidth() * bands];
        Object stored = null;
        for (int row = 0; row < image.getHeight(); row++) {
            stored = raster.getDataElements(0, row, image.getWidth(), 1, stored);
            if (stored instanceof byte[] ofBytes) {
                for (int i = 0; i < line.length; i++) {
                    line[i] = BYTES[ofBytes[i] & 0xff];
                }
            } else if (stored instanceof short[] ofShorts) {
                for (int i = 0; i < line.length; i++) {
                    line[i] = (ofShorts[i] & 0xffff) / 65535f;
                }
            }
            pixels.take(row, bands, line);
        }
        return pixels.image();
    }

    /** Of a palette, and of pixels that are packed into ints or shorts: sRGB with 8 bits. */
    private static void takeColours(BufferedImage image, Pixels pixels) {
        int width = image.getWidth();
        int[] colours = new int[width];
        float[] line = new float[4 * width];
        for (int row = 0; row < image.getHeight(); row++) {
            image.getRGB(0, row, width, 1, colours, 0, width);
            for (int col = 0; col < width; col++) {
                int argb = colours[col];
                line[4 * col] = BYTES[argb >> 16 & 0xff];
                line[4 * col + 1] = BYTES[argb >> 8 & 0xff];
                line[4 * col + 2] = BYTES[argb & 0xff];
                line[4 * col + 3] = BYTES[argb >>> 24];
            }
            pixels.take(row, 4, line);
        }
    }

    /** The bytes of a file as the readers want them, without a copy. */
    private static final class Input extends ImageInputStreamImpl {
        private final byte[] bytes;

        Input(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            bitOffset = 0;
            return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            bitOffset = 0;
            if (length == 0) {
                return 0;
            }
            if (streamPos >= bytes.length) {
                return -1;
            }
            int count = (int) Math.min(length, bytes.length - streamPos);
            System.arraycopy(bytes, (int) streamPos, to, offset, count);
            streamPos += count;
            return count;
        }

        @Override
        public long length() {
            return bytes.length;
        }
    }
}
