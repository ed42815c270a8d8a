package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardTest {
    @TempDir
    Path folder;

    private static ServerSocket taken(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private static void assertFault(Board.Builder builder, String sentence) {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(builder::open).withMessageContaining(sentence);
    }

    @Test
    void aPortThatIsTakenIsSaid() throws IOException {
        try (ServerSocket socket = taken(0)) {
            assertFault(Board.in(folder).port(socket.getLocalPort()),
                    "Board: port " + socket.getLocalPort() + " of 127.0.0.1 cannot be had (Address already in use)");
        }
    }

    @Test
    void theNextPortIsTakenOtherwise() {
        try (Board first = Board.in(folder).open(); Board second = Board.in(folder).open()) {
            assertThat(first.address().getPort()).isBetween(6270, 6288);
            assertThat(second.address().getPort()).isBetween(first.address().getPort() + 1, 6289);
            assertThat(second.address().getRawPath()).isNotEqualTo(first.address().getRawPath());
            assertThat(first.address().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aClosedBoardLeavesNothing() throws IOException, InterruptedException {
        Set<String> before = threads();
        Board board = Board.in(folder).port(0).open();
        int port = board.address().getPort();
        assertThat(threads()).contains("HTTP-Dispatcher");
        assertThat(Thread.getAllStackTraces().keySet()).anyMatch(
                thread -> thread.getName().equals("HTTP-Dispatcher") && !thread.isDaemon());
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), port)) {
            long begin = System.nanoTime();
            board.close();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(10));
            assertThat(isOver(idle)).isTrue();
        }
        board.close(); // again
        taken(port).close();
        try (Board again = Board.in(folder).port(port).open()) {
            assertThat(again.address().getPort()).isEqualTo(port);
        }
        for (int i = 0; i < 600 && !before.containsAll(threads()); i++) {
            Thread.sleep(50); // the threads of the server end by themselves
        }
        assertThat(threads()).isSubsetOf(before);
    }

    private static boolean isOver(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    /** Those that a board starts. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("HTTP-") || name.startsWith("lanewise-board")
                        || name.startsWith("idle-"))
                .collect(Collectors.toSet());
    }

    @Test
    void aHostOfOthersIsSaid() {
        assertFault(Board.in(folder).port(0).host("192.0.2.1"), "Board: 192.0.2.1 is no address of this machine");
        assertFault(Board.in(folder).host("192.0.2.1"), "Board: 192.0.2.1 is no address of this machine");
        assertFault(Board.in(folder).host("no such host.invalid"),
                "Board: the host \"no such host.invalid\" is not known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.0.0.2", "0.0.0.0", "::1", "[::1]", "::"})
    void hostsOfThisMachineAnswer(String host) throws IOException {
        try (Board board = Board.in(folder).port(0).host(host).open()) {
            HttpURLConnection connection = (HttpURLConnection) board.address().resolve("runs").toURL().openConnection();
            assertThat(connection.getResponseCode()).describedAs(board.address().toString()).isEqualTo(200);
            assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"runs\":[]");
        } catch (UncheckedIOException e) {
            assertThat(host).containsAnyOf(":", "127.0.0.2"); // a machine without IPv6, or with one loopback address
        }
    }

    @Test
    void wrongFoldersAreSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertFault(Board.in(file), "file is a file, not a folder of runs");
        Files.createDirectories(folder.resolve("runs/mnist"));
        Files.writeString(folder.resolve("runs/mnist/run.json"), "{}");
        assertFault(Board.in(folder.resolve("runs/mnist")), "mnist is a run itself; its parent is what a board shows");
        try (Board board = Board.in(folder.resolve("missing")).port(0).open()) {
            assertThat(board.folder()).isEqualTo(folder.resolve("missing").toAbsolutePath()).doesNotExist();
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void wrongArgumentsAreSaid() {
        assertThatIllegalArgumentException().isThrownBy(() -> Board.in(null))
                .withMessage("Board.in: the folder is null");
        Board.Builder builder = Board.in(folder);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.host(null))
                .withMessage("Board.host: the host is null");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.host(" "))
                .withMessage("Board.host: the host is blank");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(65_536))
                .withMessage("Board: the port is 65536, not one of 0 to 65535");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(-1));
        try (Board board = builder.port(0).open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> board.control(null))
                    .withMessage("Board.control: the recorder is null");
            assertThatIllegalArgumentException().isThrownBy(() -> board.record(null));
            RunRecorder other = RunRecorder.in(folder.resolve("other"), "small");
            assertThatIllegalArgumentException().isThrownBy(() -> board.control(other))
                    .withMessage("Board.control: the recorder records to " + folder.resolve("other")
                            + ", and the board shows " + folder);
            RunRecorder own = RunRecorder.in(folder.resolve("x/.."), "small");
            assertThat(board.control(own)).isSameAs(own);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Board.report(null, folder))
                .withMessage("Board.report: the run is null");
        assertThatIllegalArgumentException().isThrownBy(() -> Board.report(folder, null))
                .withMessage("Board.report: the file is null");
    }

    @Test
    void aReportIsWrittenAsAWhole() throws IOException {
        Path run = Files.createDirectories(folder.resolve("mnist"));
        Path file = folder.resolve("report.html");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Board.report(run, file));
        assertThat(file).doesNotExist();
        Files.writeString(run.resolve("run.json"), "{\"version\":1,\"name\":\"mnist\",\"state\":\"complete\"}");
        Board.report(run, file);
        assertThat(file).content().contains("<!doctype html>");
    }
}
