package dev.lanewise.bench.pretrained;

import dev.lanewise.bench.peers.Unit;
import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.bench.peers.WorkerProcess;
import dev.lanewise.inference.Inference;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.TextEncoder;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How fast an encoder is beside PyTorch and ONNX Runtime: batches of 1 and 32 texts of 32 and 128 tokens. */
final class EncoderSpeed {
    private static final double PEER_WARM_UP_SECONDS = 1.5;
    private static final double SECONDS = 0.3;

    /** Of checksums, which are sums of some hundred thousand values with signs. */
    private static final double TOLERANCE = 1e-3;

    private static final String LINE = "%5s %6s %7s %12s %12s %12s %7s%n";

    private final TextEncoder encoder;
    private final @Nullable WorkerProcess worker;
    private final Consumer<String> notes;
    private final PrintWriter out;
    private final Repeated repeated;

    /**
     * Of a folder's model.
     *
     * @param worker runs {@code encoder_peer.py}, or null
     * @param notes takes sentences about what is left out
     */
    EncoderSpeed(Path folder, @Nullable WorkerProcess worker, Consumer<String> notes, PrintWriter out,
            Repeated repeated) {
        this.encoder = TextEncoder.load(ModelFolder.open(folder));
        this.worker = worker;
        this.notes = notes;
        this.out = out;
        this.repeated = repeated;
    }

    /** Prints a line for each combination, the medians of some rounds in turns. */
    void run(int rounds, List<Integer> threads) throws WorkerException {
        out.printf("milliseconds of a batch, medians of %d in turns; %s; the ratio is to the faster of the others%n",
                rounds, repeated.warmUp());
        out.printf(LINE, "texts", "tokens", "threads", "Lanewise", "PyTorch", "ONNX Runtime", "ratio");
        int before = Parallel.threads();
        Parallel.setThreads(threads.getFirst());
        warmUp();
        for (int count : threads) {
            Parallel.setThreads(count);
            for (int length : new int[] {32, 128}) {
                for (int batch : new int[] {1, 32}) {
                    compare(batch, length, count, rounds);
                }
            }
        }
        Parallel.setThreads(before);
    }

    private void warmUp() {
        TokenBatch texts = texts(1, 32);
        Inference<TokenBatch, Tensor> hidden = hidden();
        repeated.warmUp(() -> hidden.run(texts));
    }

    private static TokenBatch texts(int batch, int length) {
        IntTensor tokens = EncoderModel.tokens(batch, length);
        return new TokenBatch(tokens, tokens.mul(0), tokens.mul(0).add(1));
    }

    private Inference<TokenBatch, Tensor> hidden() {
        return Inference.of(given -> encoder.forward(given.ids(), given.types(), given.mask()));
    }

    private void compare(int batch, int length, int threads, int rounds) throws WorkerException {
        TokenBatch texts = texts(batch, length);
        Inference<TokenBatch, Tensor> hidden = hidden();
        double check = EncoderModel.checksum(hidden.run(texts));
        repeated.settle(() -> hidden.run(texts));
        String task = "batch=" + batch + " length=" + length + " threads=" + threads;
        boolean torch = opened("torch", task, check);
        boolean onnx = opened("onnx", task, check);
        double[][] seconds = new double[3][rounds];
        for (int round = 0; round < rounds; round++) {
            seconds[0][round] = Repeated.median(() -> hidden.run(texts), SECONDS);
            seconds[1][round] = torch ? theirs("torch") : Double.NaN;
            seconds[2][round] = onnx ? theirs("onnx") : Double.NaN;
        }
        if (worker != null) {
            worker.closeWork();
        }
        double ours = median(seconds[0]);
        double[] others = {median(seconds[1]), median(seconds[2])};
        out.printf(LINE, batch, length, threads, number(ours * 1e3), number(others[0] * 1e3), number(others[1] * 1e3),
                number(faster(others[0], others[1]) / ours));
        out.flush();
    }

    private boolean opened(String peer, String task, double check) throws WorkerException {
        if (worker == null) {
            return false;
        }
        double theirs;
        try {
            theirs = worker.open(peer, PEER_WARM_UP_SECONDS, peer + " " + task);
        } catch (WorkerException e) {
            notes.accept(e.sentence());
            return false;
        }
        if (!(Math.abs(theirs - check) <= TOLERANCE * Math.max(1, Math.abs(check)))) {
            throw new IllegalStateException(peer + " " + task + ": the checksum is " + theirs + ", ours " + check);
        }
        return true;
    }

    private double theirs(String peer) throws WorkerException {
        return worker == null ? Double.NaN : worker.measure(peer, SECONDS, Unit.MICROSECONDS) * 1e-6;
    }

    /** The smaller one, or that which is a number. */
    static double faster(double a, double b) {
        return Double.isNaN(a) || b < a ? b : a;
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
    }
}
