package dev.lanewise.examples.pretrained;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.TextFile;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Texts in UTF-8, one in each line; empty lines are left out. */
public final class TextLines {
    /** How many there may be. */
    private static final int MOST = 10_000;

    private TextLines() {}

    /**
     * Reads a file.
     *
     * @param file {@code -} for standard input
     * @param what the texts are, for example {@code sentences}
     * @throws ProgramException if there are none, or too many
     * @throws IOException if it cannot be read, or is not UTF-8
     */
    public static List<String> read(Path file, String what) throws IOException {
        boolean isInput = file.toString().equals("-");
        String name = isInput ? "standard input" : Printable.path(file);
        String text = isInput ? TextFile.read(name, System.in) : TextFile.read(file);
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || lines.size() > MOST) {
            throw new ProgramException(
                    name + ": " + lines.size() + " " + what + "; 1 to " + MOST + " are possible");
        }
        return lines;
    }
}
