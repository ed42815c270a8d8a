package dev.lanewise.board.web;

import dev.lanewise.board.runs.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The histograms of a report: of many moments every second one, every fourth one and so on, and always the last. */
final class ReportHistograms {
    private static final int MOST_CHARS = 1_000_000;

    private final Path file;

    ReportHistograms(Path file) {
        this.file = file;
    }

    List<String> lines() throws IOException {
        Set<String> kept = moments();
        List<String> lines = new ArrayList<>();
        JsonLine.each(file, line -> {
            if (kept.contains(line.values().get("step"))) {
                lines.add(line.json());
            }
        });
        return lines;
    }

    private Set<String> moments() throws IOException {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        JsonLine.each(file, line -> {
            String step = line.values().get("step");
            if (step != null) {
                sizes.merge(step, line.json().length(), Integer::sum);
            }
        });
        List<String> steps = new ArrayList<>(sizes.keySet());
        for (int every = 1;; every *= 2) {
            Set<String> kept = new HashSet<>();
            long size = 0;
            for (int i = steps.size() - 1; i >= 0; i -= every) {
                kept.add(steps.get(i));
                size += sizes.getOrDefault(steps.get(i), 0);
            }
            if (size <= MOST_CHARS || kept.size() <= 1) {
                return kept;
            }
        }
    }
}
