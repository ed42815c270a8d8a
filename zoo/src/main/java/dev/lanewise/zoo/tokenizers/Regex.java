package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a tokenizer's file, which is written in Oniguruma's syntax, as {@link Pattern} reads it. It
 * comes from a stranger: matching looks at a bounded number of characters ({@link Budget}).
 */
final class Regex implements Matching {
    private static final int LONGEST = 10_000;
    private static final double MOST_WAYS = 10_000;

    /** What Oniguruma takes for parts of words: outside of brackets also numbers of Latin-1 that are no digits. */
    private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

    private static final String LATIN_NUMBERS = "\u00B2\u00B3\u00B9\u00BC-\u00BE";

    private static final Map<String, String> NAMES = Map.ofEntries(Map.entry("letter", "L"), Map.entry("mark", "M"),
            Map.entry("number", "N"), Map.entry("punctuation", "P"), Map.entry("symbol", "S"),
            Map.entry("separator", "Z"), Map.entry("other", "C"), Map.entry("alpha", "IsAlphabetic"),
            Map.entry("space", "IsWhite_Space"), Map.entry("upper", "IsUppercase"), Map.entry("lower", "IsLowercase"),
            Map.entry("digit", "Nd"), Map.entry("alnum", "Alnum"));

    private final String source;
    private final Pattern pattern;

    Regex(Part part, String source) {
        this.source = source;
        if (source.length() > LONGEST) {
            throw part.error("the regular expression has " + source.length() + " characters, more than the "
                    + LONGEST + " that are read");
        }
        if (RegexCost.of(source) > MOST_WAYS) {
            throw part.error("the regular expression " + Printable.quoted(source)
                    + " has too many branches and repetitions");
        }
        try {
            pattern = Pattern.compile(translated(part, source), Pattern.MULTILINE | Pattern.UNIX_LINES
                    | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
        } catch (PatternSyntaxException e) {
            throw part.error("the regular expression " + Printable.quoted(source) + " cannot be read: "
                    + Printable.sentence(e.getDescription()));
        } catch (StackOverflowError e) {
            throw part.error("the regular expression " + Printable.quoted(source) + " is nested too deeply");
        }
    }

    /** What Oniguruma and the JDK write differently, as the JDK writes it; what is not known to be equal is refused. */
    private static String translated(Part part, String source) {
        StringBuilder result = new StringBuilder();
        int depth = 0; // of brackets
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '[' && source.startsWith("[:", i)) {
                throw part.error("the regular expression " + Printable.quoted(source) + " has a class "
                        + Printable.quoted(source.substring(i, Math.min(source.length(), i + 10)))
                        + ", which is not read");
            }
            for (int k = i + 2; c == '(' && depth == 0 && source.startsWith("(?", i) && k < source.length()
                    && ":)=!<>".indexOf(source.charAt(k)) < 0; k++) {
                if (source.charAt(k) != 'i' && source.charAt(k) != '-') {
                    throw part.error("the regular expression " + Printable.quoted(source) + " has a group (?"
                            + Printable.brief(source.substring(k, k + 1)) + ", which is not read");
                }
            }
            if (c != '\\' || i + 1 == source.length()) {
                result.append(c);
                depth += c == '[' ? 1 : c == ']' && depth > 0 ? -1 : 0;
                continue;
            }
            char escaped = source.charAt(++i);
            int close = source.indexOf('}', i);
            if ((escaped == 'p' || escaped == 'P') && source.startsWith("{", i + 1) && close > 0) {
                String name = source.substring(i + 2, close);
                boolean not = name.startsWith("^");
                result.append(not == (escaped == 'p') ? "\\P{" : "\\p{")
                        .append(property(not ? name.substring(1) : name))
                        .append('}');
                i = close;
            } else if ("hHwW".indexOf(escaped) >= 0) {
                String word = depth > 0 ? WORD : WORD + LATIN_NUMBERS;
                result.append(switch (escaped) {
                    case 'h' -> "[0-9a-fA-F]";
                    case 'H' -> "[^0-9a-fA-F]";
                    case 'w' -> "[" + word + "]";
                    default -> "[^" + word + "]";
                });
            } else if ("gkKGyYOXRNQE".indexOf(escaped) >= 0) {
                throw part.error("the regular expression " + Printable.quoted(source) + " has \\" + escaped
                        + ", which is not read");
            } else {
                result.append(c).append(escaped);
            }
        }
        return result.toString();
    }

    private static String property(String name) {
        if (name.length() <= 2) {
            return name;
        }
        String known = NAMES.get(name.toLowerCase(Locale.ROOT));
        return known != null ? known : name.startsWith("Is") ? name : "Is" + name;
    }

    @Override
    public List<Range> find(Aligned text) {
        List<Range> found = new ArrayList<>();
        Bounded bounded = new Bounded(text);
        Matcher matcher = pattern.matcher(bounded);
        try {
            int last = -1;
            while (matcher.find()) {
                if (matcher.end() > matcher.start() || matcher.start() != last) {
                    found.add(new Range(text.from + matcher.start(), text.from + matcher.end()));
                }
                last = matcher.end();
            }
        } catch (StackOverflowError e) {
            throw tooLong();
        } finally {
            text.budget.steps = bounded.left;
        }
        return found;
    }

    private IllegalArgumentException tooLong() {
        return new IllegalArgumentException("the tokenizer's regular expression " + Printable.quoted(source)
                + " takes too many steps on this text");
    }

    /** Characters that can be looked at so many times only. */
    private final class Bounded implements CharSequence {
        private final char[] chars;
        private final int from;
        private final int to;
        private long left;

        Bounded(Aligned text) {
            chars = text.chars;
            from = text.from;
            to = text.to;
            left = text.budget.steps;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw tooLong();
            }
            return chars[from + index];
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new String(chars, from + start, end - start);
        }

        @Override
        public String toString() {
            return new String(chars, from, to - from);
        }
    }
}
