package dev.lanewise.zoo.tokenizers;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * In how many ways a regular expression can go on without looking at a character of the text: at the end of a text, or
 * with parts that match nothing. Those that look at characters are counted while they are matched ({@link Budget}).
 */
final class RegexCost {
    private final String source;
    private int at;

    private RegexCost(String source) {
        this.source = source;
    }

    /** No fewer ways than there are, where each group can match nothing. */
    static double of(String source) {
        return new RegexCost(source).alternatives();
    }

    private double alternatives() {
        Deque<Double> outer = new ArrayDeque<>(); // of each open group: its branch, and those before
        double branches = 0;
        double branch = 1;
        while (at < source.length()) {
            char c = source.charAt(at);
            switch (c) {
                case '\\' -> at += 2;
                case '[' -> skipClass();
                case '|' -> {
                    branches += branch;
                    branch = 1;
                    at++;
                }
                case '(' -> {
                    outer.push(branches);
                    outer.push(branch);
                    branches = 0;
                    branch = 1;
                    at += source.startsWith("(?", at) ? 2 : 1;
                }
                case ')' -> {
                    at++;
                    double group = repeated(branches + branch);
                    branch = outer.isEmpty() ? group : outer.pop() * group;
                    branches = outer.isEmpty() ? 0 : outer.pop();
                }
                default -> at++;
            }
        }
        double all = branches + branch;
        for (; !outer.isEmpty(); all *= outer.pop() + 1) {
            // a group without an end, which the compiler refuses
        }
        return all;
    }

    /** What a group comes to with the quantifier behind it. */
    private double repeated(double group) {
        char next = at < source.length() ? source.charAt(at) : 0;
        if (next == '?' || next == '*') {
            return group + 1;
        }
        if (next != '{') {
            return group;
        }
        int count = 0;
        for (int i = at + 1; i < source.length() && source.charAt(i) >= '0' && source.charAt(i) <= '9'; i++) {
            count = Math.min(1_000_000, 10 * count + source.charAt(i) - '0');
        }
        return Math.max(Math.pow(group, count), (group + 1) * count);
    }

    private void skipClass() {
        int depth = 0;
        do {
            char c = source.charAt(at);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            at += c == '\\' ? 2 : 1;
        } while (depth > 0 && at < source.length());
    }
}
