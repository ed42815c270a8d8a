package dev.lanewise.notebook;

import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cells call without importing it: to show values where they stand, not only at the end of the cell. */
public final class Notebook {
    private static @Nullable Console console;
    private static @Nullable Renderer renderer;

    private Notebook() {}

    /**
     * Shows a value: a tensor as a table, a {@code Plot}, a {@link History} or SVG as a picture, a
     * {@link BufferedImage}, a {@link Rendering} as it is, anything else as text.
     */
    public static void display(@Nullable Object value) {
        send(value, null, false);
    }

    /**
     * Shows a value in the place of the one that was last shown under this name, for example the curve of a training
     * that goes on. The first time in a cell it is shown where it stands.
     */
    public static synchronized void redraw(String name, @Nullable Object value) {
        Renderer current = renderer;
        send(value, name, current != null && current.isShown(name));
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

    private static synchronized void send(@Nullable Object value, @Nullable String name, boolean replaces) {
        Console sink = console;
        Renderer current = renderer;
        if (sink == null || current == null) {
            throw new IllegalStateException("display: there is no session");
        }
        Rendering rendering = current.render(value);
        if (current.admits(rendering)) {
            sink.send(new Event.Displayed(rendering, name == null ? null : current.id(name), replaces));
        } else {
            System.err.println(Renderer.TOO_MUCH);
        }
    }

    /** Values are shown by this session from now on. */
    static synchronized void current(Console console, Renderer renderer) {
        Notebook.console = console;
        Notebook.renderer = renderer;
    }
}
