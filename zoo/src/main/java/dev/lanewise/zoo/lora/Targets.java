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

        @Override
        public boolean match(String path) {
            return pattern == null
                    ? HEADS.stream().noneMatch(head -> isEnd(path, head))
                    : pattern.matcher(path).matches();
        }

        String text() {
            return pattern == null ? ALL : pattern.pattern();
        }

        @Override
        public String toString() {
            return Printable.quoted(text());
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
        try {
            return new Expression(text.equals(ALL) ? null : Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Lora: targets " + Printable.quoted(text)
                    + ": not a regular expression: " + Printable.sentence(e.getDescription()));
        }
    }
}
