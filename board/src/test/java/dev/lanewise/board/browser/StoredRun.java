package dev.lanewise.board.browser;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes runs as a recorder would have left them.
 *
 * @param id the name of its folder
 * @param name the run's own
 * @param rate its learning rate, a setting in which it may differ from others
 * @param steps how many lines of steps it has
 */
record StoredRun(String id, String name, double rate, int steps) {
    private static final int EPOCHS = 4;

    Path write(Path runs) throws IOException {
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
