package dev.lanewise.examples.mnist;

import dev.lanewise.examples.pictures.PenRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * How people write the ten digits: for each a few variants, each a set of strokes.
 *
 * <p>A line of the table is {@code digit weight stroke | stroke | ...}; a stroke is the points that the pen passes, in
 * hundredths of the digit's height (x to the right, y down). The pen turns smoothly at a point, and sharply where the
 * point ends in {@code !}.
 */
final class Glyphs {
    private static final String TABLE = """
            0 6 52,2 26,10 8,36 6,66 20,92 42,100 64,90 80,62 78,32 64,8 44,2
            0 3 66,10 44,0 20,14 6,44 8,78 30,99 56,92 76,64 76,34 62,10 40,6
            0 1 40,8 58,2 76,18 84,46 76,78 54,98 28,96 8,70 8,36 24,10 52,4 62,16
            0 2 66,14 38,8 12,28 2,56 14,84 44,92 78,80 98,54 96,26 72,12 46,14
            0 1 24,10 52,0 76,24 80,60 58,96 30,98 12,76 10,44 20,14 44,2
            1 6 50,0 50,34 50,67 50,100
            1 6 66,0 56,34 45,67 34,100
            1 2 82,0 60,34 40,67 18,100
            1 1 50,0 50,34 50,67 50,100 | 44,14 50,20
            1 3 47,0 52,34 52,67 48,100
            1 1 30,20 54,0! 53,50 52,100
            1 1 28,20 54,0! 53,50 52,98! | 22,100 50,99 84,98
            2 4 8,24 22,6 48,0 68,14 68,36 44,66 6,96! 40,95 86,94
            2 3 6,18 34,3 64,6 66,26 40,60 4,92! 40,94 84,96
            2 4 10,22 30,4 60,3 70,24 58,52 34,82 12,95 4,84 20,76 46,86 70,97 96,90
            2 2 14,28 22,8 50,0 68,16 62,44 40,74 10,94 22,86 50,90 88,96
            2 2 18,14 48,2 72,20 66,54 40,84 16,98 2,90 10,76 30,76 52,90 76,98
            2 2 4,34 14,10 42,0 66,10 66,36 44,66 20,86 4,92 6,76 26,72 50,88 88,80
            2 1 20,30 40,22 50,2 30,0 12,20 22,40 46,44 30,76 8,96! 40,92 80,96
            2 1 6,8 60,4 66,16 40,52 4,92 40,94 84,86
            3 5 8,12 34,0 62,6 66,26 48,42 28,48! 56,50 72,66 66,88 40,100 4,92
            3 3 6,8 40,2 70,4! 36,42! 64,52 72,74 56,96 30,100 2,92
            3 2 14,6 44,0 54,14 40,34 28,42! 52,48 62,68 46,90 20,100 6,90
            3 2 10,16 34,0 62,8 62,30 38,46 30,48 40,46 66,56 72,78 50,98 24,98 4,86
            3 1 6,10 40,0 66,12 52,36 30,46 24,42 40,44 70,56 72,82 44,100 6,96
            4 4 22,4 14,30 8,56! 40,56 84,52 | 68,10 64,50 58,100
            4 3 64,100 68,50 70,0! 36,36 4,64! 44,63 90,60
            4 3 14,2 6,36 14,54 36,56 70,46! | 74,2 68,50 60,100
            4 2 12,2 8,40 26,54 56,48 74,8! 70,50 62,100
            5 4 76,4 28,6! 18,44! 42,36 68,48 72,74 50,96 24,100 2,90
            5 4 30,6 24,28 16,46! 40,38 64,50 68,76 44,97 6,94 | 30,6 56,5 92,0
            5 3 84,2 36,6 22,26 32,42 58,58 64,80 44,98 6,94
            5 1 60,4 20,10 14,40 44,46 56,66 40,94 4,98 | 26,6 60,2
            5 1 72,6 32,8 20,36 46,38 70,54 68,84 38,100 4,88
            6 4 58,0 34,18 14,48 8,78 26,99 52,94 66,74 54,58 32,62 12,82
            6 3 40,0 20,28 8,62 14,92 38,100 60,86 60,64 40,56 16,72
            6 2 52,0 28,22 10,52 6,82 22,98 46,96 58,80 44,70 24,80 12,92
            6 2 34,0 14,36 4,74 18,96 54,100 82,84 78,62 56,58 36,76 30,96
            6 2 66,2 30,24 6,60 14,94 50,98 78,78 64,60 36,68 20,90
            7 5 4,14 36,8 74,4! 54,46 34,100
            7 3 6,26 8,8 40,6 74,4! 52,46 40,100
            7 1 10,34 20,8 40,6 64,14! 52,44 30,100
            7 1 2,16 30,10 66,2! 48,46 40,100 | 30,60 72,44
            7 2 4,18 24,2 58,2 70,16 56,54 44,100
            7 2 4,12 36,8 74,4! 54,46 34,100 | 24,54 48,52 76,48
            8 4 70,14 44,0 18,16 30,42 58,62 60,86 34,100 8,84 20,62 52,42 72,16
            8 4 66,12 44,0 20,14 26,34 46,52 56,74 46,96 28,98 22,80 36,58 58,36 68,14
            8 2 40,42 14,24 32,2 60,4 64,24 42,42 26,66 24,90 42,100 56,86 52,62 36,40
            8 1 88,16 54,2 20,10 24,34 50,54 54,80 34,98 16,84 28,62 60,44 80,30
            8 2 44,46 22,28 36,4 62,6 68,26 44,46 16,66 12,90 38,100 64,88 62,64 44,46
            8 2 78,10 44,2 20,18 32,42 56,62 56,88 28,99 8,84 24,60 56,38 84,4
            9 4 64,20 50,2 24,8 8,32 20,48 46,42 64,20! 62,56 54,100
            9 3 58,14 44,0 26,12 22,30 36,42 52,30 60,14 58,44 52,72 46,100
            9 1 60,30 66,10 46,0 16,10 10,30 34,44 62,30 62,60 56,100
            9 3 66,16 44,0 18,14 12,36 30,48 58,34 66,10 64,40 58,72 44,100
            9 2 64,20 46,2 20,12 12,36 34,48 60,30! 64,64 54,94 28,100 8,88
            9 2 66,8 34,4 8,26 14,48 44,46 68,8! 58,50 40,100
            """;

