package dev.lanewise.bench.resume;

import dev.lanewise.bench.peers.Child;
import dev.lanewise.io.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One way to train, and what comes of it if nothing stops it.
 *
 * @param options of the program, as its user writes them
 * @param model what an uninterrupted training saved
 * @param nanos how long that took, from the start of the process
 */
record Training(Program program, String options, byte[] model, long nanos) {
    /** Every rule with state of its own, all with dropout. */
    static final List<String> OPTIONS = List.of(
            "--optimizer sgd --momentum 0.9 --lr 0.05 --dropout 0.2",
            "--optimizer adam --dropout 0.2",
            "--optimizer rmsprop --momentum 0.5 --dropout 0.2",
            "--optimizer adamw --dropout 0.5");

    private static final List<String> SIZE = List.of("--epochs", "3", "--hidden", "256,64", "--batch-size", "20");
    private static final int PATIENCE_SECONDS = 120;

    /** How much of a training passes at most before a kill, in that of the uninterrupted one. */
    private static final double LATEST = 0.9;

    /**
     * The end of a training that was killed and resumed.
     *
     * @param kills how often it was killed
     * @param isSame whether it ended with the bytes of the uninterrupted one
     */
    record Result(Kills kills, boolean isSame) {
        String verdict() {
            return isSame ? "the same bytes" : "OTHER BYTES";
        }
    }

    /** Whether a kill waits. */
    private interface Wait {
        boolean goesOn() throws IOException;
    }

    /** Trains without a stop, twice: the first time builds what has changed. */
    static Training uninterrupted(Program program, String options) throws IOException, InterruptedException {
        long nanos = 0;
        Path model = program.data().resolve("reference.safetensors");
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            Path checkpoint = program.data().resolve("reference-checkpoint.safetensors");
            try (Child child = program.start(arguments(options, model, checkpoint, 1))) {
                await(child);
            }
            nanos = System.nanoTime() - start;
            Files.delete(checkpoint);
        }
        return new Training(program, options, Files.readAllBytes(model), nanos);
    }

    private static List<String> arguments(String options, Path model, Path checkpoint, int threads) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(SIZE);
        arguments.addAll(List.of("--threads", "" + threads, "--save", model.toString(), "--checkpoint",
                checkpoint.toString(), "--every", "5"));
        return arguments;
    }

    private static void await(Child child) throws IOException, InterruptedException {
        if (!child.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("examples/run mnist has not ended within " + PATIENCE_SECONDS + " s");
        }
        Program.requireSuccess(child);
    }

    /**
     * Trains, is killed at random moments and resumed, until the training is over. A kill waits for a save if fewer
     * than half of all kills have struck one.
     *
     * @param before the kills of other trainings
     * @param most how many kills there may be with those
     */
    Result withKills(Kills before, int most, SplittableRandom random) throws IOException, InterruptedException {
        Path results = Files.createTempDirectory(program.data(), "killed");
        Path saved = results.resolve("model.safetensors");
        Path checkpoint = Files.createDirectory(results.resolve("checkpoint")).resolve("run.safetensors");
        Kills kills = new Kills(0, 0);
        for (int run = 0;; run++) {
            List<String> arguments = arguments(options, saved, checkpoint, 1 + run % 2);
            arguments.add("--resume");
            Set<Path> left = halfWritten(checkpoint); // what the last kill left lies there until the next save
            try (Child child = program.start(arguments)) {
                Kills all = before.plus(kills);
                boolean waits = 2 * all.duringSave() <= all.count();
                if (all.count() == most || !isKilled(child.process(), random,
                        () -> waits && left.containsAll(halfWritten(checkpoint)))) {
                    await(child);
                    boolean same = Arrays.equals(Files.readAllBytes(saved), model);
                    Folders.delete(results);
                    return new Result(kills, same);
                }
            }
            kills = kills.plus(new Kills(1, left.containsAll(halfWritten(checkpoint)) ? 0 : 1));
            if (Files.exists(checkpoint)) {
                Checkpoint.read(checkpoint); // whole, whatever the moment
            }
        }
    }

    /** Kills a process at a random moment, or as soon as it need not wait any longer; false if it has ended before. */
    private boolean isKilled(Process process, SplittableRandom random, Wait wait)
            throws IOException, InterruptedException {
        if (process.waitFor((long) (nanos * random.nextDouble() * LATEST), TimeUnit.NANOSECONDS)) {
            return false;
        }
        while (process.isAlive() && wait.goesOn()) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
        return process.exitValue() != 0;
    }

    /** The temporary files beside a checkpoint. */
    private static Set<Path> halfWritten(Path checkpoint) throws IOException {
        return Folders.list(checkpoint.resolveSibling("")).stream()
                .filter(file -> file.getFileName().toString().startsWith(".lanewise-"))
                .collect(Collectors.toSet());
    }
}
