package dev.lanewise.bench.peers;

import dev.lanewise.bench.peers.Contender.Worker;
import dev.lanewise.bench.worker.WorkerMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The workers of a session. A Python worker lives for all work on a number of threads; JVMs live for one piece of work,
 * as JMH's forks do, so that no other work has shaped what they compile. What cannot be had is said once.
 */
final class Workers implements AutoCloseable {
    private record Key(Worker worker, int threads) {}

    private final String python;
    private final Path scripts;
    private final Consumer<String> notes;
    private final Map<Key, WorkerProcess> running = new HashMap<>();
    private final Map<Worker, WorkerException> missing = new EnumMap<>(Worker.class);
    private final Set<String> said = new LinkedHashSet<>();

    /**
     * Workers to be started when they are needed.
     *
     * @param python the interpreter
     * @param scripts the folder of the Python workers
     * @param notes takes sentences about what is left out
     */
    Workers(String python, Path scripts, Consumer<String> notes) {
        this.python = python;
        this.scripts = scripts;
        this.notes = notes;
    }

    /**
     * The worker, started if need be.
     *
     * @throws WorkerException if it cannot be had
     */
    WorkerProcess get(Worker worker, int threads) throws WorkerException {
        Key key = new Key(worker, threads);
        WorkerProcess process = running.get(key);
        if (process == null) {
            WorkerException reason = missing.get(worker);
            if (reason != null) {
                throw reason;
            }
            try {
                process = WorkerProcess.start(
                        name(worker), command(worker, threads), environment(threads), WorkerProcess.PATIENCE);
            } catch (WorkerException e) {
                missing.put(worker, e);
                note(e.sentence());
                throw e;
            }
            running.put(key, process);
            note("found: " + process.description());
        }
        return process;
    }

    /** Says what has not been said. */
    void note(String sentence) {
        if (said.add(sentence)) {
            notes.accept(sentence);
        }
    }

    /** Ends the worker, so that the next piece of work gets a new one. */
    void end(Worker worker, int threads) {
        WorkerProcess process = running.remove(new Key(worker, threads));
        if (process != null) {
            process.close();
        }
    }

    /** After a piece of work: ends the JVMs, and makes the others release it. */
    void clear() {
        Map.copyOf(running).forEach((key, process) -> {
            try {
                if (key.worker().isPython()) {
                    process.closeWork();
                } else {
                    end(key.worker(), key.threads());
                }
            } catch (WorkerException e) {
                note(e.sentence());
                end(key.worker(), key.threads());
            }
        });
    }

    private static String name(Worker worker) {
        return switch (worker) {
            case PYTORCH -> "PyTorch";
            case JAX -> "JAX";
            case NUMPY -> "NumPy";
            default -> worker.name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    private List<String> command(Worker worker, int threads) {
        return switch (worker) {
            case PYTORCH -> List.of(python, scripts.resolve("torch_peer.py").toString(), "" + threads);
            case JAX -> List.of(python, scripts.resolve("jax_peer.py").toString(), "" + threads);
            case NUMPY -> List.of(python, scripts.resolve("numpy_peer.py").toString(), "" + threads);
            default -> java(name(worker), threads);
        };
    }

    private static List<String> java(String engine, int threads) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-modules=jdk.incubator.vector");
        String options = System.getenv("LANEWISE_JAVA_OPTS");
        if (options != null && !options.isBlank()) {
            command.addAll(List.of(options.strip().split("\\s+")));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName(), engine,
                "" + threads));
        return command;
    }

    private static Map<String, String> environment(int threads) {
        return Map.of("OMP_NUM_THREADS", "" + threads, "MKL_NUM_THREADS", "" + threads, "PYTHONDONTWRITEBYTECODE", "1");
    }

    @Override
    public void close() {
        running.values().forEach(WorkerProcess::close);
        running.clear();
    }
}
