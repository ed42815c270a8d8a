package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.StoredRun;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** A run of a million steps, all of them recorded. */
class LongRunTest extends PageTest {
    private static final int STEPS = 1_000_000;
    private static final long LARGEST_HEAP = 100_000_000;

    @Test
    void aMillionStepsAreShownInLittleMemory() throws IOException {
        Path run = new StoredRun("long", "long", 0.1, STEPS).write(runs());
        Path json = run.resolve("run.json");
        Files.writeString(json, Files.readString(json).replace("\"complete\"",
                "\"running\",\"pid\":" + ProcessHandle.current().pid()));
        browser.go(address());
        browser.waitForText("#panel-status .facts", "1,000,000");
        browser.waitForText("#panel-curves .legend", "long");
        assertThat(browser.heap()).as("bytes of the page's objects").isLessThan(LARGEST_HEAP);
        browser.click("#panel-curves button", "Zoom in");
        browser.until(() -> browser.address().contains("x="), "a zoom");
        for (int more = 1; more <= 10; more++) {
            append(run, STEPS + (more - 1) * 100, 100);
            Browser.pause(600);
        }
        browser.until(() -> browser.text("#panel-status .facts").contains("1,001,000"), "the lines that were added");
        assertThat(browser.heap()).as("after lines were added").isLessThan(LARGEST_HEAP);
        assertThat(browser.layoutShift()).isLessThan(0.1);
    }

    private static void append(Path run, int from, int count) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(run.resolve("steps.jsonl"), StandardOpenOption.APPEND)) {
            for (int step = from + 1; step <= from + count; step++) {
                out.write("{\"step\":" + step + ",\"epoch\":4,\"time\":" + step / 500.0 + ",\"seen\":1,\"lr\":0.1,"
                        + "\"memory\":50000000,\"values\":{\"loss\":0.5}}\n");
            }
        }
    }
}
