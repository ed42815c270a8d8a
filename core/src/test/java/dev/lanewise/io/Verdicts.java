package dev.lanewise.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Small files, and what the reference implementation of their format has said of each. */
final class Verdicts {
    private Verdicts() {}

    /**
     * A line of a list.
     *
     * @param name what is special about the file
     * @param verdict what was read from it, or that it was refused
     * @param content its bytes
     */
    record Row(String name, String verdict, byte[] content) {
        private static final String READ = "read ";

        boolean isRead() {
            return verdict.startsWith(READ);
        }

        /** What was read. */
        String expected() {
            return verdict.substring(READ.length());
        }
    }

    /** A list beside this class. */
    static List<Row> rows(String resource) throws IOException {
        try (InputStream in = Verdicts.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII).lines()
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Row(parts[0], parts[1], bytes(parts[2])))
                    .toList();
        }
    }

    private static byte[] bytes(String escaped) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '\\') {
                out.write(HexFormat.fromHexDigits(escaped, i + 2, i + 4));
                i += 3;
            } else {
                out.write(escaped.charAt(i));
            }
        }
        return out.toByteArray();
    }

    /** A name, in which what separates words was escaped. */
    static String text(String escaped) {
        return new String(bytes(escaped), StandardCharsets.UTF_8);
    }
}
