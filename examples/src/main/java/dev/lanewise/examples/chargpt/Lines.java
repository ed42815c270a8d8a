package dev.lanewise.examples.chargpt;

import java.util.ArrayList;
import java.util.List;

/** Lines of a text that fit a terminal. */
final class Lines {
    private Lines() {}

    /** Breaks lines that are longer than this many chars, at their last space if that is not in their first half. */
    static List<String> of(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String rest = line;
            while (rest.length() > width) {
                int space = rest.lastIndexOf(' ', width);
                boolean atSpace = space > width / 2;
                int end = atSpace ? space : Character.isHighSurrogate(rest.charAt(width - 1)) ? width - 1 : width;
                lines.add(rest.substring(0, end));
                rest = rest.substring(atSpace ? end + 1 : end);
            }
            lines.add(rest);
        }
        return lines;
    }
}
