package dev.lanewise.bench.charts;

import dev.lanewise.bench.peers.Goal;
import dev.lanewise.bench.peers.Row;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The charts: for each peer that has goals, its ratios as bars beside the goals'; and the products' GFLOP/s by size.
 * On a white ground of their own, so that they can be read on light and dark pages.
 */
final class Charts {
    private static final int WIDTH = 860;
    private static final Pattern SQUARE = Pattern.compile("sgemm (\\d+)x\\1x\\1 NN");

    private static final Pattern DIGITS = Pattern.compile("(\\.\\d\\d)\\d+");

    private static final Color INK = new Color(0x24292F);
    private static final Color GRID = new Color(0xDDE1E6);
    private static final Color OURS = new Color(0x0B7285);
    private static final Color THEIRS = new Color(0xE8590C);
    private static final Color GOAL = new Color(0xB8BFC6);
    private static final BasicStroke DASHED = new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1,
            new float[] {6, 4}, 0);

    private Charts() {}

    /** Charts by the names of their files; those for which nothing was measured are left out. */
    static Map<String, Chart<?, ?>> of(List<Row> rows) {
        Map<String, Chart<?, ?>> charts = new LinkedHashMap<>();
        bars(charts, "products-pytorch", "Products: times faster than PyTorch (MKL)", "sgemm .*", "pytorch", rows);
        bars(charts, "products-fastest", "Products: times faster than MKL and OpenBLAS", "sgemm .*", Goal.FASTEST,
                rows);
        bars(charts, "networks-fastest", "Convolutional networks: times faster than the fastest peer",
                "(cnn|resnet) .*",
                Goal.FASTEST, rows);
        bars(charts, "sequences-fastest", "Sequences: times faster than the fastest peer",
                "(lstm|gru|rnn|transformer|chargpt|generation|attention|embedding) .*", Goal.FASTEST, rows);
        bars(charts, "convolutions-fastest", "Convolutions: times faster than the fastest peer", "conv .*",
                Goal.FASTEST, rows);
        bars(charts, "norms-fastest", "Normalisation and pooling: times faster than the fastest peer",
                "(norm|pool) .*", Goal.FASTEST, rows);
        bars(charts, "steps-pytorch", "Training steps: times faster than PyTorch", "mlp .*", "pytorch.*", rows);
        bars(charts, "steps-jax", "Training steps: times faster than JAX", "mlp .*", "jax", rows);
        bars(charts, "elementwise-pytorch-1000", "1,000 elements: times faster than PyTorch", "\\w+ 1000", "pytorch",
                rows);
        bars(charts, "elementwise-pytorch", "Large tensors: times faster than PyTorch", "\\w+ 10{5,}", "pytorch", rows);
        rates(charts, rows);
        return charts;
    }

    /**
     * A bar for each row that a goal covers. The least that is wanted is a line, or bars where that varies.
     */
    private static void bars(Map<String, Chart<?, ?>> charts, String name, String title, String workloads, String peers,
            List<Row> rows) {
        List<String> labels = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> goals = new ArrayList<>();
        for (Goal goal : Goal.all()) {
            for (Row row : goal.select(rows)) {
                if (row.workload().matches(workloads) && row.peer().matches(peers)) {
                    String threads = goal.threads() == Goal.Threads.BEST ? "best" : row.threads() + "t";
                    labels.add(row.workload().replaceFirst("^(sgemm|mlp|cnn|conv) ", "") + ", " + threads);
                    ratios.add(Math.round(row.ratio() * 100) / 100.0);
                    goals.add(goal.each());
                }
            }
        }
        if (labels.isEmpty()) {
            return;
        }
        boolean line = goals.stream().distinct().count() == 1;
        HorizontalBarChart chart = new HorizontalBarChartBuilder()
                .width(WIDTH)
                .height(120 + (line ? 22 : 36) * labels.size())
                .title(line ? title + " (least wanted: " + goals.getFirst() + ")" : title)
                .build();
        chart.addSeries("Lanewise", ratios, labels).setFillColor(OURS);
        if (line) {
            chart.addAnnotation(new AnnotationLine(goals.getFirst(), true, false));
        } else {
            chart.addSeries("the least wanted", goals, labels).setFillColor(GOAL);
        }
        chart.getStyler().setAvailableSpaceFill(0.8).setLabelsVisible(true).setLabelsFont(font(Font.PLAIN, 11))
                .setLabelsPosition(0.5);
        style(chart.getStyler());
        chart.getStyler().setPlotGridHorizontalLinesVisible(false).setXAxisMin(0.0)
                .setXAxisMaxLabelCount(labels.size() + 1)
                .setPlotContentSize(0.99).setLegendVisible(!line);
        charts.put(name, chart);
    }

    /** Lines of GFLOP/s over the size of square products. */
    private static void rates(Map<String, Chart<?, ?>> charts, List<Row> rows) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(420)
                .title("Square products, GFLOP/s by size")
                .build();
        boolean lines = false;
        for (int threads = 1; threads <= 2; threads++) {
            List<Integer> sizes = new ArrayList<>();
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (Row row : rows) {
                Matcher square = SQUARE.matcher(row.workload());
                if (row.threads() == threads && row.peer().equals("pytorch") && square.matches()) {
                    int size = Integer.parseInt(square.group(1));
                    sizes.add(size);
                    ours.add(gigaflops(size, row.ours()));
                    theirs.add(gigaflops(size, row.theirs()));
                }
            }
            if (!sizes.isEmpty()) {
                lines = true;
                String suffix = threads == 1 ? ", 1 thread" : ", 2 threads";
                line(chart.addSeries("Lanewise" + suffix, sizes, ours), OURS, threads);
                line(chart.addSeries("PyTorch" + suffix, sizes, theirs), THEIRS, threads);
            }
        }
        if (lines) {
            style(chart.getStyler());
            chart.getStyler().setXAxisLogarithmic(true).setYAxisMin(0.0);
            charts.put("products-gigaflops", chart);
        }
    }

    private static double gigaflops(int size, double us) {
        return 2.0 * size * size * size / us / 1e3;
    }

    private static void line(XYSeries series, Color color, int threads) {
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setLineStyle(threads == 1 ? new BasicStroke(2) : DASHED);
    }

    private static void style(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(font(Font.BOLD, 16))
                .setChartPadding(12)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendFont(font(Font.PLAIN, 12))
                .setLegendBorderColor(Color.WHITE)
                .setAnnotationLineColor(INK)
                .setAnnotationLineStroke(DASHED);
        styler.setAxisTickLabelsFont(font(Font.PLAIN, 12)).setAxisTickLabelsColor(INK).setPlotGridLinesColor(GRID);
    }

    private static Font font(int kind, int size) {
        return new Font(Font.SANS_SERIF, kind, size);
    }

    /** A chart as SVG. Its text is drawn as outlines, whose coordinates need no more than two digits. */
    static String svg(Chart<?, ?> chart) throws IOException {
        String svg = new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
        return DIGITS.matcher(svg).replaceAll("$1");
    }
}
