package dev.lanewise.plot;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What stands beside the rows or columns of a matrix: names, or their numbers.
 *
 * @param texts one for each
 * @param given whether they are names that a user gave
 */
record Names(List<Text> texts, boolean given) {
    private static final int WIDEST = 180;
    private static final int LINE = 14;

    /** Names, or 0, 1, 2... if there are none. */
    static Names of(List<String> names, int count) {
        List<String> all = names.isEmpty() ? IntStream.range(0, count).mapToObj(String::valueOf).toList() : names;
        return new Names(all.stream().map(name -> Text.within(name, Style.label(), WIDEST)).toList(), !names.isEmpty());
    }

    /**
     * Copies names.
     *
     * @param what what has them, for a message
     * @param of   what they name, in the plural
     * @throws IllegalArgumentException if one is null, or there are not {@code count}
     */
    static List<String> checked(String what, String of, String[] names, int count) {
        Required.nonNull(what + ": the names", names);
        for (int i = 0; i < names.length; i++) {
            Required.nonNull(what + ": name " + i, names[i]);
        }
        if (names.length != count) {
            throw new IllegalArgumentException(what + ": " + names.length + " names (" + Printable.names(List.of(names))
                    + ") for " + count + " " + of);
        }
        return List.of(names);
    }

    int widest() {
        return (int) Math.ceil(texts.stream().mapToDouble(Text::width).max().orElse(0));
    }

    /** Whether names of columns must be turned: numbers never are, some of them are left out instead. */
    boolean upright(int columnWidth) {
        return given && widest() + 8 > columnWidth;
    }

    /** The room that names need below columns. */
    int heightBelow(int columnWidth) {
        return upright(columnWidth) ? widest() + 6 : LINE + 4;
    }

    void drawLeftOf(Canvas canvas, int x, int y, int rowHeight) {
        int every = every(LINE, rowHeight);
        for (int i = 0; i < texts.size(); i += every) {
            canvas.right(texts.get(i), Style.INK, x - 7, y + (i + 0.5) * rowHeight);
        }
    }

    void drawBelow(Canvas canvas, int x, int y, int columnWidth) {
        boolean upright = upright(columnWidth);
        int every = every(upright ? LINE : widest() + 8, columnWidth);
        for (int i = 0; i < texts.size(); i += every) {
            double middle = x + (i + 0.5) * columnWidth;
            if (upright) {
                Text text = texts.get(i);
                canvas.text(text, Style.INK, middle + text.height() / 2, y + 6 + text.width(), true);
            } else {
                canvas.centered(texts.get(i), Style.INK, middle, y + 6 + LINE / 2.0);
            }
        }
    }

    /** Each so manieth has room. */
    private static int every(int needed, int step) {
        int every = 1;
        for (int power = 1; every * step < needed; power *= 10) {
            for (int factor : new int[] {1, 2, 5}) {
                every = every * step < needed ? factor * power : every;
            }
        }
        return every;
    }
}
