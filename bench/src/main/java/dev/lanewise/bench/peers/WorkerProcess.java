package dev.lanewise.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that works when asked and is silent otherwise; {@link dev.lanewise.bench.worker.WorkerMain} describes the
 * protocol. Processes end with this JVM, however it ends.
 */
public final class WorkerProcess implements AutoCloseable {
    /** For starting, opening, and measuring: generous, since PyTorch compiles C++ when it opens. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String END = "";
    private final String name;
    private final Duration patience;
    private final Child child;
    private final Writer requests;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final String description;

    private WorkerProcess(String name, Duration patience, Child child) throws WorkerException {
        this.name = name;
        this.patience = patience;
        this.child = child;
        this.requests = child.process().outputWriter(StandardCharsets.UTF_8);
        BufferedReader reader = child.process().inputReader(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name(name + " answers").start(() -> listen(reader));
        this.description = number("ready", answer());
    }

    /**
     * Starts a worker and waits until it is ready.
     *
     * @param name for messages
     * @param environment in addition to this process's own
     * @throws WorkerException if it cannot be started or has not what it needs
     */
    public static WorkerProcess start(String name, List<String> command, Map<String, String> environment,
            Duration patience)
            throws WorkerException {
        Child child;
        try {
            child = Child.start(command, environment, Files.createTempFile("lanewise-peer", ".log"));
        } catch (IOException e) {
            throw new WorkerException(true, name + " is skipped: it cannot be started (" + e.getMessage() + ")");
        }
        try {
            return new WorkerProcess(name, patience, child);
        } catch (WorkerException e) {
            child.close();
            throw new WorkerException(true, e.sentence());
        }
    }

    private void listen(BufferedReader reader) {
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answers.add(line);
            }
        } catch (IOException | UncheckedIOException _) {
            // the process is gone, which the end of its answers says
        }
        answers.add(END);
    }

    /** What it is, with versions. */
    public String description() {
        return description;
    }

    long pid() {
        return child.process().pid();
    }

    /**
     * Has a piece of work prepared and warmed up; gives the figure to check.
     *
     * @param id under which it is measured
     */
    public double open(String id, double warmUpSeconds, String task) throws WorkerException {
        return parse(number("opened", ask("open " + id + " " + warmUpSeconds + " " + task)));
    }

    /** What the work takes, in a unit. */
    public double measure(String id, double seconds, Unit unit) throws WorkerException {
        return parse(number(unit.word(), ask("time " + id + " " + seconds)));
    }

    /** Makes the worker release all work. */
    public void closeWork() throws WorkerException {
        String answer = ask("close");
        if (!answer.equals("closed")) {
            throw misunderstood(answer);
        }
    }

    private double parse(String number) throws WorkerException {
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw misunderstood(number);
        }
    }

    private String ask(String request) throws WorkerException {
        try {
            requests.write(request + "\n");
            requests.flush();
        } catch (IOException e) {
            throw died();
        }
        return answer();
    }

    private String answer() throws WorkerException {
        String answer;
        try {
            answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkerException(true, name + " was interrupted");
        }
        if (answer == null) {
            throw new WorkerException(true, name + " is skipped: no answer within " + patience.toSeconds() + " s");
        }
        if (answer.equals(END)) {
            throw died();
        }
        return answer;
    }

    /** What follows the expected word. */
    private String number(String word, String answer) throws WorkerException {
        if (answer.startsWith("skip ")) {
            throw new WorkerException(false, name + " is skipped: " + answer.substring("skip ".length()));
        }
        if (answer.startsWith("error ")) {
            throw new WorkerException(false, name + " failed: " + answer.substring("error ".length()));
        }
        if (!answer.startsWith(word + " ")) {
            throw misunderstood(answer);
        }
        return answer.substring(word.length() + 1);
    }

    private WorkerException misunderstood(String answer) {
        return new WorkerException(true, name + " is skipped: it answers \"" + answer + "\", which is not expected");
    }

    private WorkerException died() {
        return new WorkerException(true, name + " is skipped: its process has ended" + child.lastComplaint());
    }

    @Override
    public void close() {
        child.close();
    }
}
