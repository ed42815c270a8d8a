package dev.lanewise.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private static final Color INK = new Color(0x24292F);
    private static final Color GRID = new Color(0xDDE1E6);
    /** Colours that remain different for most who are colour-blind. */
    private static final Color[] COLORS = {
        new Color(0x0B7285), new Color(0xE8590C), new Color(0x5F3DC4), new Color(0x2B8A3E), new Color(0xC2255C),
        new Color(0xB08900), new Color(0x495057), new Color(0x1C7ED6)};
    private static final BasicStroke NO_LINE = new BasicStroke(0);
    private static final BasicStroke THICK = new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    private static final BasicStroke THIN = new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

    private Drawing() {}

    static String svg(String title, String x, String y, List<Series> series, Plot.Look look) {
        System.setProperty("java.awt.headless", System.getProperty("java.awt.headless", "true"));
        try {
            Chart<?, ?> chart = chart(title, x, y, series, look);
            String svg = new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
            return tidy(svg, title);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InternalError | NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new IllegalStateException("plot: Java cannot draw text here (" + e.getMessage()
                    + "); install a font and fontconfig, for example the packages fontconfig and fonts-dejavu", e);
        }
    }

    static Chart<?, ?> chart(String title, String x, String y, List<Series> series, Plot.Look look) {
        boolean bars = !series.isEmpty() && series.getFirst().kind() == Series.Kind.BARS;
        boolean legend = series.size() > 1 || !series.isEmpty() && !series.getFirst().name().isEmpty();
        if (bars && !series.getFirst().labels().isEmpty()) {
            CategoryChart chart = new CategoryChartBuilder().width(look.width()).height(look.height()).title(title)
                    .xAxisTitle(x).yAxisTitle(y).build();
            style(chart.getStyler(), look, legend);
            chart.getStyler().setAvailableSpaceFill(0.8).setPlotGridVerticalLinesVisible(false);
            labels(chart.getStyler(), series.getFirst().labels(), look.width());
            bars(chart, series);
            if (look.logY()) {
                // Bars begin at 0 unless told otherwise, which this axis does not have.
                double least = series.stream().flatMapToDouble(s -> DoubleStream.of(s.ys()))
                        .filter(Double::isFinite).min().orElse(1);
                chart.getStyler().setYAxisMin(Math.pow(10, Math.ceil(Math.log10(least)) - 1));
            }
            return chart;
        }
        XYChart chart = new XYChartBuilder().width(look.width()).height(look.height()).title(title).xAxisTitle(x)
                .yAxisTitle(y).build();
        style(chart.getStyler(), look, legend);
        for (int i = 0; i < series.size(); i++) {
            draw(chart, series.get(i).thinned(look.width() / 2), i, look);
        }
        if (series.stream().noneMatch(s -> IntStream.range(0, s.ys().length).anyMatch(s::isDrawn))) {
            // Axes need some range; nothing is seen of these two points.
            XYSeries range = chart.addSeries("range", new double[] {0, 1}, new double[] {look.logY() ? 0.1 : 0, 1});
            range.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter).setMarker(SeriesMarkers.NONE)
                    .setShowInLegend(false);
        }
        return chart;
    }

    /** A line or points; XChart knows the series by number, so that any name will do. */
    private static void draw(XYChart chart, Series series, int number, Plot.Look look) {
        Color color = COLORS[number % COLORS.length];
        if (series.kind() == Series.Kind.POINTS) {
            XYSeries points = add(chart, "points " + number, series, color);
            points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter).setMarker(SeriesMarkers.CIRCLE)
                    .setLineStyle(NO_LINE);
        } else if (look.smooth() > 0) {
            add(chart, "pale " + number, series, paler(color)).setMarker(SeriesMarkers.NONE).setLineStyle(THIN)
                    .setShowInLegend(false);
            line(add(chart, "line " + number, series.smoothed(look.smooth()), color), series);
        } else {
            line(add(chart, "line " + number, series, color), series);
        }
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
                xs[i] = Double.isFinite(xs[i]) ? xs[i] : finite(series.xs());
                ys[i] = Double.NaN;
            }
        }
        XYSeries added = chart.addSeries(key, xs, ys);
        added.setLineColor(color).setFillColor(color).setLabel(series.name());
        added.setMarkerColor(color);
        return added;
    }

    /** Some place that the x axis shows anyway, for a point that is not drawn. */
    private static double finite(double[] xs) {
        return DoubleStream.of(xs).filter(Double::isFinite).findFirst().orElse(0);
    }

    private static void bars(CategoryChart chart, List<Series> series) {
        for (int i = 0; i < series.size(); i++) {
            Series bars = series.get(i);
            // XChart leaves out null.
            List<@Nullable Double> values = new ArrayList<>();
            for (int k = 0; k < bars.ys().length; k++) {
                values.add(bars.isDrawn(k) ? (Double) bars.ys()[k] : null);
            }
            chart.addSeries("bars " + i, bars.labels(), values).setFillColor(COLORS[i % COLORS.length])
                    .setLabel(bars.name());
        }
    }

    /** Labels that would run into each other are turned; none is left out. */
    private static void labels(AxesChartStyler styler, List<String> labels, int width) {
        int longest = labels.stream().mapToInt(String::length).max().orElse(0);
        styler.setXAxisMaxLabelCount(labels.size() + 1)
                .setXAxisLabelRotation((longest + 2) * 7 * labels.size() > width * 9 / 10 ? 45 : 0);
    }

    private static Color paler(Color color) {
        return new Color(pale(color.getRed()), pale(color.getGreen()), pale(color.getBlue()));
    }

    private static int pale(int channel) {
        return 255 - (255 - channel) * 3 / 10;
    }

    private static void style(AxesChartStyler styler, Plot.Look look, boolean legend) {
        styler.setLocale(Locale.ROOT)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(font(Font.BOLD, 16))
                .setChartPadding(12)
                .setLegendVisible(legend)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendFont(font(Font.PLAIN, 12))
                .setLegendBorderColor(Color.WHITE)
                .setMarkerSize(6);
        styler.setAxisTitleFont(font(Font.PLAIN, 13)).setAxisTickLabelsFont(font(Font.PLAIN, 12))
                .setAxisTickLabelsColor(INK).setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(THIN).setYAxisLogarithmic(look.logY());
    }

    private static Font font(int kind, int size) {
        return new Font(Font.SANS_SERIF, kind, size);
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
        return own.substring(0, inside) + "\n  <title>" + escaped(title) + "</title>" + own.substring(inside);
    }

    private static String named(String element, List<String> names, String prefix) {
        return CLIP.matcher(element)
                .replaceAll(match -> Matcher.quoteReplacement(prefix + names.indexOf(match.group())));
    }

    /** Text of an XML element; characters that XML does not know are left out. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                default -> {
                    boolean known = c == '\t' || c == '\n' || c >= 0x20 && c < 0xD800 || c >= 0xE000 && c != 0xFFFE
                            && c != 0xFFFF;
                    if (known) {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }
}
