package dev.lanewise.train.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Fits;
import dev.lanewise.train.History;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalPlotTest {
    private static final double[] SAW = {0, 1, 2, 3, 2, 1, 0, 1, 2, 3};

    private static TerminalPlot plot() {
        return TerminalPlot.of("", "", "").size(20, 3);
    }

    private static String ascii(TerminalPlot plot) {
        return plot.text(StandardCharsets.US_ASCII);
    }

    @Test
    void aLineInBrailleHasFourLevelsToARow() {
        assertThat(plot().line("saw", SAW)).hasToString("""
                  │    ⡠⠊⠢⡀       ⡠⠊
                2 ┤  ⡠⠊   ⠈⠢⡀   ⡠⠊
                0 ┤⡠⠊       ⠈⠢⡠⠊
                  └┬──┬───┬───┬──┬──
                   0  2   4   6  8
                ⠒⠒⠒ saw""");
    }

    @Test
    void aLineInAsciiHasTwoLevelsToARow() {
        assertThat(ascii(plot().line("saw", SAW))).isEqualTo("""
                  |     :.        .'
                2 +  ..'  '..  ..'
                0 +.'        '.'
                  ++---+--+---+--+--
                   0   2  4   6  8
                .:' saw""");
    }

    @Test
    void linesAreToldApartByMarks() {
        TerminalPlot plot = TerminalPlot.of("Title", "step", "loss").size(40, 4).line("saw", SAW)
                .line("half", new double[] {6, 7, 8, 9}, new double[] {0, 1, 1, 2});
        assertThat(plot).hasToString("""
                                    Title
                loss
                  3 ┤         ⣀⠔⠊⠒⢄⡀                 ⣀⠔⠊
                  2 ┤      ⡠⠔⠉     ⠈⠑⠤⡀           ⡠⠔⠉ ⡠⠔
                  1 ┤   ⣀⠔⠊           ⠈⠒⢄⡀     ⣀⠴o⠤⠤⠒⠉
                  0 ┤⡠⠔⠊                 ⠈⠒⠤⡠⠔⠊
                    └┬───┬──┬───┬───┬───┬───┬───┬──┬───┬
                step 0   1  2   3   4   5   6   7  8   9
                ⠒⠒⠒ saw  ⠒o⠒ half""");
        assertThat(ascii(plot)).isEqualTo("""
                                    Title
                loss
                  3 +         ..'..                  ..'
                  2 +       .'     ''.            .'' oo
                  1 +    .''          ''.      .o'oooo
                  0 +..''                ''..o'
                    ++---+---+--+---+---+---+--+---+---+
                step 0   1   2  3   4   5   6  7   8   9
                .:' saw  ooo half""");
    }

    @Test
    void linesThatAreTheSameBothShow() {
        TerminalPlot plot = plot().line("a", 1, 2).line("b", 1, 2);
        assertThat(plot.toString().lines().limit(3)).anyMatch(line -> line.contains("o"))
                .anyMatch(line -> line.matches(".*[\u2801-\u28FF].*"));
        assertThat(ascii(plot).lines().limit(3)).allMatch(line -> line.matches(".*[.:'].*") && line.contains("o"));
    }

    @Test
    void eachOfManyLinesHasItsMark() {
        TerminalPlot many = TerminalPlot.of("", "", "").size(72, 35);
        for (int i = 0; i < 35; i++) {
            many = many.line("line" + i, i, i);
        }
        for (String text : List.of(many.toString(), ascii(many))) {
            String picture = String.join("\n", text.lines().limit(35).toList());
            assertThat(picture).contains(Raster.MARKS.split(""));
        }
        TerminalPlot full = many;
        assertThatIllegalArgumentException().isThrownBy(() -> full.line("one more", 1))
                .withMessage("terminal plot, line \"one more\": the plot has 35 lines, as many as can be told apart");
    }

    @Test
    void nanIsAGapAndInfinitiesAreCounted() {
        TerminalPlot plot = plot().line("a", 1, Double.NaN, 3, Double.NEGATIVE_INFINITY, 2, 2).line("b", Double.NaN);
        assertThat(ascii(plot)).isEqualTo("""
                3 +      '
                2 +             ....
                1 +.
                  ++--+--+---+--+--+
                   0  1  2   3  4  5
                .:' a  ooo b
                "a": 1 infinite
                value is left out
                "b" has no finite
                value""");
        assertThat(plot().line("x", new double[] {0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1},
                new double[] {1, 2, Double.POSITIVE_INFINITY, 4}).toString()).endsWith("""
                        "x": 2 infinite
                        values are left out""");
    }

    @Test
    void aLogarithmicAxisHasPowersOfTen() {
        assertThat(TerminalPlot.of("", "epoch", "").line("loss", 1, 0.1, 0.01, 0.001).logY().size(40, 5)).hasToString("""
                    1 ┤⠉⠒⠒⠤⠤⣀⡀
                  0.1 ┤      ⠈⠉⠑⠒⠢⠤⣀⡀
                      │             ⠈⠉⠒⠢⠤⣀⡀
                 0.01 ┤                   ⠈⠉⠒⠢⠤⢄⣀⡀
                0.001 ┤                          ⠈⠉⠒⠒⠤⠤⣀
                      └┬──────────┬─────────┬──────────┬
                epoch  0          1         2          3
                ⠒⠒⠒ loss""");
    }

    @Test
    void aLogarithmicAxisRefusesWhatIsNotPositive() {
        TerminalPlot plot = plot().line("a", 3, 2, 1).line("loss", 1, Double.NEGATIVE_INFINITY, 0.5, 0).logY();
        String sentence = "terminal plot, line \"loss\": 0.0 at x = 3.0 has no place on a logarithmic y axis; leave out "
                + "logY() or the value";
        assertThatIllegalArgumentException().isThrownBy(() -> ascii(plot)).withMessage(sentence);
        assertThatIllegalArgumentException().isThrownBy(plot::print).withMessage(sentence);
        assertThat(plot).hasToString(sentence);
        assertThatIllegalArgumentException().isThrownBy(() -> ascii(plot().line("a", -1).logY()))
                .withMessageStartingWith("terminal plot, line \"a\": -1.0 at x = 0.0");
    }

    @Test
    void valuesThatAreAllTheSameAreALevelLine() {
        assertThat(plot().line("same", 7, 7, 7)).hasToString("""
                  │
                7 ┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤
                  │
                  └┬───────┬───────┬
                   0       1       2
                ⠒⠒⠒ same""");
        assertThat(ascii(plot().line("same", -1.2345678901234568e-300, -1.2345678901234568e-300)))
                .contains("-1.23e-300 +");
        assertThat(ascii(plot().logY().line("one", 2.302585092994046))).contains("2.30258509 +    .");
    }

    @Test
    void nothingVanishesAmongManyValues() {
        double[] many = new double[1_000_000];
        many[222_222] = -5;
        many[777_777] = 5;
        assertThat(ascii(TerminalPlot.of("", "", "").line("long", many).size(40, 5))).isEqualTo("""
                 4 +                           :
                 2 +                           :
                 0 +...........................:........
                -2 +        :
                -4 +        :
                   ++------+------+------+------+-------
                    0     2e5    4e5    6e5    8e5
                .:' long""");
    }

    @Test
    @Timeout(20) // seconds; each stretch of a column is drawn once, else these were 10^9 dots
    void aMillionNoisyValuesTakeAMoment() {
        SplittableRandom random = Seeds.random(71);
        double[] noise = random.doubles(1_000_000).toArray();
        String picture = TerminalPlot.of("", "", "").line("noise", noise).size(1000, 1000).toString();
        assertThat(picture.lines().skip(50).limit(900)).allMatch(line -> line.matches(".{5}⣿{995}"));
    }

    @Test
    void aLineGoesThroughItsPointsInTheirOrder() {
        double[] xs = {0, 1, 1, 0, 0};
        double[] ys = {0, 0, 1, 1, 0};
        assertThat(ascii(plot().line("square", xs, ys)).lines().limit(3).map(line -> line.substring(5)))
                .containsExactly(
                        ":''''''''''''':", ":             :", ":.............:");
    }

    @Test
    void colorsAreAskedForAndCountForNoWidth() {
        TerminalPlot plot = plot().line("up", 0, 1).line("down", 1, 0);
        String colored = plot.colors().toString();
        assertThat(colored).contains("\u001b[36m⠒⠒⠒\u001b[0m up  \u001b[33m⠒o⠒\u001b[0m down");
        assertThat(colored.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(plot.toString());
        assertThat(colored.lines()).allSatisfy(line -> assertThat(line.split("\u001b\\[3\\dm", -1))
                .as("each colour ends in its line").hasSameSizeAs(line.split("\u001b\\[0m", -1)));
        assertThat(plot.toString()).doesNotContain("\u001b");
    }

    @Test
    void inATerminalTheUserDecidesAboutColours() {
        assertThat(Terminal.wantsColours(Map.of("TERM", "xterm", "NO_COLOR", ""))).isTrue();
        assertThat(Terminal.wantsColours(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
        assertThat(Terminal.wantsColours(Map.of("TERM", "dumb"))).isFalse();
    }

    @Test
    void printingGoesToTheStreamInItsCharacterSet() {
        TerminalPlot plot = plot().line("Größe", SAW);
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII,
                StandardCharsets.ISO_8859_1)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            plot.print(new PrintStream(bytes, true, charset));
            assertThat(bytes.toString(charset)).isEqualTo(
                    plot.text(charset).replace("\n", System.lineSeparator()) + System.lineSeparator());
        }
        assertThat(ascii(plot)).endsWith(".:' Gr??e");
        assertThat(plot.text(StandardCharsets.ISO_8859_1)).endsWith(".:' Größe");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"UTF-8", "UTF-16", "GB18030", "US-ASCII", "ISO-8859-1", "IBM437", "Shift_JIS", "ISO-2022-CN"})
    void brailleIsUsedWhereTheCharacterSetHasIt(String name) {
        Charset charset = Charset.forName(name);
        String text = TerminalPlot.of("ä ⡠ 日本", "\u2028", "\u001b[2J").line("e\u0301\n", SAW).text(charset);
        boolean braille = charset.canEncode() && charset.newEncoder().canEncode("\u28FF");
        assertThat(text.lines().skip(2).anyMatch(line -> line.matches(".*[\u2801-\u28FF].*"))).isEqualTo(braille);
        assertThat(text).doesNotContain("\u001b", "\u2028");
        if (charset.canEncode()) {
            assertThat(charset.newEncoder().canEncode(text)).isTrue();
        } else {
            assertThat(text).matches("[ -~\n]+");
        }
    }

    @Test
    void longAndWideNamesAreCut() {
        String wide = "損失".repeat(20);
        String text = TerminalPlot.of(wide, wide, wide).size(20, 3).line(wide, 1, 2)
                .line("x".repeat(10_000), Double.POSITIVE_INFINITY).toString();
        assertThat(text.lines().map(String::strip)).contains("損失損失損失損失損…", "⠒⠒⠒ 損失損失損失損…", "⠒o⠒ xxxxxxxxxxxxxxx…",
                "\"xxxxxxxxxxxxxxxxx…\"", "has no finite value");
        assertThat(text.lines()).allMatch(line -> line.chars().map(c -> c > 0x3000 ? 2 : 1).sum() <= 20);
    }

    @Test
    void aTensorIsALine() {
        assertThat(plot().line("a", Tensor.of(0.5f, 1, 2))).hasToString(plot().line("a", 0.5, 1, 2).toString());
        assertThatIllegalArgumentException().isThrownBy(() -> plot().line("a", Tensor.zeros(2, 3)))
                .withMessage("terminal plot, line \"a\": the shape is [2, 3], not [n]");
    }

    @Test
    void resultsOfATrainingAreLinesOverItsEpochs() {
        Fits fits = new Fits();
        History history = fits.trainer.fit(fits.training, fits.validation, 4);
        double[] epochs = {1, 2, 3, 4};
        assertThat(TerminalPlot.of(history, "loss", "validation.loss")).hasToString(TerminalPlot.of("", "epoch", "")
                .line("loss", epochs, history.values("loss"))
                .line("validation.loss", epochs, history.values("validation.loss")).toString());
        assertThatIllegalArgumentException().isThrownBy(() -> TerminalPlot.of(history, "los"))
                .withMessage("history: there is no \"los\", but \"loss\", \"validation.loss\"");
        assertThatIllegalArgumentException().isThrownBy(() -> TerminalPlot.of(history))
                .withMessage("terminal plot: no name of a result, of \"loss\", \"validation.loss\"");
        assertThatIllegalArgumentException().isThrownBy(() -> TerminalPlot.of(history, "loss", "loss"))
                .withMessage("terminal plot, line \"loss\": the plot has a line of this name");
    }

    @Test
    void nothingToDrawIsASentence() {
        assertThatIllegalArgumentException().isThrownBy(() -> ascii(plot()))
                .withMessage("terminal plot: there is no line to draw");
        TerminalPlot empty = plot().line("a").line("b", Double.NaN, Double.POSITIVE_INFINITY);
        assertThatIllegalArgumentException().isThrownBy(empty::print).withMessage(
                "terminal plot: no finite value to draw in \"a\", \"b\"");
        assertThat(empty).hasToString("terminal plot: no finite value to draw in \"a\", \"b\"");
    }

    @Test
    void sizesThatCannotHoldAPlotAreRefused() {
        for (int[] size : new int[][] {{19, 3}, {20, 2}, {1001, 3}, {20, 1001}, {-1, -1}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> plot().size(size[0], size[1])).withMessage(
                    "terminal plot: a size of " + size[0] + " columns x " + size[1]
                            + " rows; columns must be from 20, rows from 3, both to 1000");
        }
        assertThat(plot().size(1000, 1000).line("a", SAW).toString().lines()).hasSize(1003);
        assertThatIllegalArgumentException().isThrownBy(() -> plot().line("a", new double[2], new double[3]))
                .withMessage("terminal plot, line \"a\": has 2 x values and 3 y values");
    }

    @Test
    void whatIsDrawnIsWhatWasGiven() {
        double[] values = {1, 2, 3};
        TerminalPlot plot = plot().line("a", values);
        String before = plot.toString();
        Arrays.fill(values, 0);
        plot.line("b", 7).size(50, 9);
        assertThat(plot).hasToString(before);
        assertThat(IntStream.range(0, 3).mapToObj(i -> plot.toString()).distinct()).hasSize(1);
    }
}
