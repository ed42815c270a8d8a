package dev.lanewise.bench.charts;

import dev.lanewise.bench.peers.ResultFile;
import dev.lanewise.bench.peers.Row;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.knowm.xchart.internal.chartpart.Chart;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws charts of a file that {@code bench/run peers --json} has written. */
@Command(
    name = "charts",
    description = "Draws the comparisons of a file that bench/run peers --json has written, as SVG.",
    mixinStandardHelpOptions = true)
public final class ChartsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.json", description = "What was measured.")
    private Path file;

    @Parameters(paramLabel = "DIR", description = "The folder for the charts; made if need be.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        System.setProperty("java.awt.headless", "true");
        List<Row> rows = ResultFile.read(file);
        Map<String, Chart<?, ?>> charts = Charts.of(rows);
        if (charts.isEmpty()) {
            throw new IOException(Printable.path(file) + ": has none of the comparisons that are drawn");
        }
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, Chart<?, ?>> chart : charts.entrySet()) {
                Path target = folder.resolve(chart.getKey() + ".svg");
                Files.writeString(target, Charts.svg(chart.getValue()));
                spec.commandLine().getOut().println(Printable.path(target));
            }
        } catch (IOException e) {
            throw new IOException(Printable.path(folder) + ": no charts can be written there ("
                    + Printable.sentence(e.toString()) + ")", e);
        }
        return CommandLine.ExitCode.OK;
    }
}
