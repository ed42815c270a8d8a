package dev.lanewise.examples;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads a text in UTF-8. A mark of the byte order at the beginning is left out, and every end of a line is a line feed.
 */
public final class TextFile {
    private static final int LARGEST = 256 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or is not UTF-8; the message begins with the file and says why
     */
    public static String read(Path file) throws IOException {
        String name = Printable.path(file);
        try {
            return decode(bytes(file));
        } catch (NoSuchFileException e) {
            throw new IOException(name + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(name + ": no permission to read it", e);
        } catch (IOException e) {
            throw new IOException(name + ": " + Printable.sentence(String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * Reads what another program hands over, or what is typed.
     *
     * @param name begins the message
     * @throws IOException if it cannot be read, or is not UTF-8
     */
    public static String read(String name, InputStream in) throws IOException {
        try {
            return decode(bytes(in));
        } catch (IOException e) {
            throw new IOException(name + ": " + Printable.sentence(String.valueOf(e.getMessage())), e);
        }
    }

    /** Refuses pipes, which could block, and devices, which might never end. */
    private static byte[] bytes(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException("cannot be read (not a regular file)");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return bytes(in);
        }
    }

    private static byte[] bytes(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new IOException("more than " + (LARGEST >> 20) + " MiB");
        }
        return bytes;
    }

    private static String decode(byte... bytes) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length); // no character has fewer bytes than chars
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int at = in.position();
            throw new IOException("byte " + at + " (" + String.format("0x%02x", bytes[at]) + ") of line "
                    + (out.flip().chars().filter(c -> c == '\n').count() + 1) + " is not UTF-8");
        }
        String text = out.flip().toString();
        return (text.startsWith(String.valueOf(BYTE_ORDER_MARK)) ? text.substring(1) : text)
                .replace("\r\n", "\n").replace('\r', '\n');
    }
}
