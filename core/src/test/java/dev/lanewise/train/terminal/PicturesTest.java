package dev.lanewise.train.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Reads pictures of random values, of every size and magnitude, and compares them with the values. */
class PicturesTest {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?(e-?[0-9]+)?");
    private static final double[] SPECIAL = {0, -0.0, 1, Math.nextUp(1.0), Math.nextDown(1.0), -1, 1e-300,
        Double.MIN_VALUE,
        -Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, 0.1, 1e6, 123456.7};

    private SplittableRandom random = Seeds.random(1);
    private boolean logY;
    private double base;

    @RepeatedTest(200)
    void aPictureShowsItsValues(RepetitionInfo repetition) {
        random = Seeds.random(7100 + repetition.getCurrentRepetition());
        int columns = random.nextInt(4) == 0 ? 20 : random.nextInt(20, 120);
        int rows = random.nextInt(4) == 0 ? 3 : random.nextInt(3, 40);
        logY = random.nextInt(4) == 0;
        int curves = random.nextInt(1, 5);
        TerminalPlot plot = TerminalPlot.of("", random.nextBoolean() ? "epoch" : "", "").size(columns, rows);
        plot = logY ? plot.logY() : plot;
        int kind = random.nextInt(5);
        base = new double[] {1, 100, 1e-5, 12345.678}[random.nextInt(4)] * (logY || random.nextBoolean() ? 1 : -1);
        List<double[][]> points = new ArrayList<>();
        for (int i = 0; i < curves; i++) {
            int count = random.nextInt(1, random.nextBoolean() ? 5 : 300);
            double[] ys = new double[count];
            Arrays.setAll(ys, j -> value(kind));
            double[] xs = new double[count];
            double first = random.nextInt(3) == 0 ? random.nextInt(-50, 2_000_000) : 0;
            Arrays.setAll(xs, j -> first + j);
            ys[0] = Double.isFinite(ys[0]) ? ys[0] : 1;
            points.add(new double[][] {xs, ys});
            plot = plot.line("curve " + i, xs, ys);
        }
        for (String text : List.of(plot.toString(), plot.text(StandardCharsets.US_ASCII))) {
            assertThat(text.lines()).as(text)
                    .allMatch(line -> line.length() <= columns && line.equals(line.stripTrailing()));
            boolean braille = !StandardCharsets.US_ASCII.newEncoder().canEncode(text);
            assertThat(text).hasLineCount(text.split("\n").length).doesNotContain("\u2800");
            read(text.split("\n"), rows, columns, points, braille ? 2 : 1, braille ? 4 : 2);
        }
    }

    private double value(int kind) {
        int dice = random.nextInt(40);
        double value = switch (kind) {
            case 0 -> random.nextDouble();
            case 1 -> Double.longBitsToDouble(random.nextLong());
            case 2 -> base + Math.ulp(base) * random.nextInt(-2, 3);
            case 3 -> SPECIAL[random.nextInt(SPECIAL.length)];
            default -> (random.nextDouble() - 0.5) * 1e5;
        };
        double drawn = dice == 0 ? Double.NaN : dice == 1 ? Double.NEGATIVE_INFINITY : value;
        return logY && Double.isFinite(drawn) && drawn <= 0 ? 0.5 - drawn / 4 : drawn;
    }

    private void read(String[] lines, int rows, int columns, List<double[][]> points, int across, int down) {
        String whole = String.join("\n", lines);
        Matcher axis = Pattern.compile(down == 4 ? "[│┤]" : "[|+]").matcher(lines[0]);
        assertThat(axis.find()).as(whole).isTrue();
        int margin = axis.end();
        assertThat(margin).as(whole).isLessThanOrEqualTo(columns - 8);
        Range x = range(points, 0);
        Range y = range(points, 1);
        for (double[][] curve : points) {
            for (int i = 0; i < curve[0].length; i++) {
                if (Double.isFinite(curve[1][i])) {
                    double right = x.place(curve[0][i], false) * ((columns - margin) * across - 1);
                    double below = (1 - y.place(curve[1][i], logY)) * (rows * down - 1);
                    assertThat(hasInk(lines, below, down, margin, right, across))
                            .as("ink for %s at %s in\n%s", curve[1][i], curve[0][i], whole).isTrue();
                }
            }
        }
        for (int i = 0; i < points.size(); i++) {
            assertThat(whole).contains(" curve " + i);
        }
        int labels = 0;
        for (int row = 0; row < rows; row++) {
            String label = lines[row].substring(0, margin - 1).strip();
            assertThat(lines[row].charAt(margin - 1) == (down == 4 ? '┤' : '+')).as(whole).isEqualTo(!label.isEmpty());
            if (!label.isEmpty()) {
                labels++;
                double middle = 1 - (row * down + (down - 1) / 2.0) / (rows * down - 1);
                assertThat(y.place(label, logY)).as("label %s in\n%s", label, whole).isCloseTo(middle,
                        within(down / 2.0 / (rows * down - 1) + (y.isPoint() ? 1 : 1e-9)));
            }
        }
        boolean noted = whole.contains("\ny from");
        assertThat(labels).as(whole).isGreaterThanOrEqualTo(noted ? 0 : y.isPoint() ? 1 : 2);
        readNumbersOfX(lines[rows], lines[rows + 1], x, margin, columns, across, whole);
    }

