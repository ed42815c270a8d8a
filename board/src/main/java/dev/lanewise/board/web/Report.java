package dev.lanewise.board.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.runs.RunView;
import dev.lanewise.board.runs.Runs;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A run as one HTML file, which a browser opens from the disk: the page of the board with the run's data in it, and
 * nothing that has to be fetched. It has what the page shows but requests to the training, thinned to a few
 * megabytes: curves of up to 2,000 points, the last epoch's predictions with pictures of the worst mistakes and of each
 * cell of the confusion matrix, the last weights of the first layer and the last samples.
 */
public final class Report {
    private static final String ELEMENT = "<script type=\"application/json\" id=\"report\">";

    private Report() {}

    /**
     * Writes a report.
     *
     * @param folder of the run, which may still be written
     * @param out stays open
     * @throws IOException if the folder or the run in it cannot be read, or the report not be written
     * @throws FormatException if {@code run.json} is damaged or from a newer version
     * @throws IllegalArgumentException if an argument is null
     */
    public static void write(Path folder, OutputStream out) throws IOException {
        Required.nonNull("Report.write: the folder", folder);
        Required.nonNull("Report.write: the output", out);
        Path absolute = Files.isDirectory(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IOException(Printable.path(folder) + " is no folder of a run");
        }
        Runs runs = new Runs(parent);
        String id = String.valueOf(absolute.getFileName());
        RunView run = runs.run(id).orElseThrow(() -> new IOException(
                Printable.path(folder) + " is no folder of a run: it has no " + RunFolder.RUN));
        if (run.json() == null) {
            throw new FormatException(Printable.path(folder) + ": " + run.reason());
        }
        String data = new ReportData(absolute, run, runs).json();
        // "<" stands in texts only, where it may be written like this: no text can end the element or begin a comment.
        String element = ELEMENT + data.replace("<", "\\u003c") + "</script>";
        Assets assets = new Assets();
        PageBundle page = new PageBundle(path -> file(assets, path), "page/live.js", "page/report.js");
        out.write(page.withData(element).getBytes(UTF_8));
    }

    private static byte[] file(Assets assets, String path) {
        try {
            return assets.find(List.of(path.split("/", -1))).orElseThrow(
                    () -> new IllegalStateException("The page has no file " + Printable.quoted(path))).content();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
