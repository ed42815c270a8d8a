package dev.lanewise.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TextPiecesTest {
    /** Tokens that are bytes. */
    private static final Function<int[], String> BYTES = tokens -> {
        byte[] bytes = new byte[tokens.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) tokens[i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    };

    /** Tokens that are words, with spaces between these only. */
    private static final Function<int[], String> WORDS = tokens -> {
        List<String> words = new ArrayList<>();
        for (int token : tokens) {
            words.add("w" + token);
        }
        return String.join(" ", words);
    };

    private final List<String> read = new ArrayList<>();

    private TextPieces pieces(Function<int[], String> decoder, int[] prompt, String... stops) {
        return new TextPieces(prompt, decoder, List.of(stops), read::add);
    }

    private static boolean addAll(TextPieces pieces, String text) {
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (!pieces.add(each & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void piecesAreWholeCharacters() {
        TextPieces pieces = pieces(BYTES, new int[] {'x'});
        assertTrue(addAll(pieces, "aé😀z"));
        assertEquals(List.of("a", "é", "😀", "z"), read);
    }

    @Test
    void whatIsNoCharacterComesInTheEnd() {
        TextPieces pieces = pieces(BYTES, new int[] {'x'});
        pieces.add('a');
        pieces.add(0xF0);
        pieces.add(0x9F);
        assertEquals(List.of("a"), read);
        pieces.end();
        assertEquals("a\uFFFD", pieces.text());
    }

    @Test
    void aTextToStopAtIsNotPassedOnInTheEndEither() {
        TextPieces pieces = pieces(BYTES, new int[] {'x'}, "cd");
        assertFalse(addAll(pieces, "abcd"));
        pieces.end();
        assertEquals("ab", pieces.text());
        assertEquals("ab", String.join("", read));
    }

    @Test
    void spacesDependOnTheTokenBefore() {
        TextPieces pieces = pieces(WORDS, new int[] {1, 2, 3, 4, 5, 6, 7, 8});
        pieces.add(9);
        pieces.add(10);
        assertEquals(List.of(" w9", " w10"), read);
    }

    @Test
    void stopsBeforeATextAndHoldsItsBeginningBack() {
        TextPieces pieces = pieces(BYTES, new int[] {'x'}, "\n\n", "END");
        assertTrue(addAll(pieces, "a\nbEN"));
        assertEquals("a\nb", pieces.text());
        assertFalse(addAll(pieces, "D more"));
        assertEquals("a\nb", pieces.text());
    }

    @Test
    void whatWasHeldBackForNothingIsPassedOn() {
        TextPieces pieces = pieces(BYTES, new int[] {'x'}, "END");
        assertTrue(addAll(pieces, "EN"));
        assertEquals(List.of(), read);
        assertTrue(addAll(pieces, "EEN"));
        assertEquals("ENE", pieces.text());
        pieces.end();
        assertEquals("ENEEN", pieces.text());
    }
}