    /** Whether there is ink in the character of a dot; where the dot may as well be the next one, in either. */
    private static boolean hasInk(String[] lines, double below, int down, int margin, double right, int across) {
        boolean ink = false;
        for (double error : new double[] {-1e-9, 1e-9}) {
            for (double other : new double[] {-1e-9, 1e-9}) {
                String line = lines[(int) Math.max(0, Math.round(below + error)) / down];
                int column = margin + (int) Math.max(0, Math.round(right + other)) / across;
                ink |= column < line.length() && line.charAt(column) != ' ';
            }
        }
        return ink;
    }

    /** The ticks of the x axis and the numbers below, which are whole as the values are. */
    private static void readNumbersOfX(String axis, String below, Range x, int margin, int columns, int across,
            String whole) {
        List<Integer> ticks = new ArrayList<>();
        for (int i = margin; i < axis.length(); i++) {
            if (axis.charAt(i) == '┬' || axis.charAt(i) == '+') {
                ticks.add(i);
            }
        }
        if (ticks.isEmpty()) {
            assertThat(whole).contains("\nx from");
            return;
        }
        Matcher number = NUMBER.matcher(below.replace("epoch", "     "));
        for (int tick : ticks) {
            assertThat(number.find()).as(whole).isTrue();
            double dot = x.place(number.group(), false) * ((columns - margin) * across - 1);
            assertThat((long) tick).as("number %s in\n%s", number.group(), whole).isIn(
                    margin + Math.round(Math.max(0, dot - 1e-9)) / across,
                    margin + Math.round(dot + 1e-9) / across);
            assertThat(new BigDecimal(number.group()).stripTrailingZeros().scale()).isNotPositive();
            assertThat(tick).isBetween(number.start() - 1, number.end() + number.group().length() / 2);
        }
        assertThat(number.find()).as(whole).isFalse();
    }

    private static Range range(List<double[][]> points, int coordinate) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[][] curve : points) {
            for (int i = 0; i < curve[0].length; i++) {
                if (Double.isFinite(curve[1][i])) {
                    low = Math.min(low, curve[coordinate][i]);
                    high = Math.max(high, curve[coordinate][i]);
                }
            }
        }
        return new Range(new BigDecimal(low), new BigDecimal(high));
    }

    /** Places by exact decimals, which the code that is tested does not use for values. */
    private record Range(BigDecimal low, BigDecimal high) {
        boolean isPoint() {
            return low.compareTo(high) == 0;
        }

        double place(double value, boolean logarithmic) {
            return place(new BigDecimal(value), logarithmic);
        }

        double place(String label, boolean logarithmic) {
            double value = Double.parseDouble(label);
            return Double.isInfinite(value) ? place(new BigDecimal(label), logarithmic) : place(value, logarithmic);
        }

        private double place(BigDecimal value, boolean logarithmic) {
            if (isPoint()) {
                return 0.5;
            }
            return logarithmic
                    ? log(value) / log(high)
                    : value.subtract(low).divide(high.subtract(low), MathContext.DECIMAL64).doubleValue();
        }

        private double log(BigDecimal value) {
            BigDecimal ratio = value.divide(low, MathContext.DECIMAL128);
            double rest = ratio.subtract(BigDecimal.ONE).doubleValue();
            if (rest < 1) {
                return StrictMath.log1p(rest);
            }
            int power = ratio.precision() - ratio.scale() - 1;
            return StrictMath.log(ratio.scaleByPowerOfTen(-power).doubleValue()) + power * StrictMath.log(10);
        }
    }
}
