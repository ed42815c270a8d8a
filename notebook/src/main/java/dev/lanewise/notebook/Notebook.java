package dev.lanewise.notebook;

import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cells call without importing it: to show values where they stand, not only at the end of the cell. */
public final class Notebook {
    private static volatile Session.@Nullable Screen screen;

    private Notebook() {}

    /**
     * Shows a value: a tensor as a table, a {@code Plot}, a {@link Curve} or SVG as a picture, a
     * {@link BufferedImage}, a {@link Rendering} as it is, anything else as text.
     */
    public static void display(@Nullable Object value) {
        current().show(value, null);
    }

    /**
     * Shows a value in the place of the one that was last shown under this name, for example the curve of a training
     * that goes on. The first time in a cell it is shown where it stands.
     */
    public static void redraw(String name, @Nullable Object value) {
        current().show(value, name);
    }

    /** HTML that is shown as it is; values in it need {@link Rendering#escape}. */
    public static Rendering html(String html) {
        return Rendering.html(html);
    }

    /** A picture in SVG. */
    public static Rendering svg(String svg) {
        return Rendering.svg(svg);
    }

    /**
     * Pixels from black (0) to white (1) as a picture, each {@code scale} pixels wide; values outside are taken as the
     * nearest.
     */
    public static BufferedImage picture(float[] pixels, int width, int height, int scale) {
        return Pictures.grey(pixels, width, height, scale);
    }

    /**
     * Several pictures of one size, ten in a row, each with its caption below.
     *
     * @param pixels   the pictures one after the other, {@code [N, height, width]}, from black (0) to white (1)
     * @param captions what stands below them, {@code [N]}
     */
    public static BufferedImage gallery(float[] pixels, int width, int height, int scale, List<?> captions) {
        return Pictures.gallery(pixels, width, height, scale, captions);
    }

    private static Session.Screen current() {
        Session.Screen current = screen;
        if (current == null) {
            throw new IllegalStateException("display: there is no session");
        }
        return current;
    }

    /** Values are shown here from now on. */
    static void use(Session.Screen current) {
        screen = current;
    }
}
