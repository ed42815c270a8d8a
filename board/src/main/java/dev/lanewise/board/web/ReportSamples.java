package dev.lanewise.board.web;

import dev.lanewise.board.runs.JsonLine;
import dev.lanewise.board.runs.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The samples of a report: the last texts, and of each name the last pictures.
 *
 * @param lines oldest first
 * @param files the files that the lines name
 */
record ReportSamples(List<String> lines, List<String> files) {
    private static final int MOST = 200;
    private static final int MOST_CHARS = 300_000;

    static ReportSamples of(Path file) throws IOException {
        Deque<JsonLine> last = new ArrayDeque<>();
        JsonLine.each(file, line -> {
            last.addFirst(line);
            if (last.size() > MOST) {
                last.removeLast();
            }
        });
        Deque<String> lines = new ArrayDeque<>();
        List<String> files = new ArrayList<>();
        Set<String> withPictures = new HashSet<>();
        int chars = 0;
        for (JsonLine line : last) {
            String pictures = line.values().get("file");
            boolean isKept = pictures == null
                    ? chars + line.json().length() <= MOST_CHARS
                    : RunFolder.isTensors(pictures)
                            && withPictures.add(Objects.requireNonNullElse(line.values().get("name"), ""));
            if (isKept) {
                chars += pictures == null ? line.json().length() : 0;
                lines.addFirst(line.json());
                if (pictures != null) {
                    files.add(pictures);
                }
            }
        }
        return new ReportSamples(List.copyOf(lines), files);
    }
}
