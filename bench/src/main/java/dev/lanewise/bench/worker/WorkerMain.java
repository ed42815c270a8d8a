package dev.lanewise.bench.worker;

import dev.lanewise.parallel.Parallel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * A worker in a JVM of its own: {@code WorkerMain ENGINE THREADS}. It speaks a protocol of lines on standard input and
 * output, as the Python workers do:
 *
 * <pre>
 * (starts)                            ready Lanewise 0.1.0, Java 25.0.3
 * open a 1.5 sgemm m=64 k=784 …       opened 5236.25      prepared, warmed up for 1.5 s; the figure to check
 * time a 0.1                          us 81.5             one repetition, measured for 0.1 s; or "bytes" it needs
 * close                               closed              all work is released
 * </pre>
 *
 * <p>Instead of an answer, {@code skip} or {@code error} comes with a sentence. The end of the input ends the worker.
 */
public final class WorkerMain {
    private final Engine engine;
    private final Map<String, DoubleFunction<String>> opened = new HashMap<>();

    WorkerMain(Engine engine) {
        this.engine = engine;
    }

    /** Starts the worker. */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // what libraries print must not come between
        Engine engine;
        try {
            Parallel.setThreads(Integer.parseInt(args[1]));
            engine = Engines.named(args[0]);
        } catch (UnsupportedOperationException e) {
            answers.println("skip " + e.getMessage());
            return;
        }
        answers.println("ready " + Engines.description(args[0]));
        WorkerMain worker = new WorkerMain(engine);
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(worker.answer(line));
        }
    }

    /** The answer to a request. */
    String answer(String line) {
        try {
            String[] words = line.split(" ", 4);
            return switch (words[0]) {
                case "open" -> open(words[1], Double.parseDouble(words[2]), Task.parse(words[3]));
                case "time" -> measured(words[1], Double.parseDouble(words[2]));
                case "close" -> {
                    opened.clear();
                    yield "closed";
                }
                default -> "error unknown request \"" + line + "\"";
            };
        } catch (UnsupportedOperationException e) {
            return "skip " + e.getMessage();
        } catch (RuntimeException | OutOfMemoryError e) {
            return "error " + e.toString().replaceAll("\\s+", " ");
        }
    }

    private String open(String name, double seconds, Task task) {
        Work work = engine.open(task);
        double check = work.check();
        if (Double.isNaN(work.bytes())) {
            Stopwatch stopwatch = new Stopwatch(work);
            stopwatch.warmUp(seconds);
            opened.put(name, time -> "us " + stopwatch.measure(time));
        } else {
            opened.put(name, _ -> "bytes " + work.bytes());
        }
        return "opened " + check;
    }

    private String measured(String name, double seconds) {
        DoubleFunction<String> measurement = opened.get(name);
        if (measurement == null) {
            throw new IllegalArgumentException("no work called " + name + " is open");
        }
        return measurement.apply(seconds);
    }
}