    /** One point of a stroke. */
    record Point(double x, double y, boolean corner) {}

    /** One way to write a digit. */
    record Glyph(int digit, double weight, List<List<Point>> strokes) {}

    private static final List<List<Glyph>> BY_DIGIT = read();

    private Glyphs() {}

    /** Picks one of the ways to write {@code digit}, the common ones more often. */
    static Glyph pick(int digit, PenRandom random) {
        List<Glyph> variants = BY_DIGIT.get(digit);
        double total = 0;
        for (Glyph glyph : variants) {
            total += glyph.weight();
        }
        double left = random.uniform() * total;
        for (Glyph glyph : variants) {
            left -= glyph.weight();
            if (left < 0) {
                return glyph;
            }
        }
        return variants.getLast();
    }

    private static List<List<Glyph>> read() {
        List<List<Glyph>> byDigit = new ArrayList<>();
        for (int digit = 0; digit < 10; digit++) {
            byDigit.add(new ArrayList<>());
        }
        TABLE.lines().forEach(line -> {
            String[] fields = line.split(" ", 3);
            List<List<Point>> strokes = new ArrayList<>();
            for (String stroke : fields[2].split("\\|")) {
                strokes.add(readStroke(stroke.strip()));
            }
            Glyph glyph = new Glyph(Integer.parseInt(fields[0]), Double.parseDouble(fields[1]), List.copyOf(strokes));
            byDigit.get(glyph.digit()).add(glyph);
        });
        return List.copyOf(byDigit);
    }

    private static List<Point> readStroke(String text) {
        List<Point> points = new ArrayList<>();
        for (String word : text.split(" +")) {
            boolean corner = word.endsWith("!");
            String[] xy = (corner ? word.substring(0, word.length() - 1) : word).split(",");
            points.add(new Point(Double.parseDouble(xy[0]), Double.parseDouble(xy[1]), corner));
        }
        return List.copyOf(points);
    }
}
