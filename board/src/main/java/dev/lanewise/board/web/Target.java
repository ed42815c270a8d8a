package dev.lanewise.board.web;

import dev.lanewise.text.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request is for, decoded once and strictly.
 *
 * @param path the parts between slashes, without the token
 * @param query the values by name
 */
record Target(List<String> path, Map<String, String> query) {
    /**
     * Of an address's raw path and query.
     *
     * @throws Refusal if an escape in it is malformed, or a name in the query appears twice
     */
    static Target of(List<String> rawPath, @Nullable String rawQuery) throws Refusal {
        List<String> path = new ArrayList<>();
        for (String part : rawPath) {
            path.add(decoded(part));
        }
        Map<String, String> query = new HashMap<>();
        if (rawQuery != null) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                if (query.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                    throw new Refusal(Refusal.BAD_REQUEST, "the query has " + Printable.quoted(name) + " twice");
                }
            }
        }
        return new Target(path, query);
    }

    /** A whole number of the query. */
    long number(String name, long otherwise, long least, long most) throws Refusal {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refusal(Refusal.BAD_REQUEST, name + " is " + Printable.quoted(text) + ", not a whole number from "
                + least + " to " + most);
    }

    private static String decoded(String raw) throws Refusal {
        ByteBuffer bytes = ByteBuffer.allocate(3 * raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 <= raw.length() - 1 ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 <= raw.length() - 1 ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw malformed(raw);
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed(raw);
        }
    }

    private static Refusal malformed(String raw) {
        return new Refusal(Refusal.BAD_REQUEST, "the address has " + Printable.quoted(raw)
                + ", which is no text with percent escapes of UTF-8");
    }
}
