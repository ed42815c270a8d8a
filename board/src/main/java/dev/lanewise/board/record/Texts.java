package dev.lanewise.board.record;

import dev.lanewise.text.Printable;
import org.jspecify.annotations.Nullable;

/** Texts of objects whose methods are a user's, and may fail. */
final class Texts {
    private Texts() {}

    /** What went wrong, as a sentence; if the exception does not even say that, its class. */
    static String of(Throwable e) {
        try {
            @Nullable
            String message = e.getMessage();
            @Nullable
            String text = message == null ? e.toString() : message;
            if (text != null) {
                return Printable.sentence(text);
            }
        } catch (Throwable _) {
            // the class has to do
        }
        return Printable.sentence(e.getClass().getName());
    }

    /**
     * An object as a sentence.
     *
     * @throws IllegalStateException if it gives null
     */
    static String of(Object object) {
        @Nullable
        String text = object.toString();
        if (text == null) { // a user's class need not be null-checked
            throw new IllegalStateException("toString() of " + object.getClass().getName() + " gives null");
        }
        return Printable.sentence(text);
    }
}
