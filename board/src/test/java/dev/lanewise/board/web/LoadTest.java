package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.StoredRun;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LoadTest {
    private static final int STEPS = 1_000_000;
    private static final int PAGES = 50;
    private static final int MOST_MEGABYTES = 200;

    @TempDir
    Path folder;

    private void writeRun() throws IOException {
        Path run = StoredRun.write(folder, "long");
        Files.writeString(run.resolve("run.json"), StoredRun.json("running", ""));
        Random random = new Random(5);
        try (BufferedWriter out = Files.newBufferedWriter(run.resolve("steps.jsonl"))) {
            for (int step = 1; step <= STEPS; step++) {
                out.write("{\"step\":" + step + ",\"epoch\":" + (1 + step / 1000) + ",\"time\":" + step / 1000.0
                        + ",\"seen\":" + step % 1000 * 64 + ",\"lr\":0.001,\"memory\":" + (60_000_000 + random.nextInt(
                                20_000_000))
                        + ",\"values\":{\"loss\":" + random.nextFloat() + ",\"accuracy\":" + random
                                .nextFloat()
                        + "}}\n");
            }
        }
    }

    private static Process start(Path folder) throws IOException {
        return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-Xmx160m", "--add-modules",
                "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), LoadedBoard.class.getName(),
                folder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static double seconds(URI address, String path) throws IOException {
        long begin = System.nanoTime();
        Http.Answer answer = Http.get(address, path);
        assertThat(answer.status()).isEqualTo(200);
        return (System.nanoTime() - begin) / 1e9;
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aMillionStepsAndFiftyPagesTakeLittle() throws IOException {
        writeRun();
        Process process = start(folder);
        List<Http> pages = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8)) {
            URI address = URI.create(out.readLine());
            for (int i = 0; i < PAGES; i++) {
                Http page = new Http(address.getPort());
                page.write(Http.request(address, "GET", "changes"));
                pages.add(page);
            }
            double first = seconds(address, "runs/long/curves");
            double all = 0;
            double part = 0;
            double more = 0;
            for (int i = 0; i < PAGES; i++) {
                all += seconds(address, "runs/long/curves?points=2000") / PAGES;
                part += seconds(address, "runs/long/curves?from=" + 10_000 * i + "&to=" + 11_000 * (i + 1)) / PAGES;
                Files.writeString(folder.resolve("long/steps.jsonl"), "{\"step\":" + (STEPS + 1 + i) + "}\n",
                        StandardOpenOption.APPEND);
                more += seconds(address, "runs/long/curves?after=" + (STEPS + i)) / PAGES;
            }
            in.write("\n");
            in.flush();
            String[] megabytes = out.readLine().split(" ", -1);
            System.out.printf(
                    "A board of %,d steps with %d pages: %s MB of heap, %s MB resident; curves: %.2f s at first,"
                            + " then %.1f ms, a part %.1f ms, what is new %.1f ms%n",
                    STEPS, PAGES, megabytes[0], megabytes[1],
                    first, 1e3 * all, 1e3 * part, 1e3 * more);
            assertThat(Integer.parseInt(megabytes[0])).isLessThan(MOST_MEGABYTES / 4);
            assertThat(Integer.parseInt(megabytes[1])).isLessThan(MOST_MEGABYTES);
        } finally {
            for (Http page : pages) {
                page.close();
            }
            process.destroyForcibly();
        }
    }
}
