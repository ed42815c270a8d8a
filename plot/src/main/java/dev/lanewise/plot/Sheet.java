package dev.lanewise.plot;

import java.awt.image.BufferedImage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A picture laid out: its size, and what draws it.
 *
 * @param title what programs read, also drawn by {@code drawn}
 */
record Sheet(String title, int width, int height, Consumer<Canvas> drawn) {
    private static final int LARGEST = 10_000;

    /** A sheet, unless it would be larger than pictures may be. */
    Sheet {
        if (width > LARGEST || height > LARGEST) {
            throw new IllegalArgumentException("plot: the picture would be " + width + " x " + height
                    + " pixels, more than " + LARGEST + " a side; draw a part of it, or smaller");
        }
    }

    static String svg(Supplier<Sheet> layout) {
        return Sheet.<String>withFonts(() -> {
            Sheet sheet = layout.get();
            SvgCanvas canvas = new SvgCanvas();
            sheet.drawn.accept(canvas);
            return canvas.svg(sheet.width, sheet.height, sheet.title);
        });
    }

    static byte[] png(Supplier<Sheet> layout) {
        return Sheet.<byte[]>withFonts(() -> {
            Sheet sheet = layout.get();
            BufferedImage image = new BufferedImage(sheet.width, sheet.height, BufferedImage.TYPE_INT_RGB);
            PngCanvas canvas = new PngCanvas(image);
            sheet.drawn.accept(canvas);
            canvas.close();
            return PngCanvas.encoded(image);
        });
    }

    /** Draws without a screen, and says what to install where Java has no fonts. */
    static <T> T withFonts(Supplier<T> drawing) {
        System.setProperty("java.awt.headless", System.getProperty("java.awt.headless", "true"));
        try {
            return drawing.get();
        } catch (InternalError | NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new IllegalStateException("plot: Java cannot draw text here (" + e.getMessage()
                    + "); install a font and fontconfig, for example the packages fontconfig and fonts-dejavu", e);
        }
    }
}
