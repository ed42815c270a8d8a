package dev.lanewise.workshop;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small workshop of two chapters, to be spoilt; the second uses the first. */
final class Checkout {
    static final String HOLES = """
            package chapter01;

            import dev.lanewise.workshop.Hole;

            public final class Twice {
                public static int twice(int x) {
                    throw Hole.fill("return x + x");
                }
            }
            """;
    static final String SOLVED = HOLES.replace("throw Hole.fill(\"return x + x\");", "return x + x;");

    private static final String FOUR = """
            package chapter02;

            import chapter01.Twice;

            public final class Four {
                public static int times(int x) {
                    return Twice.twice(Twice.twice(x));
                }
            }
            """;
    private static final String CHECK = """
            package %1$s;

            import dev.lanewise.workshop.Expect;
            import org.junit.jupiter.api.DisplayName;
            import org.junit.jupiter.api.Order;
            import org.junit.jupiter.api.Test;

            class %2$sCheck {
                @Test
                @Order(2)
                @DisplayName("it multiplies a negative number")
                void negative() {
                    Expect.same("result for -1", %2$s.%3$s(-1), -1 * %4$d);
                }

                @Test
                @Order(1)
                @DisplayName("it multiplies")
                void positive() {
                    Expect.same("result for 3", %2$s.%3$s(3), 3 * %4$d);
                }
            }
            """;

    final Path root;
    private String out = "";
    private String err = "";

    Checkout(Path folder) {
        root = folder;
        write("workshop/exercises/chapter01/Twice.java", HOLES);
        write("workshop/solutions/chapter01/Twice.java", SOLVED);
        write("workshop/checks/chapter01/TwiceCheck.java", CHECK.formatted("chapter01", "Twice", "twice", 2));
        write("docs/workshop/01-twice.md", "# 1 \u00b7 Twice as much\n\nText.\n");
        write("workshop/exercises/chapter02/Four.java", FOUR);
        write("workshop/solutions/chapter02/Four.java", FOUR);
        write("workshop/checks/chapter02/FourCheck.java", CHECK.formatted("chapter02", "Four", "times", 4));
        write("docs/workshop/02-four-times.md", "# Four times as much\n");
    }

    Path path(String name) {
        return root.resolve(name);
    }

    void write(String name, String text) {
        try {
            Files.createDirectories(path(name).getParent());
            Files.writeString(path(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the exercise of chapter 1 with this in the place of the hole's line, which is line 7. */
    Checkout with(String body) {
        write("workshop/exercises/chapter01/Twice.java",
                HOLES.replace("throw Hole.fill(\"return x + x\");", body));
        return this;
    }

    /** Runs the program in this checkout, and returns its exit status. */
    int run(String... args) {
        return run(true, args);
    }

    int run(boolean unicode, String... args) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        int status = Main.run(root, root, new PrintWriter(outText, true), new PrintWriter(errText, true), unicode,
                args);
        out = outText.toString();
        err = errText.toString();
        return status;
    }

    /** What the last run has printed. */
    String out() {
        return out;
    }

    String err() {
        return err;
    }
}
