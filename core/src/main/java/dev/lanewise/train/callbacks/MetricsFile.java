package dev.lanewise.train.callbacks;

import dev.lanewise.io.AtomicFile;
import dev.lanewise.io.WriteLock;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the results of all epochs to a file after each one: as CSV, with a line of names (RFC 4180), or as JSON, an
 * object on each line.
 *
 * {@snippet :
 * trainer.with(MetricsFile.csv(Path.of("run.csv")), MetricsFile.jsonLines(Path.of("run.jsonl")));
 * }
 *
 * <p>The file is written whole from the history, so a training that was interrupted and resumed leaves the very bytes
 * of one that never stopped: no epoch is missing, and none is there twice. Times would differ from run to run and are
 * not among the results. CSV has NaN and Infinity as Java writes them; JSON, which has no such numbers, {@code null}.
 */
public final class MetricsFile implements Callback {
    private final Path file;
    private final Function<History, String> format;
    private final FitLock lock = new FitLock();

    private MetricsFile(Path file, Function<History, String> format) {
        this.file = Required.nonNull("MetricsFile: the path", file);
        this.format = format;
    }

    /** Columns {@code epoch,steps} and one for each result; empty where an epoch has none. */
    public static MetricsFile csv(Path file) {
        return new MetricsFile(file, MetricsFile::csv);
    }

    /** An object for each epoch, {@code {"epoch":1,"steps":938,"loss":0.25}}. */
    public static MetricsFile jsonLines(Path file) {
        return new MetricsFile(file, MetricsFile::jsonLines);
    }

    @Override
    public void begin(Fit fit) {
        lock.take(fit, () -> WriteLock.ofFile(file));
        write(fit); // what cannot be written is known before anything is learned
    }

    @Override
    public void epoch(Fit fit) {
        write(fit);
    }

    @Override
    public void after(Fit fit) {
        lock.release(fit);
    }

    private void write(Fit fit) {
        AtomicFile.write(file, format.apply(fit.history()).getBytes(StandardCharsets.UTF_8));
    }

    private static String csv(History history) {
        List<String> names = List.copyOf(history.names());
        StringBuilder text = new StringBuilder("epoch,steps");
        names.forEach(name -> text.append(',').append(cell(name)));
        text.append("\r\n");
        for (History.Epoch epoch : history.epochs()) {
            text.append(epoch.number()).append(',').append(epoch.steps());
            for (String name : names) {
                Double value = epoch.values().get(name);
                text.append(',').append(value == null ? "" : value.toString());
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    private static String cell(String text) {
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String jsonLines(History history) {
        StringBuilder text = new StringBuilder();
        for (History.Epoch epoch : history.epochs()) {
            List<String> members = new ArrayList<>(
                    List.of("\"epoch\":" + epoch.number(), "\"steps\":" + epoch.steps()));
            for (Map.Entry<String, Double> value : epoch.values().entrySet()) {
                String name = value.getKey().replace("\\", "\\\\").replace("\"", "\\\"");
                members.add('"' + name + "\":" + (Double.isFinite(value.getValue()) ? value.getValue() : "null"));
            }
            text.append('{').append(String.join(",", members)).append("}\n");
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "MetricsFile(" + Printable.path(file) + ")";
    }
}
