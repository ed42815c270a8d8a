package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.StoredRun;
import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Control;
import dev.lanewise.board.control.RefusedException;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
    @TempDir
    Path folder;

    private final Asked asked = new Asked();
    private final AtomicReference<@Nullable Path> begun = new AtomicReference<>();
    private WebServer server;
    private URI address;

    /** A training that writes down what it is asked. */
    private static final class Asked implements Control {
        final List<String> calls = new ArrayList<>();
        volatile @Nullable Sketchpad pad;
        volatile @Nullable Exception fault;
        volatile Tensor chances = Tensor.of(0.25f, 0.75f);
        volatile @Nullable CountDownLatch hold;

        private void note(String call) throws RefusedException {
            calls.add(call);
            if (fault instanceof RefusedException refused) {
                throw refused;
            }
        }

        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public boolean isPaused() {
            return false;
        }

        @Override
        public void pause() throws RefusedException {
            note("pause");
        }

        @Override
        public void resume() throws RefusedException {
            note("resume");
        }

        @Override
        public void stop() throws RefusedException {
            note("stop");
        }

        @Override
        public void setLearningRate(double rate) throws RefusedException {
            note("rate " + rate);
        }

        @Override
        public Optional<Sketchpad> sketchpad() {
            return Optional.ofNullable(pad);
        }

        @Override
        public Answer draw(float[] ink) throws RefusedException, InterruptedException, TimeoutException {
            note("draw " + ink[0] + " " + ink[1]);
            if (fault instanceof TimeoutException timeout) {
                throw timeout;
            }
            if (fault instanceof RuntimeException broken) {
                throw broken;
            }
            CountDownLatch latch = hold;
            if (latch != null) {
                latch.await();
            }
            return new Answer(chances, Tensor.of(0f, 0.5f, 1f, Float.NaN, 7f, -1f).reshape(2, 3));
        }
    }

    @BeforeEach
    void open() throws IOException {
        StoredRun.write(folder, "other");
        begun.set(StoredRun.write(folder, "mine"));
        Lives lives = new Lives();
        lives.add(() -> Optional.ofNullable(begun.get()), asked);
        server = new WebServer(folder, "127.0.0.1", InetAddress.getLoopbackAddress(), 0, lives);
        address = server.address();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void assertAnswer(String path, byte[] body, int status, String text) throws IOException {
        Http.Answer answer = Http.post(address, "runs/" + path, body);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.status()).isEqualTo(status);
    }

    private void assertSaid(String path, int status, String sentence) throws IOException {
        assertAnswer(path, new byte[0], status, "{\"said\":\"" + sentence + "\"}");
    }

    @Test
    void goToTheTraining() throws IOException {
        assertThat(Http.get(address, "runs").text()).contains("\"id\":\"mine\",\"live\":true",
                "\"id\":\"other\",\"live\":false");
        assertSaid("mine/control?act=pause", 200, "the training pauses after the step in progress");
        assertSaid("mine/control?act=resume", 200, "the training goes on");
        assertSaid("mine/control?act=rate&value=1e-3", 200, "the learning rate is 0.001 from the next step on");
        assertSaid("mine/control?act=stop", 200,
                "the training stops after the step in progress, and its state is saved");
        assertThat(asked.calls).containsExactly("pause", "resume", "rate 0.001", "stop");
    }

    @Test
    void goToNoOther() throws IOException {
        String not = "this run is not one of the process that shows it, so nothing can be asked of it";
        assertSaid("other/control?act=pause", 409, not);
        assertSaid("other/draw", 409, not);
        begun.set(null);
        assertSaid("mine/control?act=pause", 409, not);
        begun.set(folder.resolve("../" + folder.getFileName() + "/other"));
        assertSaid("other/control?act=pause", 200, "the training pauses after the step in progress");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-1", "x", "", "1e999", "0x1p", "1,5"})
    void badRatesAreRefused(String rate) throws IOException {
        assertSaid("mine/control?act=rate&value=" + rate, 400,
                "the learning rate is \\\"" + rate + "\\\", not a finite number of 0 or more");
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void othersAreRefused() throws IOException {
        assertSaid("mine/control?act=x", 400, "act is \\\"x\\\", not pause, resume, stop or rate");
        assertSaid("mine/control", 400, "act is \\\"\\\", not pause, resume, stop or rate");
        asked.fault = new RefusedException("the training is over");
        assertSaid("mine/control?act=pause", 409, "the training is over");
    }

    @Test
    void drawingsAreTold() throws IOException {
        assertSaid("mine/draw", 409, "this run has no sketchpad: nothing can be drawn for it");
        asked.pad = new Sketchpad(1, 2, List.of("<b>", "b"));
        assertSaid("mine/draw", 400, "the drawing has 0 bytes, not 1 x 2");
        assertAnswer("mine/draw", new byte[] {0, -1}, 200, "{\"labels\":[\"<b>\",\"b\"],\"chances\":[0.25,0.75],"
                + "\"rows\":2,\"cols\":3,\"seen\":[0,128,255,0,255,0]}");
        assertThat(asked.calls).containsExactly("draw 0.0 1.0");
        asked.chances = Tensor.of(Float.NaN, Float.POSITIVE_INFINITY);
        assertThat(Http.post(address, "runs/mine/draw", new byte[2]).text()).contains("\"chances\":[null,null]");
        asked.chances = Tensor.of(1f);
        assertSaidOfDrawing(409, "the model gives 1 chances for 2 classes");
        asked.fault = new RefusedException("the model is gone");
        assertSaidOfDrawing(409, "the model is gone");
        asked.fault = new TimeoutException();
        assertSaidOfDrawing(503, "the step in progress takes too long to wait for; try again");
        asked.fault = new IllegalStateException("a\nb");
        assertSaidOfDrawing(409, "the drawing could not be told: java.lang.IllegalStateException: a\\\\nb");
    }

    private void assertSaidOfDrawing(int status, String sentence) throws IOException {
        assertAnswer("mine/draw", new byte[2], status, "{\"said\":\"" + sentence + "\"}");
    }

    /** Eight drawings wait for a step: four are refused, and everything else is answered meanwhile. */
    @Test
    void thatTakeLongKeepNothingElseWaiting() throws IOException, InterruptedException {
        asked.pad = new Sketchpad(1, 2, List.of("a", "b"));
        CountDownLatch latch = new CountDownLatch(1);
        asked.hold = latch;
        List<Integer> statuses = new ArrayList<>();
        List<Thread> drawings = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            drawings.add(Thread.ofPlatform().start(() -> {
                try {
                    int status = Http.post(address, "runs/mine/draw", new byte[2]).status();
                    synchronized (statuses) {
                        statuses.add(status);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        while (true) {
            synchronized (statuses) {
                if (statuses.size() == 4) {
                    break;
                }
            }
            Thread.sleep(10);
        }
        assertThat(Http.get(address, "runs").status()).isEqualTo(200);
        assertThat(Http.get(address, "runs/mine/curves").status()).isEqualTo(200);
        assertThat(Http.post(address, "runs/mine/control?act=pause", new byte[0]).status()).isEqualTo(200);
        latch.countDown();
        for (Thread each : drawings) {
            each.join();
        }
        assertThat(statuses).containsExactly(503, 503, 503, 503, 200, 200, 200, 200);
    }

    @Test
    void endWithTheBoard() throws IOException, InterruptedException {
        asked.pad = new Sketchpad(1, 2, List.of("a", "b"));
        asked.hold = new CountDownLatch(1);
        try (Http http = new Http(address.getPort())) {
            http.write(Http.request(address, "POST", "runs/mine/draw", "Content-Length: 2"));
            http.write(new byte[2]);
            while (asked.calls.isEmpty()) {
                Thread.sleep(10);
            }
            server.close();
            assertThat(http.isOver()).isTrue();
        }
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("lanewise-board"));
    }
}
