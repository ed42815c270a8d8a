package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program whose training is stopped on its board. */
class StoppedOnTheBoardTest {
    private static final int EPOCHS = 300;
    private static final Pattern ADDRESS = Pattern.compile("the board is at (http://\\S+/)");

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeData() {
        SmallSet.writeSmallPictures(data, 600, 20);
    }

    private Object[] args(Object... more) {
        List<Object> args = new ArrayList<>(List.of("mnist", "--data", data, "--epochs", EPOCHS, "--hidden", "24",
                "--batch-size", 12, "--quiet", "--runs", folder.resolve("runs")));
        args.addAll(List.of(more));
        return args.toArray();
    }

    @Test
    void itSaysHowToGoOnAndEndsWithTheBytesOfARunThatNeverStopped() throws IOException, InterruptedException {
        Process process = new ChildJvm(folder).start(args("--board", "--board-port", 0));
        try {
            Matcher address = waitFor("err.txt", ADDRESS);
            URI control = URI.create(address.group(1) + "runs/mnist/control?act=stop");
            while (post(control) != 200) { // the training has not begun
                assertThat(process.isAlive()).isTrue();
                Thread.sleep(20);
            }
            waitFor("err.txt", Pattern.compile("the board stays open at \\S+; Ctrl-C ends it"));
            assertThat(Files.readString(folder.resolve("out.txt")))
                    .matches("stopped in epoch \\d+ of 300; --checkpoint "
                            + "\\S+state\\.safetensors --resume --board goes on\\R");
            assertThat(process.isAlive()).as("it stays").isTrue();
        } finally {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ends when it is asked to").isTrue();
        }
        Path resumed = folder.resolve("resumed.safetensors");
        Outcome.of(args("--checkpoint", folder.resolve("runs/mnist/state.safetensors"), "--resume", "--save", resumed))
                .assertSuccess();
        assertThat(Files.readAllLines(folder.resolve("runs/mnist/epochs.jsonl"))).hasSize(EPOCHS);
        assertThat(folder.resolve("runs/mnist-2")).doesNotExist();
        Path whole = folder.resolve("whole.safetensors");
        Outcome.of(args("--save", whole)).assertSuccess();
        assertThat(resumed).hasSameBinaryContentAs(whole);
    }

    private Matcher waitFor(String file, Pattern pattern) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            Path written = folder.resolve(file);
            String text = Files.exists(written) ? Files.readString(written) : "";
            Matcher matcher = pattern.matcher(text);
            if (matcher.find()) {
                return matcher;
            }
            assertThat(System.nanoTime()).as("waited in vain for %s in %s", pattern, text).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static int post(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.getOutputStream().write("".getBytes(StandardCharsets.UTF_8));
        return connection.getResponseCode();
    }
}
