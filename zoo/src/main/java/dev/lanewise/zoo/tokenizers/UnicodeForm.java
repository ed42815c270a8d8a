package dev.lanewise.zoo.tokenizers;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Unicode's normalisation forms (UAX #15), which keep what each character comes from. The characters' properties are
 * those of the JDK's {@link Normalizer}; it does not show combining classes, so they are found by how it orders marks.
 */
enum UnicodeForm implements Normalizing {
    NFC(Normalizer.Form.NFC, false, 0x300), NFD(Normalizer.Form.NFD, false, 0xC0), NFKC(Normalizer.Form.NFKC, true,
            0xA0), NFKD(Normalizer.Form.NFKD, true, 0xA0);

    private static final int MOST_CACHED = 50_000;
    private static final int MOST_MARKS = 100;

    /** One mark of each combining class other than 0, in the order of the classes. */
    private static final int[] MARKS = {0x0334, 0x16FF0, 0x093C, 0x3099, 0x094D, 0x05B0, 0x05B1, 0x05B2, 0x05B3, 0x05B4,
        0x05B5, 0x05B6, 0x05B7, 0x05B8, 0x05B9, 0x05BB, 0x05BC, 0x05BD, 0x05BF, 0x05C1, 0x05C2, 0xFB1E, 0x064B,
        0x064C, 0x064D, 0x0618, 0x0619, 0x061A, 0x0651, 0x0652, 0x0670, 0x0711, 0x0C55, 0x0C56, 0x0E38, 0x0E48,
        0x0EB8, 0x0EC8, 0x0F71, 0x0F72, 0x0F74, 0x0321, 0x1DCE, 0x031B, 0x1DFA, 0x0316, 0x059A, 0x302E, 0x1D16D,
        0x05AE, 0x0300, 0x0315, 0x035C, 0x035D, 0x0345};

    private static final Map<Integer, Integer> CLASSES = new ConcurrentHashMap<>();
    private static final Map<Long, Integer> COMPOSED = new ConcurrentHashMap<>();

    private final Normalizer.Form form;
    private final boolean composes;
    private final boolean compatible;
    private final int firstChanged;

    UnicodeForm(Normalizer.Form form, boolean compatible, int firstChanged) {
        this.form = form;
        this.compatible = compatible;
        this.firstChanged = firstChanged;
        composes = form == Normalizer.Form.NFC || form == Normalizer.Form.NFKC;
    }

    /** A character, how it changes the text ({@link Rewrite#put}), and its combining class. */
    private record Unit(int codePoint, int change, int order) {}

    @Override
    public Aligned apply(Aligned text) {
        int i = text.from;
        while (i < text.to && text.chars[i] < firstChanged) {
            i++;
        }
        if (i == text.to || !hasManyMarks(text, i) && Normalizer.isNormalized(text.toString(), form)) {
            return text;
        }
        List<Unit> units = decompose(text);
        Rewrite rewrite = new Rewrite(text);
        for (Unit unit : composes ? compose(units) : units) {
            rewrite.put(unit.codePoint, unit.change);
        }
        return rewrite.done();
    }

    /** Whether the JDK would take long: its time grows with the square of the marks on one letter. */
    private static boolean hasManyMarks(Aligned text, int from) {
        int run = 0;
        for (int i = from; i < text.to && run <= MOST_MARKS;) {
            int c = text.codePointAt(i);
            run = c >= 0x300 && Characters.isMark(c) ? run + 1 : 0;
            i += Character.charCount(c);
        }
        return run > MOST_MARKS;
    }

    private List<Unit> decompose(Aligned text) {
        List<Unit> units = new ArrayList<>(text.length());
        int sorted = 0;
        for (int i = text.from; i < text.to;) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0xA0) {
                sorted = sort(units, sorted);
                units.add(new Unit(c, 0, 0));
                continue;
            }
            String parts = Normalizer.normalize(Character.toString(c),
                    compatible ? Normalizer.Form.NFKD : Normalizer.Form.NFD);
            for (int k = 0; k < parts.length();) {
                int part = parts.codePointAt(k);
                int order = order(part);
                if (order == 0) {
                    sorted = sort(units, sorted);
                }
                units.add(new Unit(part, k == 0 ? 0 : 1, order));
                k += Character.charCount(part);
            }
        }
        sort(units, sorted);
        return units;
    }

    private static int sort(List<Unit> units, int from) {
        if (units.size() - from > 1) {
            units.subList(from, units.size()).sort((a, b) -> Integer.compare(a.order, b.order));
        }
        return units.size();
    }

    /** Sets characters together with the starter before them, where nothing stands between that hinders it. */
    private static List<Unit> compose(List<Unit> units) {
        List<Unit> composed = new ArrayList<>(units.size());
        int starter = -1;
        int before = -1; // the class of the last mark that was left after the starter
        for (Unit unit : units) {
            if (starter >= 0 && before < unit.order) {
                Unit first = composed.get(starter);
                int whole = composed(first.codePoint, unit.codePoint);
                if (whole >= 0) {
                    composed.set(starter, new Unit(whole, first.change + unit.change - 1, 0));
                    continue;
                }
            }
            if (unit.order == 0) {
                starter = composed.size();
                before = -1;
            } else {
                before = unit.order;
            }
            composed.add(unit);
        }
        return composed;
    }

    /** The character that two compose to, or -1. */
    private static int composed(int first, int second) {
        if (first < 0x80 && second < 0x80) {
            return -1;
        }
        long key = (long) first << 32 | second;
        Integer known = COMPOSED.get(key);
        if (known == null) {
            String both = Character.toString(first) + Character.toString(second);
            String whole = Normalizer.normalize(both, Normalizer.Form.NFC);
            known = whole.codePointCount(0, whole.length()) == 1 ? whole.codePointAt(0) : -1;
            if (COMPOSED.size() < MOST_CACHED) {
                COMPOSED.put(key, known);
            }
        }
        return known;
    }

    /** A number that grows with the combining class: 0 for a starter. */
    private static int order(int c) {
        if (c < 0x300 || !Characters.isMark(c)) {
            return 0;
        }
        Integer known = CLASSES.get(c); // as many at most as there are marks
        if (known == null) {
            known = findOrder(c);
            CLASSES.put(c, known);
        }
        return known;
    }

    private static int findOrder(int c) {
        if (!swaps(MARKS[MARKS.length - 1], c) && !swaps(c, MARKS[0])) {
            // Neither moves: a starter, or of the lowest or highest class itself.
            return swaps(MARKS[1], c) ? 1 : swaps(c, MARKS[MARKS.length - 2]) ? MARKS.length : 0;
        }
        int low = 0;
        int high = MARKS.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (swaps(c, MARKS[middle])) { // a higher class
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low + 1;
    }

    /** Whether the first has a higher class than the second, so that they change places. */
    private static boolean swaps(int first, int second) {
        String text = Character.toString(first) + Character.toString(second);
        String ordered = Normalizer.normalize(text, Normalizer.Form.NFD);
        return ordered.codePointAt(0) == second
                && ordered.equals(Character.toString(second) + Character.toString(first))
                && first != second;
    }
}
