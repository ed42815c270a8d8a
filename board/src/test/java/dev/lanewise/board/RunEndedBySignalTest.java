package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lanewise.board.runs.RunView;
import dev.lanewise.board.runs.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recorded training that is ended with its program. */
@Timeout(600)
class RunEndedBySignalTest {
    private static final int LONG = 1_000_000;

    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    /** Trains until it is sent a signal. */
    private ChildTraining ended(String signal) throws IOException, InterruptedException {
        assumeThat(Path.of("/bin/kill")).exists();
        ChildTraining child = ChildTraining.of(folder, List.of(), runs(), LONG, true);
        Process process = child.start();
        try {
            Path steps = runs().resolve("small/steps.jsonl");
            while (process.isAlive() && (Files.notExists(steps) || Files.size(steps) == 0)) {
                Thread.sleep(Duration.ofMillis(5));
            }
            assertThat(new ProcessBuilder("/bin/kill", signal, Long.toString(process.pid())).start().waitFor())
                    .isZero();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return child;
    }

    /** As Ctrl-C does, unless this process, whose child inherits that, ignores it. */
    private static String interrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        boolean isIgnored = Files.exists(status) && Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & 2) != 0);
        return isIgnored ? "-TERM" : "-INT";
    }

    private RunView view() {
        return new Runs(runs()).list().getFirst();
    }

    @Test
    void itSaysStoppedAndGoesOnWithTheBitsOfOneThatNeverStopped() throws Exception {
        ChildTraining child = ended(interrupt());
        assertThat(String.join("\n", child.err())).contains("stopped after step ", "the state is in "
                + runs().resolve("small/state.safetensors") + ", from which the training can be resumed");
        assertThat(view().state()).isEqualTo("stopped");
        assertThat(Json.object(runs().resolve("small/run.json")))
                .containsEntry("reason", "the program was asked to end");
        assertThat(Json.lines(runs().resolve("small/events.jsonl"))).extracting(line -> line.get("kind"))
                .containsExactly("begun", "stopped");
        int epochs = Json.lines(runs().resolve("small/epochs.jsonl")).size() + 2;
        SmallFit second = new SmallFit();
        RunRecorder resumed = second.everything(RunRecorder.in(runs(), "small"));
        second.trainer.with(resumed).resume(runs().resolve("small/state.safetensors"))
                .fit(second.training, second.validation, epochs);
        assertThat(resumed.folder()).contains(runs().resolve("small"));
        assertThat(view().state()).isEqualTo("complete");
        SmallFit plain = new SmallFit();
        plain.trainer.fit(plain.training, plain.validation, epochs);
        assertThat(second.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
        assertThat(Json.lines(runs().resolve("small/epochs.jsonl"))).hasSize(epochs);
    }

    @Test
    void whatIsKilledIsInterruptedAndHasWholeLines() throws Exception {
        ended("-KILL");
        assertThat(Json.object(runs().resolve("small/run.json"))).containsEntry("state", "running");
        assertThat(Files.readString(runs().resolve("small/steps.jsonl"))).endsWith("\n");
        assertThat(Json.lines(runs().resolve("small/steps.jsonl"))).isNotEmpty();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!view().state().equals("interrupted")) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(200);
        }
    }
}
