package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.Board;
import dev.lanewise.board.RunRecorder;
import dev.lanewise.board.SmallFit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training of this JVM, watched and asked over HTTP as a page does it. */
class LiveRunTest {
    private static final int EPOCHS = 1_000_000;

    @TempDir
    Path folder;

    private static Http.Answer post(URI address, String path) throws IOException {
        return Http.post(address, "runs/small/" + path, new byte[0]);
    }

    private static String runsWhen(URI address, Predicate<String> wanted) throws IOException, InterruptedException {
        String runs = Http.get(address, "runs").text();
        while (!wanted.test(runs)) {
            Thread.sleep(20);
            runs = Http.get(address, "runs").text();
        }
        return runs;
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void isShownPausedAskedAndStopped() throws IOException, InterruptedException {
        SmallFit fit = new SmallFit();
        try (Board board = Board.in(folder.resolve("runs")).port(0).open()) {
            URI address = board.address();
            RunRecorder recorder = fit.everything(board.record("small"));
            CountDownLatch ended = new CountDownLatch(1);
            Thread trains = Thread.ofPlatform().start(() -> {
                fit.trainer.with(recorder).fit(fit.training, fit.validation, EPOCHS);
                ended.countDown();
            });
            runsWhen(address, runs -> runs.contains("\"id\":\"small\",\"live\":true,\"state\":\"running\""));
            while (!Http.get(address, "runs/small").text().contains("predictions-0001.safetensors")) {
                Thread.sleep(20);
            }
            while (!Http.get(address, "runs/small/curves").text().contains("\"loss\":{\"mean\":[")) {
                Thread.sleep(20);
            }
            assertThat(Http.get(address, "runs/small/pictures?at=0,6").body()).hasSize(32);

            assertThat(post(address, "control?act=pause").status()).isEqualTo(200);
            runsWhen(address, runs -> runs.contains("\"live\":true,\"state\":\"paused\""));
            Http.Answer drawn = Http.post(address, "runs/small/draw", new byte[16]);
            assertThat(drawn.text()).startsWith("{\"labels\":[\"a\",\"b\",\"<i>c</i>\"],\"chances\":[")
                    .contains("\"rows\":4");
            assertThat(post(address, "control?act=rate&value=0.5").status()).isEqualTo(200);
            assertThat(post(address, "control?act=resume").status()).isEqualTo(200);
            runsWhen(address, runs -> runs.contains("\"live\":true,\"state\":\"running\""));
            while (!Http.get(address, "runs/small/lines/events.jsonl").text().contains("\"kind\":\"rate\"")) {
                Thread.sleep(20);
            }
            assertThat(post(address, "control?act=stop").status()).isEqualTo(200);
            assertThat(ended.await(4, TimeUnit.MINUTES)).isTrue();
            trains.join();
            runsWhen(address, runs -> runs.contains("\"live\":true,\"state\":\"stopped\""));
            assertThat(folder.resolve("runs/small/state.safetensors")).isNotEmptyFile();
            assertThat(Http.post(address, "runs/small/draw", new byte[16]).status()).isEqualTo(200);
            assertThat(post(address, "control?act=pause").status()).isEqualTo(409);
            assertThat(Http.get(address, "runs/small/report.html").status()).isEqualTo(200);
        }
    }

    @Test
    void goesOnWhenItsBoardIsClosed() throws IOException {
        SmallFit fit = new SmallFit();
        SmallFit plain = new SmallFit();
        plain.trainer.fit(plain.training, plain.validation, 4);
        Board board = Board.in(folder.resolve("runs")).port(0).open();
        Http page = new Http(board.address().getPort());
        page.write(Http.request(board.address(), "GET", "changes"));
        RunRecorder recorder = fit.everything(board.record("small"));
        board.close();
        assertThat(page.isOver()).isTrue();
        page.close();
        fit.trainer.with(recorder).fit(fit.training, fit.validation, 4);
        assertThat(fit.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
        assertThat(Files.readString(folder.resolve("runs/small/run.json"))).contains("\"state\":\"complete\"");
    }
}
