package dev.lanewise.notebook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cell does while it runs, in the order in which it happens. */
public sealed interface Event {

    /**
     * Text that the cell printed, to {@code System.err} if {@code error}. Long output comes in several pieces; output
     * past the session's bound is left out, and a sentence in its place says so.
     */
    record Printed(boolean error, String text) implements Event {}

    /** A picture, a table or the like that the cell displayed; {@code id} if later ones may take its place. */
    record Displayed(Rendering rendering, @Nullable String id, boolean replaces) implements Event {}

    /** The value of the expression that ends the cell without a semicolon. */
    record Result(@Nullable Object value, Rendering rendering) implements Event {}

    /**
     * The cell ended early. {@code name} is the class of the exception, or {@code CompileError} or {@code Interrupted};
     * {@code message} says in one sentence what happened; {@code lines} is all that a reader is shown: the message,
     * the places in the cells, the lines of code.
     */
    record Failed(String name, String message, List<String> lines) implements Event {}
}
