package dev.lanewise.bench.pretrained;

import dev.lanewise.bench.machine.MemoryTraffic;
import dev.lanewise.bench.peers.Unit;
import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.bench.peers.WorkerProcess;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.zoo.GenerationOptions;
import dev.lanewise.zoo.Generator;
import dev.lanewise.zoo.Gpt2;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How fast a language model goes on with one text beside PyTorch, and beside what the memory allows: each token reads
 * all weights.
 */
final class GenerationSpeed {
    private static final int TOKENS = 32;
    private static final double PEER_WARM_UP_SECONDS = 1.5;
    private static final double SECONDS = 0.3;
    private static final int MOST_FLOATS = 100_000_000;

    private static final String LINE = "%7s %12s %12s %7s %12s %7s%n";

    private final GenerationModel model;
    private final Generator generator;
    private final @Nullable WorkerProcess worker;
    private final Consumer<String> notes;
    private final PrintWriter out;
    private final Repeated repeated;

    /**
     * Of the folder that the model has been written to.
     *
     * @param worker runs {@code generation_peer.py}, or null
     * @param notes takes sentences about what is left out
     */
    GenerationSpeed(
            GenerationModel model, Path folder, @Nullable WorkerProcess worker, Consumer<String> notes,
            PrintWriter out, Repeated repeated) {
        this.model = model;
        this.generator = Generator.of(Gpt2.load(ModelFolder.open(folder)));
        this.worker = worker;
        this.notes = notes;
        this.out = out;
        this.repeated = repeated;
    }

    /** Prints a line for each number of threads, the medians of some rounds in turns. */
    void run(int rounds, List<Integer> threads) throws WorkerException {
        out.printf("milliseconds a token, of %d after a prompt of %d, medians of %d in turns; %s; the first ratio"
                + " is to PyTorch, the second to what reading the weights from memory takes%n", TOKENS,
                model.prompt().length, rounds, repeated.warmUp());
        out.printf(LINE, "threads", "Lanewise", "PyTorch", "ratio", "memory", "ratio");
        int before = Parallel.threads();
        Parallel.setThreads(threads.getFirst());
        repeated.warmUp(this::generated);
        for (int count : threads) {
            Parallel.setThreads(count);
            compare(count, rounds);
        }
        Parallel.setThreads(before);
    }

    private void compare(int threads, int rounds) throws WorkerException {
        float[] memory = new float[(int) Math.min(MOST_FLOATS, model.bytes() / Float.BYTES)];
        double check = generated();
        repeated.settle(this::generated);
        Repeated.median(() -> MemoryTraffic.read(memory), SECONDS);
        boolean torch = opened(threads, check);
        double[][] seconds = new double[3][rounds];
        for (int round = 0; round < rounds; round++) {
            seconds[0][round] = Repeated.median(this::generated, SECONDS) / TOKENS;
            seconds[1][round] = torch && worker != null
                    ? worker.measure("torch", SECONDS, Unit.MICROSECONDS) * 1e-6 / TOKENS
                    : Double.NaN;
            seconds[2][round] = Repeated.median(() -> MemoryTraffic.read(memory), SECONDS) * model.bytes()
                    / (Float.BYTES * (double) memory.length);
        }
        if (worker != null) {
            worker.closeWork();
        }
        double ours = EncoderSpeed.median(seconds[0]);
        double theirs = EncoderSpeed.median(seconds[1]);
        double bound = EncoderSpeed.median(seconds[2]);
        out.printf(LINE, threads, EncoderSpeed.number(ours * 1e3), EncoderSpeed.number(theirs * 1e3),
                EncoderSpeed.number(theirs / ours), EncoderSpeed.number(bound * 1e3),
                EncoderSpeed.number(bound / ours));
        out.flush();
    }

    /** Goes on with the prompt; gives the tokens' sum, each 1 to 7 times. */
    private double generated() {
        int[] tokens = generator.generate(model.prompt(), GenerationOptions.defaults().mostTokens(TOKENS),
                RandomSource.seed(1)).ids();
        double sum = 0;
        for (int i = 0; i < tokens.length; i++) {
            sum += (1 + i % 7) * (double) tokens[i];
        }
        return sum;
    }

    private boolean opened(int threads, double check) throws WorkerException {
        if (worker == null) {
            return false;
        }
        String task = "torch tokens=" + TOKENS + " threads=" + threads;
        double theirs;
        try {
            theirs = worker.open("torch", PEER_WARM_UP_SECONDS, task);
        } catch (WorkerException e) {
            notes.accept(e.sentence());
            return false;
        }
        if (theirs != check) {
            throw new IllegalStateException(task + ": the checksum of the tokens is " + theirs + ", ours " + check);
        }
        return true;
    }
}
