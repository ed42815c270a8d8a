package dev.lanewise.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a plot by XChart, and makes its SVG the same bytes each time. */
final class Drawing {
    /** What comes before the element: a document type that nobody needs and that names a web page. */
    private static final Pattern PROLOGUE = Pattern.compile("\\A.*?(?=<svg )", Pattern.DOTALL);
    /** Names of clips, which VectorGraphics2D makes of identity hashes. */
    private static final Pattern CLIP = Pattern.compile("clip-?\\d+");
    /** Coordinates of outlines need no more than two digits. */
    private static final Pattern DIGITS = Pattern.compile("(\\.\\d\\d)\\d+");

    /** Over more decades than these, lines at 2, 3... 9 would be a grey area. */
    private static final int DECADES = 8;
    /** Tick labels beyond these would be rows of zeros. */
    private static final double LARGE = 1e6;
    private static final double SMALL = 1e-3;
    private static final BasicStroke NO_LINE = new BasicStroke(0);
    private static final BasicStroke THICK = new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    private static final BasicStroke THIN = new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

    private Drawing() {}

    static String svg(String title, String x, String y, List<Series> series, Plot.Look look) {
        try {
            Chart<?, ?> chart = chart(title, x, y, series, look);
            String svg = new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
            return tidy(svg, title);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] png(String title, String x, String y, List<Series> series, Plot.Look look) {
        Chart<?, ?> chart = chart(title, x, y, series, look);
        BufferedImage image = new BufferedImage(look.width(), look.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        chart.paint(graphics, look.width(), look.height());
        graphics.dispose();
        return PngCanvas.encoded(image);
    }

    static Chart<?, ?> chart(String title, String x, String y, List<Series> series, Plot.Look look) {
        boolean bars = !series.isEmpty() && series.getFirst().kind() == Series.Kind.BARS;
        boolean legend = series.size() > 1 || !series.isEmpty() && !series.getFirst().name().isEmpty();
        double[] range = range(series, false);
        boolean logarithms = look.logY() && Math.log10(range[1]) - Math.log10(range[0]) > DECADES;
        // Bars begin at 0 unless told otherwise, which a logarithmic axis does not have.
        double base = look.logY() ? Math.ceil(Math.log10(range[0])) - 1 : 0;
        List<Series> shown = logarithms
                ? series.stream().map(each -> each.logarithms(bars ? base : 0)).toList()
                : series;
        Plot.Look axes = new Plot.Look(look.width(), look.height(), look.logY() && !logarithms, look.smooth());
        Chart<?, ?> chart;
        AxesChartStyler styler;
        if (bars && !series.getFirst().labels().isEmpty()) {
            CategoryChart categories = new CategoryChartBuilder().width(look.width()).height(look.height()).title(title)
                    .xAxisTitle(x).yAxisTitle(y).build();
            styler = categories.getStyler();
            style(styler, axes, legend);
            categories.getStyler().setAvailableSpaceFill(0.8).setPlotGridVerticalLinesVisible(false);
            labels(styler, series.getFirst().labels(), look.width());
            bars(categories, shown);
            if (axes.logY()) {
                styler.setYAxisMin(Math.pow(10, base));
            }
            chart = categories;
        } else {
            XYChart curves = new XYChartBuilder().width(look.width()).height(look.height()).title(title).xAxisTitle(x)
                    .yAxisTitle(y).build();
            styler = curves.getStyler();
            style(styler, axes, legend);
            for (int i = 0; i < series.size(); i++) {
                draw(curves, series.get(i), i, look, logarithms);
            }
            if (series.stream().noneMatch(s -> IntStream.range(0, s.ys().length).anyMatch(s::isDrawn))) {
                // Axes need some range; nothing is seen of these two points.
                XYSeries empty = curves.addSeries("range", new double[] {0, 1},
                        new double[] {axes.logY() ? 0.1 : 0, 1});
                empty.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter).setMarker(SeriesMarkers.NONE)
                        .setShowInLegend(false);
            }
            boolean counts = series.stream().anyMatch(each -> each.kind() == Series.Kind.HISTOGRAM);
            // XChart may put them at the edges of bins, with all their digits.
            ticks(range(series, true), counts).ifPresent(styler::setXAxisTickLabelsFormattingFunction);
            chart = curves;
        }
        if (logarithms) {
            styler.setYAxisTickLabelsFormattingFunction(power(bars ? base : 0));
        } else if (!look.logY()) {
            ticks(range, false).ifPresent(styler::setYAxisTickLabelsFormattingFunction);
        }
        return chart;
    }

    /** The least and the greatest of what is drawn: 0 and 1 if there is nothing. */
    private static double[] range(List<Series> series, boolean ofX) {
        DoubleSummaryStatistics drawn = series.stream().flatMapToDouble(s -> IntStream.range(0, s.ys().length)
                .filter(s::isDrawn).mapToDouble(i -> ofX ? s.xs()[i] : s.ys()[i])).summaryStatistics();
        return drawn.getCount() == 0 ? new double[] {0.1, 1} : new double[] {drawn.getMin(), drawn.getMax()};
    }

    /** How to write numbers along an axis, where XChart would write rows of zeros. */
    private static Optional<Function<Double, String>> ticks(double[] range, boolean always) {
        double farthest = Math.max(Math.abs(range[0]), Math.abs(range[1]));
        if (farthest == 0 || !always && farthest < LARGE && farthest > SMALL) {
            return Optional.empty();
        }
        double width = Math.max(range[1] - range[0], Math.ulp(farthest));
        int digits = Math.clamp((long) Math.ceil(Math.log10(farthest / width)) + 3, 3, 17);
        double zero = Math.max(width, farthest * 1e-9) * 1e-6;
        return Optional.of(value -> Math.abs(value) < zero
                ? "0"
                : Numbers.brief(BigDecimal.valueOf(value).round(new MathContext(digits))));
    }

    /** A power of ten by its exponent above {@code base}. */
    private static Function<Double, String> power(double base) {
        return exponent -> {
            double whole = exponent + base;
            return whole == Math.rint(whole)
                    ? "1e" + (long) whole
                    : Numbers.brief(BigDecimal.valueOf(Math.pow(10, whole)).round(new MathContext(2)));
        };
    }

    /** A line or points; XChart knows the series by number, so that any name will do. */
    private static void draw(XYChart chart, Series given, int number, Plot.Look look, boolean logarithms) {
        Color color = Style.series(number);
        Series series = shown(given, look, logarithms);
        if (series.kind() == Series.Kind.POINTS) {
            XYSeries points = add(chart, "points " + number, series, color);
            points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter).setMarker(SeriesMarkers.CIRCLE)
                    .setLineStyle(NO_LINE);
        } else if (series.kind() == Series.Kind.HISTOGRAM) {
            XYSeries outline = add(chart, "histogram " + number, series, color);
            outline.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area).setMarker(SeriesMarkers.NONE)
                    .setLineStyle(THIN).setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 80));
        } else if (look.smooth() > 0) {
            add(chart, "pale " + number, series, Style.paler(color)).setMarker(SeriesMarkers.NONE).setLineStyle(THIN)
                    .setShowInLegend(false);
            Series smoothed = shown(given.smoothed(look.smooth()), look, logarithms);
            line(add(chart, "line " + number, smoothed, color), smoothed);
        } else {
            line(add(chart, "line " + number, series, color), series);
        }
    }

    /** What is drawn of a series. */
    private static Series shown(Series series, Plot.Look look, boolean logarithms) {
        Series thinned = Thinning.thinned(series, look.width(), look.height(), look.logY());
        return logarithms ? thinned.logarithms(0) : thinned;
    }

    /** A line of one point would not be seen. */
    private static void line(XYSeries drawn, Series series) {
        drawn.setMarker(series.ys().length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE).setLineStyle(THICK);
    }

    private static XYSeries add(XYChart chart, String key, Series series, Color color) {
        int n = series.ys().length;
        double[] xs = n == 0 ? new double[] {0} : series.xs().clone();
        double[] ys = n == 0 ? new double[] {Double.NaN} : series.ys().clone();
        for (int i = 0; i < n; i++) {
            if (!series.isDrawn(i)) {
                xs[i] = Numbers.hasPlace(xs[i]) ? xs[i] : finite(series.xs());
                ys[i] = Double.NaN;
            }
        }
        XYSeries added = chart.addSeries(key, xs, ys);
        added.setLineColor(color).setFillColor(color)
                .setLabel(series.label().isEmpty() ? series.name() : series.label());
        added.setMarkerColor(color);
        return added;
    }

    /** Some place that the x axis shows anyway, for a point that is not drawn. */
    private static double finite(double[] xs) {
        return DoubleStream.of(xs).filter(Numbers::hasPlace).findFirst().orElse(0);
    }

    private static void bars(CategoryChart chart, List<Series> series) {
        for (int i = 0; i < series.size(); i++) {
            Series bars = series.get(i);
            // XChart leaves out null.
            List<@Nullable Double> values = new ArrayList<>();
            for (int k = 0; k < bars.ys().length; k++) {
                values.add(bars.isDrawn(k) ? (Double) bars.ys()[k] : null);
            }
            chart.addSeries("bars " + i, bars.labels(), values).setFillColor(Style.series(i))
                    .setLabel(bars.name());
        }
    }

    /** Labels that would run into each other are turned; none is left out. */
    private static void labels(AxesChartStyler styler, List<String> labels, int width) {
        int longest = labels.stream().mapToInt(String::length).max().orElse(0);
        styler.setXAxisMaxLabelCount(labels.size() + 1)
                .setXAxisLabelRotation((longest + 2) * 7 * labels.size() > width * 9 / 10 ? 45 : 0);
    }

    private static void style(AxesChartStyler styler, Plot.Look look, boolean legend) {
        styler.setLocale(Locale.ROOT)
                .setChartBackgroundColor(Style.GROUND)
                .setPlotBackgroundColor(Style.GROUND)
                .setPlotBorderVisible(false)
                .setChartFontColor(Style.INK)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(Style.title())
                .setChartPadding(12)
                .setLegendVisible(legend)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendFont(Style.label())
                .setLegendBorderColor(Style.GROUND)
                .setMarkerSize(6);
        styler.setAxisTitleFont(Style.axis()).setAxisTickLabelsFont(Style.label())
                .setAxisTickLabelsColor(Style.INK).setPlotGridLinesColor(Style.GRID)
                .setPlotGridLinesStroke(THIN).setYAxisLogarithmic(look.logY());
    }

    /**
     * The element alone, with short numbers and a title that programs can read, as the text is outlines. Names of clips
     * are made of the content, so that charts in one page do not use each other's.
     */
    private static String tidy(String svg, String title) {
        String element = Polylines.join(
                DIGITS.matcher(PROLOGUE.matcher(svg).replaceFirst("")).replaceAll("$1"));
        List<String> names = CLIP.matcher(element).results().map(match -> match.group()).distinct().toList();
        String numbered = named(element, names, "clip");
        String own = named(element, names, "c" + Integer.toHexString(numbered.hashCode()) + "-");
        int inside = own.indexOf('>') + 1;
        return own.substring(0, inside) + "\n  <title>" + SvgCanvas.escaped(title) + "</title>" + own.substring(inside);
    }

    private static String named(String element, List<String> names, String prefix) {
        return CLIP.matcher(element)
                .replaceAll(match -> Matcher.quoteReplacement(prefix + names.indexOf(match.group())));
    }
}
