package dev.lanewise.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {
    @TempDir
    private Path folder;

    private static WorkerProcess start(Path program) throws WorkerException {
        return WorkerProcess.start("Fake", List.of(program.toString(), "argument"), Map.of("GREETING", "hello"),
                Duration.ofSeconds(2));
    }

    private WorkerProcess start(String lines) throws IOException, WorkerException {
        return start(FakePeer.script(folder, lines));
    }

    @Test
    void aWorkerOpensTimesAndCloses() throws IOException, WorkerException {
        try (WorkerProcess worker = start(FakePeer.answering(folder, "2.5"))) {
            assertThat(worker.description()).isEqualTo("Fake 1.0");
            assertThat(worker.open("w", 0.1, "sgemm m=1")).isEqualTo(2.5);
            assertThat(worker.measure("w", 0.1, Unit.MICROSECONDS)).isEqualTo(7);
            worker.closeWork();
        }
    }

    @Test
    void itHasItsArgumentsAndItsEnvironment() throws IOException, WorkerException {
        try (WorkerProcess worker = start("echo \"ready $1 $GREETING\"; read -r line")) {
            assertThat(worker.description()).isEqualTo("argument hello");
        }
    }

    @Test
    void closingEndsTheProcessAndWhatItStarted() throws IOException, WorkerException {
        Path child = folder.resolve("child");
        WorkerProcess worker = start("sleep 60 & echo $! > " + child + "; echo ready x; read -r line");
        ProcessHandle sleeping = ProcessHandle.of(Long.parseLong(Files.readString(child).strip())).orElseThrow();
        ProcessHandle process = ProcessHandle.of(worker.pid()).orElseThrow();

        worker.close();

        assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(5));
        assertThat(sleeping.onExit()).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void anInterpreterThatIsMissingIsASentence() {
        assertThatThrownBy(() -> start(folder.resolve("nothing")))
                .isInstanceOf(WorkerException.class)
                .hasMessageStartingWith("Fake is skipped: it cannot be started (")
                .hasMessageContaining(folder.resolve("nothing").toString());
    }

    @Test
    void aModuleThatIsMissingIsASentence() {
        assertThatThrownBy(() -> start("echo 'skip python cannot import PyTorch (No module named torch)'"))
                .hasMessage("Fake is skipped: python cannot import PyTorch (No module named torch)");
    }

    @Test
    void anotherProgramIsASentence() {
        assertThatThrownBy(() -> start("echo 'usage: python'; read -r line"))
                .hasMessage("Fake is skipped: it answers \"usage: python\", which is not expected");
    }

    @Test
    void aProcessThatEndsIsASentenceWithItsLastComplaint() throws IOException, WorkerException {
        assertThatThrownBy(() -> start("echo traceback >&2; echo 'SyntaxError: too old' >&2; exit 1"))
                .hasMessage("Fake is skipped: its process has ended: SyntaxError: too old");
        try (WorkerProcess worker = start("echo ready x; read -r line; exit 3")) {
            assertThatThrownBy(() -> worker.open("w", 0.1, "sgemm"))
                    .hasMessage("Fake is skipped: its process has ended")
                    .isInstanceOfSatisfying(WorkerException.class, e -> assertThat(e.isFatal()).isTrue());
        }
    }

    @Test
    void silenceIsASentence() {
        assertThatThrownBy(() -> start("sleep 60")).hasMessage("Fake is skipped: no answer within 2 s");
    }

    @Test
    void anErrorLeavesTheWorkerInUse() throws IOException, WorkerException {
        try (WorkerProcess worker = start("echo ready x; while read -r line; do echo 'error out of memory'; done")) {
            assertThatThrownBy(() -> worker.open("w", 0.1, "sgemm"))
                    .hasMessage("Fake failed: out of memory")
                    .isInstanceOfSatisfying(WorkerException.class, e -> assertThat(e.isFatal()).isFalse());
        }
    }
}
