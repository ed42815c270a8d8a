package dev.lanewise.board;

import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Tensor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes runs as a recorder would have left them: small ones by hand, and some with curves.
 *
 * @param id the name of its folder
 * @param name the run's own
 * @param rate its learning rate, a setting in which it may differ from others
 * @param steps how many lines of steps it has
 */
public record StoredRun(String id, String name, double rate, int steps) {
    private static final int EPOCHS = 4;

    /** The description of a small run. */
    public static String json(String state, String more) {
        return "{\"version\":1,\"name\":\"small\",\"begun\":\"2026-11-30T18:04:17Z\",\"state\":\"" + state
                + "\",\"pid\":1,\"started\":\"1970-01-01T00:00:00Z\",\"step\":30" + more + "}";
    }

    /** A run that is complete, with lines, examples and filters. */
    public static Path write(Path parent, String id) throws IOException {
        Path folder = Files.createDirectories(parent.resolve(id));
        Files.writeString(folder.resolve("run.json"), json("complete", ",\"settings\":{\"<b>&\":\"</script>\"}"));
        StringBuilder steps = new StringBuilder();
        for (int step = 10; step <= 30; step += 10) {
            steps.append("{\"step\":").append(step).append(",\"epoch\":1,\"time\":").append(step)
                    .append(",\"seen\":").append(64 * step).append(",\"values\":{\"loss\":").append(step / 10)
                    .append("}}\n");
        }
        Files.writeString(folder.resolve("steps.jsonl"), steps);
        Files.writeString(folder.resolve("epochs.jsonl"), "{\"epoch\":1}\n{\"epoch\":2}\n{\"epoch\":");
        Files.writeString(folder.resolve("state.safetensors"), "secret");
        float[] pictures = new float[3 * 2 * 2];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = i == 11 ? Float.NaN : i / 8f;
        }
        Safetensors.save(folder.resolve("examples.safetensors"),
                Map.of("pictures", Tensor.of(pictures).reshape(3, 2, 2), "other", Tensor.zeros(5)),
                Map.of("total", "3"));
        Safetensors.save(folder.resolve("filters-0001.safetensors"), Map.of("filters", Tensor.ones(1, 2, 2)), Map.of());
        return folder;
    }

    /** The run that this describes, in its folder. */
    public Path write(Path runs) throws IOException {
        Path run = Files.createDirectories(runs.resolve(id));
        Files.writeString(run.resolve("run.json"), String.format(Locale.ROOT, """
                {"version":1,"name":%s,"begun":"2026-11-30T18:04:17Z","state":"complete","epochs":%d,"batches":%d,\
                "samples":%d,"step":%d,"seconds":%f,"settings":{"lr":"%s","seed":"1",%s:%s},"optimizer":"Adam",\
                "results":["loss","accuracy","validation.loss","validation.accuracy"],"parameters":1000,\
                "classes":["a",%s],"notes":[%s]}
                """, quoted(name), EPOCHS, steps / EPOCHS, steps, steps, steps / 500.0, rate, quoted(name),
                quoted(name), quoted(name), quoted(name)));
        try (BufferedWriter out = Files.newBufferedWriter(run.resolve("steps.jsonl"))) {
            for (int step = 1; step <= steps; step++) {
                double loss = 0.1 + 2 * Math.exp(-4.0 * step / steps) + 0.1 * Math.sin(step * 12.9898);
                out.write("{\"step\":" + step + ",\"epoch\":" + (1 + (long) (step - 1) * EPOCHS / steps) + ",\"time\":"
                        + step / 500.0 + ",\"seen\":" + step + ",\"lr\":" + rate
                        + ",\"memory\":50000000,\"values\":{\"loss\":" + (float) loss + "}}\n");
            }
        }
        Files.writeString(run.resolve("epochs.jsonl"), Stream.iterate(1, epoch -> epoch <= EPOCHS, epoch -> epoch + 1)
                .map(epoch -> String.format(Locale.ROOT, "{\"epoch\":%d,\"step\":%d,\"time\":%f,"
                        + "\"samplesPerSecond\":1000,\"values\":{\"loss\":%f,\"accuracy\":%f,\"validation.loss\":%f,"
                        + "\"validation.accuracy\":%f}}%n", epoch, epoch * steps / EPOCHS, epoch * steps / 2000.0,
                        1.0 / epoch, 1 - 0.2 / epoch, 1.1 / epoch, 1 - rate - 0.2 / epoch))
                .collect(Collectors.joining()));
        Files.writeString(run.resolve("events.jsonl"), "{\"step\":0,\"time\":0,\"at\":\"2026-11-30T18:04:17Z\","
                + "\"kind\":\"note\",\"text\":" + quoted(name) + "}\n");
        return run;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
