package dev.lanewise.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.Tensor;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlotTest {
    private static final Pattern CLIP = Pattern.compile("<clipPath id=\"([^\"]+)\"");
    private static final String[] LABELS = {"a", "b", "c"};

    private static Plot loss() {
        return Plot.of("Training", "step", "loss").line("training", 2.3, 1.1, 0.7, 0.5).line("test", 2.2, 1.3, 0.9,
                0.8);
    }

    /** Fails unless the text is XML. */
    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void equalDataGiveEqualBytes() {
        assertThat(loss().svg()).isEqualTo(loss().svg()).isNotEqualTo(loss().smooth(0.5).svg());
        assertThat(bars().svg()).isEqualTo(bars().svg());
    }

    private static Plot bars() {
        return Plot.of("Accuracy", "", "%").bars("linear", LABELS, new double[] {90, 91, 89})
                .bars("network", LABELS, new double[] {97, 98, Double.NaN});
    }

    @Test
    void chartsInOnePageDoNotShareNames() {
        String one = CLIP.matcher(loss().svg()).results().map(MatchResult::group).findFirst().orElseThrow();
        assertThat(loss().logY().svg()).doesNotContain(one);
    }

    @Test
    void aChartIsOneElementWithATitleThatProgramsCanRead() throws Exception {
        String svg = Plot.of("loss < 1 & \"rising\" \u0001\u00fc", "x > 0", "]]>").line("<script>", 1, 2).svg();
        assertThat(svg).startsWith("<svg ").doesNotContain("<script").doesNotContain("w3.org/Graphics");
        assertThat(parsed(svg).getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("loss < 1 & \"rising\" \u00fc");
    }

    @Test
    void plotsWithoutDataShowEmptyAxes() throws Exception {
        Plot empty = Plot.of("Empty", "x", "y");
        double[] none = {};
        for (Plot plot : new Plot[] {empty, empty.logY(), empty.line("a"), empty.points("b", none, none).smooth(0.9),
            empty.line("c", Double.NaN, Double.POSITIVE_INFINITY), empty.bars("d", new String[0], none),
            empty.bars("e", LABELS, new double[] {Double.NaN, 0, 0})}) {
            String svg = plot.svg();
            parsed(svg);
            assertThat(svg.length()).as(plot.toString()).isBetween(5_000, 80_000);
        }
    }

    @Test
    void gapsAreWhereValuesAreNotFinite() throws Exception {
        Plot whole = Plot.of("", "", "").line("a", 1, 2, 3, 2, 1);
        for (double missing : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            Plot gap = Plot.of("", "", "").line("a", 1, 2, missing, 3, 1);
            parsed(gap.logY().svg());
            assertThat(gap.svg()).isNotEqualTo(whole.svg()).isEqualTo(Plot.of("", "", "")
                    .line("a", 1, 2, Double.NaN, 3, 1).svg());
        }
        parsed(Plot.of("", "", "").points("p", new double[] {1, Double.NaN, 3}, new double[] {1, 2, 3}).svg());
        parsed(Plot.of("", "", "").line("one", 5).svg());
        parsed(bars().logY().svg());
    }

    @Test
    void longLinesAreThinnedAndKeepTheirExtremes() {
        double[] ys = new double[1_000_000];
        Arrays.setAll(ys, i -> Math.floorMod(i * 7919L, 1000) / 1000.0);
        ys[123_457] = 50;
        ys[765_432] = -50;
        Series thinned = Thinning.thinned(Series.inOrder("long", ys), 640, 400, false);
        assertThat(thinned.ys().length).isLessThanOrEqualTo(4 * 640);
        assertThat(thinned.ys()).contains(50, -50);
        assertThat(thinned.xs()).isSorted().contains(0, 123_457, 765_432, 999_999);
        assertThat(Plot.of("", "", "").line("long", ys).svg().length()).isLessThan(400_000);
    }

    @Test
    void pointsThatLieOnOthersAreLeftOut() {
        double[] xs = new double[100_000];
        double[] ys = new double[100_000];
        Arrays.setAll(xs, i -> i % 100 / 10.0);
        Arrays.setAll(ys, i -> i % 77);
        Series thinned = Thinning.thinned(Series.at(Series.Kind.POINTS, "p", xs, ys), 640, 400, false);
        assertThat(thinned.ys()).hasSize(7700).contains(0, 76);
        double[] small = Arrays.copyOf(xs, 1000);
        Series few = Series.at(Series.Kind.POINTS, "p", small, small);
        assertThat(Thinning.thinned(few, 640, 400, false)).isSameAs(few);
    }

    @Test
    void axesTakeAnyNumbers() throws Exception {
        Plot plot = Plot.of("", "x", "y");
        for (Plot extreme : List.of(plot.line("a", 1, 1.79e308, 3e299, -1e299), plot.line("b", -1e300, 1e300),
                plot.line("c", 4.9e-324, 1e-320), plot.line("d", 1, Math.nextUp(1.0)),
                plot.line("e", 1e-300, 1, 1e290).logY(),
                plot.bars("f", LABELS, new double[] {1e-200, 1, 1e5}).logY())) {
            parsed(extreme.svg());
            assertThat(extreme.svg().length()).as(extreme.toString()).isBetween(3_000, 80_000);
        }
        assertThat(plot.line("a", 1, 1.79e308, 2).svg()).isEqualTo(plot.line("a", 1, Double.NaN, 2).svg());
    }

    @Test
    void histogramsCountEachFiniteValueOnce() {
        Series counted = Histograms.of("w", new double[] {0, 0.1, 1, 1.9, 2, 4, Double.NaN}, 4);
        assertThat(counted.xs()).containsExactly(0, 0, 1, 1, 2, 2, 3, 3, 4, 4);
        assertThat(counted.ys()).containsExactly(0, 2, 2, 2, 2, 1, 1, 1, 1, 0);
        assertThat(counted.label()).isEqualTo("w (1 of 7 not finite)");
        assertThat(Plot.of("", "", "").histogram("w", Tensor.of(1, 2, 3)).svg())
                .isEqualTo(Plot.of("", "", "").histogram("w", new double[] {1, 2, 3}).svg());
        assertThatIllegalArgumentException().isThrownBy(() -> loss().histogram("w", new double[1], 0))
                .withMessage("plot: a histogram of 0 bins, not from 1 to 10000");
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void nullIsRefusedByName() {
        assertThatIllegalArgumentException().isThrownBy(() -> Plot.of(null, "", ""))
                .withMessage("plot: the title is null");
        assertThatIllegalArgumentException().isThrownBy(() -> loss().line(null, 1, 2))
                .withMessage("plot: the name of a series is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plot.of("", "", "").bars("b", new String[] {"a", null}, new double[2]))
                .withMessage("plot, bars \"b\": label 1 is null");
    }

    @Test
    void smoothingIsAnAverageThatStartsRight() {
        Series smooth = Series.inOrder("a", new double[] {4, 8, Double.NaN, 8}).smoothed(0.5);
        assertThat(smooth.ys()).containsExactly(4, (0.25 * 4 + 0.5 * 8) / 0.75, Double.NaN,
                (0.125 * 4 + 0.25 * 8 + 0.5 * 8) / 0.875);
    }

    @Test
    void plotsAreImmutableAndCopyTheirData() {
        Plot plot = loss();
        String before = plot.svg();
        double[] ys = {1, 2, 3};
        Plot more = plot.line("more", ys);
        String added = more.svg();
        ys[0] = 100;
        assertThat(plot.svg()).isEqualTo(before);
        assertThat(more.svg()).isEqualTo(added).isNotEqualTo(before);
    }

    @Test
    void mistakesAreNamed() {
        Plot plot = Plot.of("", "", "").line("loss", 1, 0.5, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> plot.logY().svg()).withMessage(
                "plot, line \"loss\": 0.0 at x = 2.0 has no place on a logarithmic y axis; leave out logY() or the value");
        assertThatIllegalArgumentException().isThrownBy(() -> bars().bars("none", LABELS, new double[] {0, 1, 2}).logY()
                .svg()).withMessageStartingWith("plot, bars \"none\": 0.0 at \"a\" has no place");
        assertThatIllegalArgumentException().isThrownBy(() -> plot.line("loss", 1))
                .withMessage("plot, line \"loss\": the plot has a series of this name");
        assertThatIllegalArgumentException().isThrownBy(() -> plot.points("p", new double[2], new double[3]))
                .withMessage("plot, points \"p\": has 2 x values and 3 y values");
        assertThatIllegalArgumentException().isThrownBy(() -> plot.bars("b", LABELS, new double[3]))
                .withMessage("plot, bars \"b\": cannot be drawn in one plot with plot, line \"loss\"");
        assertThatIllegalArgumentException().isThrownBy(() -> bars().bars("b", LABELS, new double[2]))
                .withMessage("plot, bars \"b\": has 3 labels and 2 values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bars().bars("b", new String[] {"a", "b", "a"}, new double[3]))
                .withMessage("plot, bars \"b\": has two bars with the label \"a\"");
        assertThatIllegalArgumentException().isThrownBy(() -> bars().bars("b", new String[] {"z"}, new double[1]))
                .withMessage(
                        "plot, bars \"b\": has the labels \"z\", but plot, bars \"linear\" has \"a\", \"b\", \"c\"");
        assertThatIllegalArgumentException().isThrownBy(() -> plot.smooth(1))
                .withMessage("plot: smooth is 1.0, not from 0 to below 1");
        assertThatIllegalArgumentException().isThrownBy(() -> plot.smooth(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> plot.size(640, 0))
                .withMessage("plot: a size of 640 x 0; each side must be from 100 to 10000");
    }

    @Test
    void filesAreReplacedWholeAndNothingElseIsLeft(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("loss.svg");
        Files.writeString(file, "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.svg"), file);
        loss().save(link);
        assertThat(file).hasContent(loss().svg());
        assertThat(link).isSymbolicLink();
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(file, link);
        }
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> loss().save(folder.resolve("no/loss.svg")))
                .withMessage("cannot write " + folder.resolve("no/loss.svg") + ": no such file or folder");
        Path taken = Files.createDirectory(folder.resolve("taken.svg"));
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> loss().save(taken))
                .withMessageStartingWith("cannot write " + taken + ": ");
        assertThatIllegalArgumentException().isThrownBy(() -> loss().save(folder.resolve("loss.pdf")))
                .withMessage("plot: cannot tell the format of " + folder.resolve("loss.pdf")
                        + "; the name must end in .svg or .png");
    }

    @Test
    void threadsThatSaveOneFileEachWriteAWholeOne(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("loss.svg");
        List<Plot> plots = IntStream.range(0, 8).mapToObj(i -> loss().line("more", i, 1)).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<?> saved : plots.stream().<Future<?>>map(plot -> threads.submit(() -> {
                for (int i = 0; i < 5; i++) {
                    plot.save(file);
                }
            })).toList()) {
                saved.get();
            }
        }
        assertThat(plots.stream().map(Plot::svg)).contains(Files.readString(file));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void emptyBinsHaveAPlaceOnALogarithmicAxis() throws Exception {
        parsed(Plot.of("", "x", "count").histogram("h", new double[] {0, 0, 1, 10}).logY().svg());
    }
}
