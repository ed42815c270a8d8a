package dev.lanewise.examples.chargpt;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.TextFile;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A text, of which the last tenth is kept for validation. What is validated are the characters that whole windows
 * predict: all of that tenth but the first, which no window predicts, and what is left over at the end.
 *
 * @param source where it comes from, in a few words
 * @param text all of it
 * @param characters those of the part to learn from
 * @param numbers of the text's characters
 * @param learned how many of them are learned from, from the first on
 * @param window how many characters are read at once
 */
record Corpus(String source, String text, Characters characters, int[] numbers, int learned, int window)
        implements
            Stateful {
    private static final int VALIDATION_PART = 10;

    /**
     * Reads a text, or composes one where no file is given.
     *
     * @throws IOException if it cannot be read
     * @throws ProgramException if it is too short
     */
    static Corpus load(@Nullable Path file, int window) throws IOException {
        return file == null
                ? of("stories that the program composes", Stories.text(Stories.LENGTH), window)
                : of(Printable.path(file), TextFile.read(file), window);
    }

    /**
     * Splits a text.
     *
     * @throws ProgramException if a part is shorter than a window and the character after it
     */
    static Corpus of(String source, String text, int window) {
        int length = text.codePointCount(0, text.length());
        int learned = length - length / VALIDATION_PART;
        if (length - learned <= window) {
            throw new ProgramException(String.format(Locale.ROOT,
                    "%s: %s; at least %,d are needed, of which the last tenth is kept to validate windows of %d",
                    source, length == 0 ? "empty" : String.format(Locale.ROOT, "%,d characters", length),
                    VALIDATION_PART * (window + 1L), window));
        }
        Characters characters = Characters.of(text.substring(0, text.offsetByCodePoints(0, learned)));
        return new Corpus(source, text, characters, characters.numbers(text), learned, window);
    }

    /** The windows that are validated, one after the other. */
    int validationWindows() {
        return (numbers.length - learned - 1) / window;
    }

    /** The first of the characters that are validated. */
    int firstPredicted() {
        return learned + 1;
    }

    /** What follows the last of them. */
    int endPredicted() {
        return firstPredicted() + validationWindows() * window;
    }

    /** A run is resumed with the text that it was begun with. */
    @Override
    public void state(State state) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        state.setting("text", numbers.length + " characters, checksum " + sum.getValue());
    }
}
