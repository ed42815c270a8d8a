package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.StoredRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report stays small, whatever lies in the folder. */
class ReportLimitsTest {
    @TempDir
    Path folder;

    private String report(Path run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Report.write(run, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theLastEpochIsThatOfTheGreatestNumber() throws IOException {
        Path run = StoredRun.write(folder, "long");
        for (String epoch : new String[] {"9998", "10000", "9999"}) {
            Files.copy(run.resolve("filters-0001.safetensors"), run.resolve("filters-" + epoch + ".safetensors"));
        }
        assertThat(report(run)).contains("\"files\":[\"filters-10000.safetensors\"");
    }

    @Test
    void aRunIsFoundByALinkToItsFolder() throws IOException {
        Path run = StoredRun.write(folder.resolve("runs"), "small");
        Path link = Files.createSymbolicLink(folder.resolve("best"), run);
        assertThat(report(link)).contains("\"id\":\"small\"");
    }

    @Test
    void manyAndLargeFilesAreLeftOut() throws IOException {
        Path run = StoredRun.write(folder, "large");
        StringBuilder samples = new StringBuilder();
        for (int i = 1; i <= 60; i++) {
            String file = "samples-0001-" + i + ".safetensors";
            samples.append("{\"step\":1,\"epoch\":1,\"name\":\"s" + i + "\",\"file\":\"" + file + "\"}\n");
            Files.write(run.resolve(file), new byte[900_000]);
        }
        Files.writeString(run.resolve("samples.jsonl"), samples);
        Files.writeString(run.resolve("events.jsonl"),
                ("{\"step\":1,\"text\":\"" + "x".repeat(500_000) + "\"}\n").repeat(20));
        String report = report(run);
        assertThat(report).hasSizeLessThan(9_000_000)
                .contains("\"left\":[\"samples-0001-")
                .contains("samples-0001-1.safetensors has 900000 bytes");
    }
}
