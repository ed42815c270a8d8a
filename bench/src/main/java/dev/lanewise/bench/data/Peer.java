package dev.lanewise.bench.data;

import dev.lanewise.bench.peers.Unit;
import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.bench.peers.WorkerProcess;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A Python process with NumPy and pandas that reads and writes the files of a folder; what it has not is said once. */
final class Peer implements AutoCloseable {
    /** Of checksums: pandas' quick parser of numbers may be off by a last digit. */
    private static final double TOLERANCE = 1e-6;

    private final @Nullable WorkerProcess worker;
    private final Consumer<String> notes;
    private final Set<String> said = new HashSet<>();
    private int opened;

    private Peer(@Nullable WorkerProcess worker, Consumer<String> notes) {
        this.worker = worker;
        this.notes = notes;
    }

    /**
     * Starts the process; if there is none, says so and has no times.
     *
     * @param python the interpreter
     * @param scripts the folder of {@code data_peer.py}
     * @param folder of the files
     * @param notes takes sentences about what is left out
     */
    static Peer start(String python, Path scripts, Path folder, Consumer<String> notes) {
        try {
            WorkerProcess worker = WorkerProcess.start("NumPy",
                    List.of(python, scripts.resolve("data_peer.py").toString(), folder.toString()),
                    Map.of("PYTHONDONTWRITEBYTECODE", "1"), WorkerProcess.PATIENCE);
            notes.accept("found: " + worker.description());
            return new Peer(worker, notes);
        } catch (WorkerException e) {
            notes.accept(e.sentence());
            return new Peer(null, notes);
        }
    }

    /**
     * Something to time in the other process; {@link Timed#NOTHING} if that cannot be had.
     *
     * @param task a call and its settings, see {@code data_peer.py}
     * @param check what our result has for a checksum
     */
    Timed open(String task, double check) {
        WorkerProcess process = worker;
        if (process == null) {
            return Timed.NOTHING;
        }
        try {
            String id = "w" + opened++;
            double theirs = process.open(id, 0, task);
            if (!(Math.abs(theirs - check) <= TOLERANCE * Math.abs(check))) {
                throw new IllegalStateException(task + ": Python's checksum is " + theirs + ", ours " + check);
            }
            return () -> process.measure(id, 0, Unit.MICROSECONDS) * 1e-6;
        } catch (WorkerException e) {
            if (said.add(e.sentence())) {
                notes.accept(e.sentence());
            }
            return Timed.NOTHING;
        }
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}
