package dev.lanewise.examples.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("the board is at (http://\\S+/); Ctrl-C ends it");

    @TempDir
    Path folder;

    @Test
    void aFolderThatHasNoRunsIsExplained() throws IOException {
        Outcome.of("board", folder.resolve("none"))
                .assertFailure("none: no such folder; a training with --board makes one");
        Outcome.of("board", Files.createFile(folder.resolve("file"))).assertFailure("file: not a folder");
        Path run = Files.createDirectories(folder.resolve("runs/mnist"));
        Files.writeString(run.resolve("run.json"), "{}");
        Outcome.of("board", run).assertFailure("mnist: the folder of a single run", "runs");
    }

    @Test
    void aPortThatIsTakenIsExplained() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Outcome failed = Outcome.of("board", folder, "--port", taken.getLocalPort());
            assertThat(failed.exit()).isEqualTo(1);
            assertThat(failed.err().lines().toList().getLast())
                    .startsWith("error: ").contains(String.valueOf(taken.getLocalPort()))
                    .doesNotContain("unexpected", "Exception");
        }
    }

    @Test
    void storedRunsAreServedUntilTheProgramIsEnded() throws Exception {
        Path run = Files.createDirectories(folder.resolve("runs/one <b>run"));
        Files.writeString(run.resolve("run.json"), """
                {"version":1,"name":"one <b>run","begun":"2026-11-30T18:04:17Z","state":"complete","epochs":1}
                """);
        Process process = new ChildJvm(folder).startPiped("board", folder.resolve("runs"), "--port", 0);
        try (BufferedReader out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            assertThat(line).matches(ADDRESS);
            Matcher address = ADDRESS.matcher(line);
            assertThat(address.matches()).isTrue();
            URI board = URI.create(address.group(1));
            assertThat(body(board.resolve("runs"))).contains("one <b>run", "complete");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends when it is asked to").isTrue();
        }
    }

    private static String body(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        assertThat(connection.getResponseCode()).isEqualTo(200);
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
