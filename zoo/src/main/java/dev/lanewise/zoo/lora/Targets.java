package dev.lanewise.zoo.lora;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Which linear layers are adapted, by their paths, as PEFT's {@code target_modules} says it. */
sealed interface Targets {
    /** What PEFT calls all layers but the head. */
    String ALL = "all-linear";

    /** Whether the layer of this path is adapted. */
    boolean match(String path);

    /** Names: those of the layers, or the ends of their paths. */
    record Names(List<String> names) implements Targets {
        @Override
        public boolean match(String path) {
            return names.stream().anyMatch(name -> isEnd(path, name));
        }

        @Override
        public String toString() {
            return Printable.names(names);
        }
    }

    /** A regular expression for the whole path; none for all that are no heads. */
    record Expression(@Nullable Pattern pattern) implements Targets {
        private static final List<String> HEADS = List.of("classifier", "score", "lm_head");
        private static final int LONGEST = 10_000;

        @Override
        public boolean match(String path) {
            if (pattern == null) {
                return HEADS.stream().noneMatch(head -> isEnd(path, head));
            }
            try {
                return pattern.matcher(new Bounded(path)).matches();
            } catch (StackOverflowError e) {
                throw Bounded.tooMany(path);
            }
        }

        String text() {
            return pattern == null ? ALL : pattern.pattern();
        }

        @Override
        public String toString() {
            return Printable.quoted(text());
        }
    }

    /** A path whose characters can be looked at so many times only: an expression of a stranger may take years. */
    final class Bounded implements CharSequence {
        private static final int STEPS = 100_000;

        private final String path;
        private int left = STEPS;

        Bounded(String path) {
            this.path = path;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw tooMany(path);
            }
            return path.charAt(index);
        }

        static IllegalArgumentException tooMany(String path) {
            return new IllegalArgumentException("Lora: the expression of targets takes too many steps on the path "
                    + Printable.quoted(path));
        }

        @Override
        public String toString() {
            return path;
        }

        @Override
        public int length() {
            return path.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return path.substring(start, end);
        }
    }

    /** Whether a path is a name, or ends in it behind a dot. */
    static boolean isEnd(String path, String name) {
        return path.endsWith(name) && (path.length() == name.length()
                || path.charAt(path.length() - name.length() - 1) == '.');
    }

    /** Targets by an expression, or by the word for all. */
    static Targets expression(String text) {
        Required.nonNull("Lora: the expression of targets", text);
        if (text.length() > Expression.LONGEST) {
            throw new IllegalArgumentException("Lora: the expression of targets has " + text.length()
                    + " characters, more than " + Expression.LONGEST);
        }
        try {
            return new Expression(text.equals(ALL) ? null : Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Lora: targets " + Printable.quoted(text)
                    + ": not a regular expression: " + Printable.sentence(e.getDescription()));
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("Lora: targets " + Printable.brief(text) + ": nested too deeply");
        }
    }
}
