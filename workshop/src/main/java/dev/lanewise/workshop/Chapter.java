package dev.lanewise.workshop;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A chapter of the workshop.
 *
 * @param root   the checkout
 * @param number from 1
 * @param name   as in the name of its text: {@code linear}
 * @param title  the heading of its text
 */
record Chapter(Path root, int number, String name, String title) {
    /** The number with two digits: {@code 03}. */
    String label() {
        return String.format(Locale.ROOT, "%02d", number);
    }

    /** The package of its classes, and the name of its folders: {@code chapter03}. */
    String folder() {
        return "chapter" + label();
    }

    /** Where the participant writes. */
    Path exercises() {
        return root.resolve("workshop", "exercises", folder());
    }

    Path solutions() {
        return root.resolve("workshop", "solutions", folder());
    }

    Path checks() {
        return root.resolve("workshop", "checks", folder());
    }

    Path text() {
        return root.resolve("docs", "workshop", label() + "-" + name + ".md");
    }
}
