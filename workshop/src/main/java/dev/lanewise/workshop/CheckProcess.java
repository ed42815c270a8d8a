package dev.lanewise.workshop;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The JVM that runs the checks of a chapter, seen from the one that starts it. It is started before there is anything to
 * run, and warms up while the compiler works.
 */
final class CheckProcess implements AutoCloseable {
    /** The JVM gives up by itself after its limit; this much later it is ended from here. */
    private static final int GRACE_SECONDS = 30;

    /** Ctrl-C ends both JVMs; so much later at most this one knows that it was meant as well. */
    private static final int HOOK_MILLIS = 500;

    private static final long MEGA = 1 << 20;

    /** Enough for each chapter; a list that grows for ever is at its end before the machine is. */
    private static final long HEAP = 1024 * MEGA;

    /** What every JVM with the Vector API says. */
    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    private final Process process;
    private final long limitSeconds;
    private final Thread end;
    private final List<Check> checks = new ArrayList<>();
    private volatile long heard = System.nanoTime();
    private volatile boolean silent;
    private volatile boolean interrupted;
    private int running = -1;

    /**
     * Starts a JVM.
     *
     * @param classPath where {@link CheckRunner} and what it needs are
     * @param data      the folder of MNIST's files; null for that of the environment, if any
     * @param seconds   the time for one check
     */
    CheckProcess(String classPath, @Nullable Path data, long seconds) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
                "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:-OmitStackTraceInFastThrow",
                "-Djava.awt.headless=true",
                "-Xmx" + Math.min(HEAP, Runtime.getRuntime().maxMemory()) / MEGA + "m"));
        for (String option : System.getenv().getOrDefault("LANEWISE_JAVA_OPTS", "").split("\\s+")) {
            if (!option.isEmpty()) {
                command.add(option);
            }
        }
        command.addAll(List.of("-classpath", classPath, CheckRunner.class.getName(), Long.toString(seconds)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (data != null) {
            builder.environment().put("LANEWISE_MNIST", data.toString());
        }
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new WorkshopException("the JVM for the checks cannot be started: " + e.getMessage());
        }
        limitSeconds = seconds;
        end = new Thread(this::interrupted);
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** Runs the check classes of this name; {@code live} is told of each result. */
    List<Check> run(Path classes, List<String> names, Live live) {
        heard = System.nanoTime();
        Thread guard = new Thread(this::guard, "guard");
        guard.setDaemon(true);
        guard.start();
        boolean ended = false;
        try (BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8);
                BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            order(in, classes + "\t" + String.join("\t", names) + "\n");
            String line;
            while (!ended && (line = out.readLine()) != null) {
                heard = System.nanoTime();
                ended = take(line, live);
            }
        } catch (IOException e) {
            // the pipe breaks with the process
        } finally {
            guard.interrupt();
        }
        if (!ended) {
            died(live);
        }
        return List.copyOf(checks);
    }

    private static void order(BufferedWriter in, String line) {
        try {
            in.write(line);
            in.flush();
        } catch (IOException e) {
            // The JVM has ended already, because of its options for example; it has printed why.
        }
    }

    private boolean take(String line, Live live) {
        Event event = Event.parse(line);
        if (event == null) {
            if (!line.equals(INCUBATOR)) {
                live.printed(line);
            }
            return false;
        }
        switch (event.kind()) {
            case PLANNED -> checks.add(new Check(event.text(), Check.State.NOT_RUN, "", ""));
            case STARTED -> running = event.check();
            case PASSED -> finish(event, Check.State.PASSED, event.text(), live);
            case HOLE -> finish(event, Check.State.HOLE, event.text(), live);
            case FAILED -> finish(event, Check.State.FAILED, event.text(), live);
            case PRINTED -> live.printed(event.text());
            case STUCK -> finish(event, Check.State.FAILED,
                    "still running after " + event.text() + (event.where().isEmpty()
                            ? ": a loop or a wait without end?"
                            : ": a loop without end?"),
                    live);
            case EXIT -> finish(event, Check.State.FAILED,
                    "System.exit ends the program, and with it the checks: an exercise returns or throws", live);
            case DONE -> {}
        }
        return switch (event.kind()) {
            case DONE, STUCK, EXIT -> true;
            default -> false;
        };
    }

    private void finish(Event event, Check.State state, String message, Live live) {
        int number = event.check() >= 0 ? event.check() : firstOpen();
        finish(number, state, message, event.where(), live);
    }

    private void finish(int number, Check.State state, String message, String where, Live live) {
        if (number < 0 || number >= checks.size()) { // before anything was planned
            checks.add(new Check("the checks can be run", state, message, where));
            live.finished(checks.getLast());
            return;
        }
        Check check = new Check(checks.get(number).name(), state, message, where);
        checks.set(number, check);
        running = -1;
        live.finished(check);
    }

    private int firstOpen() {
        if (running >= 0) {
            return running;
        }
        for (int i = 0; i < checks.size(); i++) {
            if (checks.get(i).state() == Check.State.NOT_RUN) {
                return i;
            }
        }
        return -1;
    }

    /** Ctrl-C, a closed terminal: nothing outlives this program, and nothing more is said. */
    private void interrupted() {
        interrupted = true;
        process.destroyForcibly();
    }

    /** The JVM has ended without a word. */
    private void died(Live live) {
        process.destroyForcibly();
        String reason;
        try {
            Thread.sleep(HOOK_MILLIS);
            while (interrupted) { // whoever pressed Ctrl-C knows, and these results are none
                LockSupport.park();
            }
            reason = silent
                    ? "nothing was heard of it for " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - heard)
                            + " s: a loop or a wait without end?"
                    : "its JVM ended with status " + process.waitFor() + "; what it printed is above";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason = "interrupted";
        }
        finish(firstOpen(), Check.State.FAILED, reason, "", live);
    }

    private void guard() {
        // Counted, not measured: while both JVMs are stopped, by Ctrl-Z for example, no time passes.
        long patience = 5 * limitSeconds + GRACE_SECONDS;
        try {
            long last = heard;
            for (long second = 0; second < patience; second++) {
                Thread.sleep(1000);
                if (heard != last) {
                    last = heard;
                    second = 0;
                }
            }
            silent = true;
            process.destroyForcibly();
        } catch (InterruptedException e) {
            // all is well: the checks have ended
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // the JVM ends, and the hook runs
        }
    }
}
