package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The build that {@code examples/run} begins with, on a checkout of our own. A script in the place of Maven notes that
 * it was started, takes SECONDS_TO_BUILD, and leaves a product.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is for shells")
class LauncherBuildTest {
    private static final String BUILDING = "building (first run): Maven fetches what it needs and"
            + " compiles; this takes minutes, once…";
    private static final String WAITING = "waiting for another start, which is still building…";
    private static final String BUILT = "built";

    private static final String MAVEN = """
            #!/bin/sh
            echo "[INFO] Maven's progress"
            echo "[WARNING] Maven's warning"
            echo started >>mvn-started
            [ -z "${INTERRUPT:-}" ] || kill -s INT -- "-$PPID"
            [ -z "${STEAL:-}" ] || ln -sfn "$STEAL" target/launcher-lock
            sleep "${SECONDS_TO_BUILD:-0}"
            [ -z "${FAIL:-}" ] || exit 1
            mkdir -p core/target/classes/dev examples/target/classes
            : >examples/target/classes/product
            """;

    private static final String RUN = """
            set -eu
            . .config/launcher.sh
            JDK=/none
            build examples process-classes classes/product
            echo built
            """;

    @TempDir
    private Path folder;

    private Path root;

    private record Result(int exit, List<String> lines) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        root = checkout("a checkout");
    }

    private Path checkout(String name) throws IOException {
        Path made = folder.resolve(name);
        Files.createDirectories(made.resolve(".config"));
        Files.createDirectories(made.resolve("core/src/main"));
        Files.createDirectories(made.resolve("examples/src/main"));
        for (String pom : List.of("pom.xml", "core/pom.xml", "examples/pom.xml")) {
            Files.createFile(made.resolve(pom));
        }
        Files.copy(Path.of("..", ".config", "launcher.sh"), made.resolve(".config/launcher.sh"));
        Files.copy(Path.of("run"), made.resolve("examples/run"));
        Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
        Files.writeString(maven, MAVEN);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        return made;
    }

    @Test
    void itBuildsOnceAndSaysSo() throws Exception {
        assertThat(build()).isEqualTo(new Result(0, List.of(BUILDING, BUILT)));
        assertThat(build()).isEqualTo(new Result(0, List.of(BUILT)));
        assertNothingIsLeft();
    }

    @Test
    void ofSeveralFirstRunsOneBuildsAndTheOthersWait() throws Exception {
        List<Process> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runs.add(start("SECONDS_TO_BUILD=2"));
        }
        List<List<String>> lines = new ArrayList<>();
        for (Process run : runs) {
            Result result = end(run);
            assertThat(result.exit()).as("%s", result.lines()).isZero();
            lines.add(result.lines());
        }
        assertThat(lines).containsOnlyOnce(List.of(BUILDING, BUILT)).contains(List.of(WAITING, BUILT));
        assertThat(root.resolve("mvn-started")).hasContent("started");
        assertNothingIsLeft();
    }

    @Test
    void aBuildThatWasKilledStopsNobody() throws Exception {
        Process killed = start("SECONDS_TO_BUILD=3");
        Path started = root.resolve("mvn-started");
        while (!Files.exists(started)) {
            Thread.sleep(Duration.ofMillis(10));
        }
        killed.destroyForcibly().waitFor();
        assertThat(lock()).as("it could not remove its lock").isSymbolicLink();
        assertThat(build()).isEqualTo(new Result(0, List.of(BUILDING, BUILT)));
        assertThat(Files.exists(lock(), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void theLocksOfEndedProcessesAndOldOnesOfOtherMachinesAreBroken() throws Exception {
        Files.createDirectories(root.resolve("target"));
        String host = script("uname -n").lines().getFirst();
        // this test's JVM is alive, but was not started then: its number has been used again
        for (String owner : List.of("999999999-1@" + host, ProcessHandle.current().pid() + "-1@" + host, "nonsense")) {
            Files.createSymbolicLink(lock(), Path.of(owner));
            if (owner.equals("nonsense")) {
                script("touch -h -t 202001010000 target/launcher-lock");
            }
            // nobody has to wait, nor is told of it
            assertThat(build().lines()).as(owner).endsWith(BUILT).doesNotContain(WAITING);
            Files.delete(root.resolve("examples/target/launcher-built"));
        }
        assertNothingIsLeft();
    }

    @Test
    void theLockOfAnotherMachineHolds() throws Exception {
        Files.createDirectories(root.resolve("target"));
        Files.createSymbolicLink(lock(), Path.of("1-1@elsewhere.example"));
        Process waiting = start();
        assertThat(waiting.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo(WAITING);
        Files.delete(lock());
        assertThat(end(waiting)).isEqualTo(new Result(0, List.of(BUILDING, BUILT)));
    }

    @Test
    void anInterruptionIsSilent() throws Exception {
        // With job control a job is a process group of its own, as in a terminal. What the build itself was told to
        // ignore, as under nohup, no shell can undo: env can, where it has the option.
        Result result = script("undo=; ! env --default-signal=INT true 2>/dev/null || undo='env --default-signal=INT'; "
                + "(set -m; INTERRUPT=1 SECONDS_TO_BUILD=60 $undo bash -c '" + RUN
                + "' 2>&1 & wait $!; echo status $?) 2>/dev/null");
        assertThat(result.lines()).containsExactly(BUILDING, "status 130");
        assertNothingIsLeft();
        assertThat(root.resolve("examples/target/launcher-built")).doesNotExist();
        assertThat(build().lines()).containsExactly(BUILDING, BUILT);
    }

    @Test
    void whoIsToldToEndEndsAtOnceWithAllItHasStarted() throws Exception {
        Process told = start("SECONDS_TO_BUILD=61");
        List<ProcessHandle> started = List.of();
        while (started.stream().noneMatch(process -> process.info().command().orElse("").endsWith("sleep"))) {
            Thread.sleep(Duration.ofMillis(10));
            started = told.descendants().toList();
        }
        told.toHandle().destroy(); // keeps its output open
        assertThat(told.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(end(told)).isEqualTo(new Result(128 + 15, List.of(BUILDING)));
        assertThat(started).noneMatch(ProcessHandle::isAlive);
        assertNothingIsLeft();
    }

    @Test
    void theLockOfAnotherIsNotRemoved() throws Exception {
        String successor = "1-1@elsewhere.example"; // who has found the lock to be too old
        for (List<String> variables : List.of(List.of("STEAL=" + successor, "FAIL=1"), List.of("STEAL=" + successor))) {
            end(start(variables.toArray(String[]::new)));
            assertThat(Files.readSymbolicLink(lock())).as("%s", variables).hasToString(successor);
            Files.delete(lock());
        }
        // a process of the same number on another machine
        assertThat(script("ln -s $$-1@elsewhere target/launcher-lock; { sleep 1; kill -s TERM $$; } & "
                + "rm examples/target/launcher-built; " + RUN)).isEqualTo(new Result(128 + 15, List.of(WAITING)));
        assertThat(Files.readSymbolicLink(lock()).toString()).endsWith("@elsewhere");
    }

    @Test
    void whereTheStartOfAProcessIsHiddenALockHoldsForAQuarterOfAnHour() throws Exception {
        String holds = "; if may_hold \"$owner-$start@$(uname -n)\" lock; then echo holds; else echo not; fi";
        String hidden = "set -eu; . .config/launcher.sh; process_start() { :; }; ln -s owner lock; owner=";
        for (String start : List.of("; start=", "; start=1")) {
            assertThat(script("rm -f lock; " + hidden + "$$" + start + holds).lines()).containsExactly("holds");
            assertThat(script("rm -f lock; " + hidden + "999999999" + start + holds).lines()).containsExactly("not");
            assertThat(script("rm -f lock; " + hidden + "$$" + start + "; touch -h -t 202001010000 lock" + holds)
                    .lines()).containsExactly("not");
        }
        assertThat(
                script("set -eu; . .config/launcher.sh; PATH=; is_alive $$; is_alive 1; ! is_alive 999999999").exit())
                .as("needs nothing but the shell").isZero();
    }

    @Test
    void aBuildThatFailsSaysWhy() throws Exception {
        Result result = end(start("FAIL=1"));
        assertThat(result.lines())
                .containsExactly(BUILDING, "[WARNING] Maven's warning",
                        "The build failed; Maven's errors and warnings are"
                                + " above, all its output is in examples/target/launcher-build.log.");
        assertThat(result.exit()).isEqualTo(1);
        assertNothingIsLeft();
        assertThat(build().lines()).containsExactly(BUILDING, BUILT);
    }

    @Test
    void whereNothingCanBeWrittenOneSentenceSaysSo() throws Exception {
        Path target = Files.createFile(root.resolve("examples/target")); // may be nobody's permissions bind this user
        Result result = build();
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines()).singleElement().asString()
                .startsWith("Lanewise has to be built (first run), and " + target.toRealPath() + " cannot be written");
    }

    @Test
    void aPathThatJavaWouldTakeApartIsRefused() throws Exception {
        root = checkout("a:b");
        Result result = build();
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines()).singleElement().asString().contains("a:b: ", "colons");
    }

    @Test
    void aSearchPathForFoldersChangesNothing() throws Exception {
        assertThat(script("CDPATH=$PWD bash -c '. .config/launcher.sh; echo \"$ROOT\"'"))
                .isEqualTo(new Result(0, List.of(root.toRealPath().toString())));
    }

    @Test
    void aProgramThatDoesNotExistIsRefusedBeforeTheBuild() throws Exception {
        Result result = script("bash examples/run foo --epochs 1");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.lines()).containsExactly(
                "error: there is no program foo; choose mnist, mnist-cnn, mnist-lstm, predict, autoencoder, "
                        + "cifar, timeseries, regression, chargpt, embed, generate, classify, board, devices, doctor, "
                        + "flame or jshell (see examples/run --help)");
        assertThat(script("bash examples/run $'\\e[2J\\nfoo'").lines()).singleElement().asString()
                .startsWith("error: there is no program ").doesNotContain("\u001b").contains("[2J", "foo'; choose");
    }

    private void assertNothingIsLeft() throws IOException {
        try (var files = Files.list(root.resolve("target"))) {
            assertThat(files).isEmpty();
        }
        assertThat(root.resolve("examples/target/launcher-built.new")).doesNotExist();
    }

    private Path lock() {
        return root.resolve("target/launcher-lock");
    }

    private Result build() throws Exception {
        return end(start());
    }

    private Process start(String... variables) throws IOException {
        return process(RUN, variables);
    }

    private Result script(String text) throws Exception {
        return end(process(text));
    }

    private Process process(String script, String... variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(root.toFile()).redirectErrorStream(true);
        builder.environment().merge("PATH", "", (path, _) -> folder.resolve("bin") + ":" + path);
        for (String variable : variables) {
            builder.environment().put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        return builder.start();
    }

    private static Result end(Process process) throws IOException, InterruptedException {
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), lines);
    }
}
