package dev.lanewise.board.web;

import dev.lanewise.board.runs.Pictures;
import dev.lanewise.board.runs.RunFiles;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a report.
 *
 * @param chosen the places of those with a picture
 * @param pictures theirs; null if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReportExamples(int[] chosen, @Nullable Pictures pictures) {
    private static final int MOST = 1_000_000;
    private static final int MISTAKES = 24;
    private static final int A_CELL = 6;
    private static final long MOST_BYTES = 1_500_000;

    /** Those that one epoch's predictions need; null if these, the labels or the pictures cannot be read. */
    static @Nullable ReportExamples of(Path folder, String predictions) {
        Path file = folder.resolve(RunFolder.EXAMPLES);
        try {
            RunFiles.open(file).close(); // no link
            try (SafetensorsFile examples = Safetensors.open(file);
                    SafetensorsFile right = Safetensors.open(folder.resolve(RunFolder.LABELS));
                    SafetensorsFile told = Safetensors.open(folder.resolve(predictions))) {
                if (elements(right, "labels") > MOST || elements(told, "predicted") > MOST) {
                    return null; // of no recorder
                }
                int[] labels = right.ints("labels").toArray();
                int[] predicted = told.ints("predicted").toArray();
                float[] chance = told.tensor("chance").toArray();
                float[] truth = told.tensor("truth").toArray();
                if (labels.length < predicted.length || chance.length != predicted.length
                        || truth.length != predicted.length) {
                    return null;
                }
                SafetensorsFile.Entry entry = examples.entries().get("pictures");
                long size = entry == null ? 0 : entry.shape().stream().skip(1).reduce(1L, (a, b) -> a * b);
                int room = size <= 0 ? 0 : (int) (MOST_BYTES / size);
                int[] chosen = chosen(labels, predicted, chance, truth, room);
                return new ReportExamples(chosen, chosen.length == 0 ? null : Pictures.read(folder, chosen));
            }
        } catch (IOException | UncheckedIOException | FormatException | IllegalArgumentException e) {
            return null;
        }
    }

    /** How many elements a tensor has, 0 if there is none. */
    private static long elements(SafetensorsFile file, String name) {
        SafetensorsFile.Entry entry = file.entries().get(name);
        return entry == null ? 0 : entry.shape().stream().reduce(1L, (a, b) -> a * b);
    }

    /**
     * The worst mistakes, then of each pair of label and prediction the most confident one, the second one and so on,
     * as many as there is room for; sorted.
     */
    static int[] chosen(int[] labels, int[] predicted, float[] chance, float[] truth, int room) {
        List<Integer> all = IntStream.range(0, predicted.length).boxed().toList();
        List<Integer> mistakes = all.stream().filter(i -> labels[i] != predicted[i])
                .sorted(Comparator.comparingDouble(i -> Float.isNaN(truth[i]) ? 0 : truth[i])).limit(MISTAKES).toList();
        Set<Integer> chosen = new LinkedHashSet<>(mistakes);
        Map<Long, Integer> rankOf = new HashMap<>();
        List<List<Integer>> ranks = new ArrayList<>();
        for (int i = 0; i < A_CELL; i++) {
            ranks.add(new ArrayList<>());
        }
        all.stream().sorted(Comparator.comparingDouble(i -> Float.isNaN(chance[i]) ? 0 : -chance[i])).forEach(i -> {
            int rank = rankOf.merge(((long) labels[i] << 32) | (predicted[i] & 0xffffffffL), 1, Integer::sum) - 1;
            if (rank < A_CELL) {
                ranks.get(rank).add(i);
            }
        });
        ranks.forEach(chosen::addAll);
        return chosen.stream().limit(room).mapToInt(Integer::intValue).sorted().toArray();
    }
}
