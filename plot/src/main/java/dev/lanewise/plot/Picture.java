package dev.lanewise.plot;

import dev.lanewise.io.AtomicFile;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Something drawn: a {@link Plot} of curves, points, bars or histograms, {@link Images} in a grid, a {@link Heatmap} of a
 * matrix, or a {@link Confusion} matrix. Pictures are immutable: each method returns one with something more or something
 * changed. They stand on a white ground of their own, so that they can be read on light and dark pages.
 */
public sealed interface Picture permits Plot, Images, Heatmap, Confusion {
    /**
     * The picture as SVG: an element that stands alone as a file and may also stand in a page. Its text is outlines, so
     * that it looks the same everywhere, and its title can be read by programs. The same data give the same text in one
     * JVM, and on every machine with the same fonts.
     *
     * @throws IllegalArgumentException if a value has no place in the picture
     * @throws IllegalStateException    if Java finds no font on this machine
     */
    String svg();

    /**
     * The picture as PNG, with a pixel for each unit of the SVG. The same data give the same bytes with one JDK on one
     * machine; lines, text and compression are the JDK's, so that another version may write other bytes.
     *
     * @throws IllegalArgumentException if a value has no place in the picture
     * @throws IllegalStateException    if Java finds no font on this machine
     */
    byte[] png();

    /**
     * Writes the picture to a file, or replaces one, completely or not at all. The end of its name says the format:
     * {@code .svg} or {@code .png}.
     *
     * @throws IllegalArgumentException if the name has another end, or a value has no place in the picture
     * @throws IllegalStateException    if Java finds no font on this machine
     * @throws UncheckedIOException     if the file cannot be written; the message names it
     */
    default void save(Path file) {
        Required.nonNull("plot: the file", file);
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".svg")) {
            AtomicFile.write(file, svg().getBytes(StandardCharsets.UTF_8));
        } else if (name.endsWith(".png")) {
            AtomicFile.write(file, png());
        } else {
            throw new IllegalArgumentException("plot: cannot tell the format of " + Printable.path(file)
                    + "; the name must end in .svg or .png");
        }
    }
}
