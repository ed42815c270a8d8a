package dev.lanewise.zoo.tokenizers;

import org.jspecify.annotations.Nullable;

/**
 * How texts that are too long are cut.
 *
 * @param most the tokens that are kept, with those that are added
 * @param left whether the beginning is cut rather than the end
 */
record Truncation(int most, Strategy strategy, boolean left) {
    /** Which text of a pair is cut. */
    enum Strategy {
        LONGEST_FIRST, ONLY_FIRST, ONLY_SECOND
    }

    static Truncation to(int most) {
        return new Truncation(most, Strategy.LONGEST_FIRST, false);
    }

    static Truncation read(Part part) {
        part.only("direction", "max_length", "strategy", "stride");
        Strategy strategy = switch (part.text("strategy", "LongestFirst")) {
            case "LongestFirst" -> Strategy.LONGEST_FIRST;
            case "OnlyFirst" -> Strategy.ONLY_FIRST;
            case "OnlySecond" -> Strategy.ONLY_SECOND;
            default -> throw part.unsupported("strategy", "LongestFirst, OnlyFirst or OnlySecond");
        };
        return new Truncation(part.number("max_length"), strategy, isLeft(part));
    }

    /** Whether a part's direction is to the left. */
    static boolean isLeft(Part part) {
        return switch (part.text("direction", "Right")) {
            case "Left" -> true;
            case "Right" -> false;
            default -> throw part.unsupported("direction", "Left or Right");
        };
    }

    /**
     * Cuts the texts of a pair, or one.
     *
     * @param added the tokens that are added later
     */
    void cut(Tokens first, @Nullable Tokens second, int added) {
        int room = Math.max(0, most - added);
        int one = first.size;
        int two = second == null ? 0 : second.size;
        if (one + two <= room) {
            return;
        }
        if (second == null) {
            keep(first, room);
            return;
        }
        switch (strategy) {
            case LONGEST_FIRST -> {
                int shorter = Math.min(one, two);
                int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
                if (shorter + longer > room) {
                    shorter = room / 2;
                    longer = shorter + room % 2;
                }
                keep(first, one > two ? longer : shorter);
                keep(second, one > two ? shorter : longer);
            }
            case ONLY_FIRST -> keep(first, enough(room - two, "second"));
            case ONLY_SECOND -> keep(second, enough(room - one, "first"));
        }
    }

    private int enough(int room, String other) {
        if (room < 0) {
            throw new IllegalArgumentException("Tokenizer: the " + other + " text of a pair alone has more than the "
                    + most + " tokens that are kept, and the file says that only the other one is cut");
        }
        return room;
    }

    private void keep(Tokens tokens, int count) {
        if (tokens.size > count) {
            tokens.keep(left ? tokens.size - count : 0, left ? tokens.size : count);
        }
    }
}
