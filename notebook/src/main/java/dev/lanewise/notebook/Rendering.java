package dev.lanewise.notebook;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import javax.imageio.ImageIO;

/**
 * How a value is shown: the same content in one or more forms, by MIME type. There is always {@code text/plain};
 * pictures in PNG are in base 64. A cell that makes one itself decides how it is shown.
 */
public record Rendering(SequencedMap<String, String> forms) {
    /** The type that every rendering has. */
    public static final String PLAIN = "text/plain";

    /** Keeps a copy of the forms; refuses forms without {@code text/plain}. */
    public Rendering {
        if (!forms.containsKey(PLAIN)) {
            throw new IllegalArgumentException("rendering: there is no " + PLAIN + " among " + forms.keySet());
        }
        forms = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(forms));
    }

    /** Plain text. */
    public static Rendering text(String text) {
        return of(text, "", "");
    }

    /** A picture in SVG. */
    public static Rendering svg(String svg) {
        return of("a picture (SVG, " + svg.length() + " characters)", "image/svg+xml", svg);
    }

    /** HTML that the page shows as it is: whoever puts values into it escapes them, for example by {@link #escape}. */
    public static Rendering html(String html) {
        return of("HTML (" + html.length() + " characters)", "text/html", html);
    }

    /** A picture, as PNG. */
    public static Rendering picture(BufferedImage picture) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, "png", png)) {
                throw new IllegalArgumentException("rendering: a picture of type " + picture.getType()
                        + " cannot be written as PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of("a picture (" + picture.getWidth() + " x " + picture.getHeight() + " pixels)", "image/png",
                Base64.getEncoder().encodeToString(png.toByteArray()));
    }

    /** The plain text. */
    public String plain() {
        return forms.getOrDefault(PLAIN, "");
    }

    /** The text with the characters that mean something in HTML written as entities. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static Rendering of(String plain, String type, String content) {
        SequencedMap<String, String> forms = new LinkedHashMap<>();
        if (!type.isEmpty()) {
            forms.put(type, content);
        }
        forms.put(PLAIN, plain);
        return new Rendering(forms);
    }

    /** How much a front end has to hold, in characters. */
    long size() {
        return forms.values().stream().mapToLong(String::length).sum();
    }
}
