package dev.lanewise.zoo;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The text of tokens that come one by one, in pieces of whole characters: what may be the first bytes of a character,
 * or the beginning of a text to stop at, is held back until it is known. What a token reads as may depend on those
 * before it, so that a few of these are read with it.
 */
final class TextPieces {
    /** What a decoder makes of bytes that are no character. */
    private static final String BROKEN = "\uFFFD";

    /** Tokens of the prompt that are read with the first new ones. */
    private static final int BEFORE = 6;

    private final Function<int[], String> decoder;
    private final List<String> stops;
    private final Consumer<String> reader;
    private final StringBuilder text = new StringBuilder();

    private int[] tokens;
    private int count;

    /** Where the tokens begin that are read with new ones, and these. */
    private int context;

    private int unread;

    /** How much of the text has been passed on. */
    private int passed;

    /** Whether a text to stop at has been written. */
    private boolean stopped;

    /** Pieces of what follows a prompt. */
    TextPieces(int[] prompt, Function<int[], String> decoder, List<String> stops, Consumer<String> reader) {
        this.decoder = decoder;
        this.stops = stops;
        this.reader = reader;
        this.tokens = Arrays.copyOfRange(prompt, Math.max(0, prompt.length - BEFORE), prompt.length);
        this.count = tokens.length;
        this.unread = count;
    }

    /** Adds a token; false if a text to stop at has been written. */
    boolean add(int token) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(16, 2 * count));
        }
        tokens[count++] = token;
        String known = read(context, unread);
        String all = read(context, count);
        if (all.length() <= known.length() || all.endsWith(BROKEN)) {
            return true;
        }
        return take(all.substring(known.length()));
    }

    /** Passes on what was held back, unless it is a text to stop at: no more tokens come. */
    void end() {
        if (stopped) {
            return;
        }
        String known = read(context, unread);
        String all = read(context, count);
        if (all.length() <= known.length() || take(all.substring(known.length()))) {
            pass(text.length());
        }
    }

    /** All that has been passed on. */
    String text() {
        return text.substring(0, passed);
    }

    private String read(int from, int to) {
        return decoder.apply(Arrays.copyOfRange(tokens, from, to));
    }

    private boolean take(String piece) {
        context = unread;
        unread = count;
        text.append(piece);
        int stop = Integer.MAX_VALUE;
        int held = 0;
        for (String each : stops) {
            int place = text.indexOf(each, passed);
            stop = place < 0 ? stop : Math.min(stop, place);
            held = Math.max(held, beginning(each));
        }
        if (stop < Integer.MAX_VALUE) {
            pass(stop);
            stopped = true;
            return false;
        }
        pass(text.length() - held);
        return true;
    }

    /** How many of the last characters, which have not been passed on, may begin a text to stop at. */
    private int beginning(String stop) {
        for (int length = Math.min(stop.length() - 1, text.length() - passed); length > 0; length--) {
            if (stop.startsWith(text.substring(text.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private void pass(int end) {
        if (end > passed) {
            String piece = text.substring(passed, end);
            passed = end;
            reader.accept(piece);
        }
    }
}
