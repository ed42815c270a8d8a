package dev.lanewise.board.web;

import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Small runs on the disk, written by hand. */
final class StoredRun {
    private StoredRun() {}

    static String json(String state, String more) {
        return "{\"version\":1,\"name\":\"small\",\"begun\":\"2026-11-30T18:04:17Z\",\"state\":\"" + state
                + "\",\"pid\":1,\"started\":\"1970-01-01T00:00:00Z\",\"step\":30" + more + "}";
    }

    /** A run that is complete, with lines, examples and filters. */
    static Path write(Path parent, String id) throws IOException {
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
}
