package dev.lanewise.bench.pretrained;

import dev.lanewise.bench.peers.Unit;
import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.bench.peers.WorkerProcess;
import dev.lanewise.zoo.tokenizers.Encoding;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How fast tokenizers are beside Hugging Face's, one thread each: to be opened, and in texts. */
final class TokenizerSpeed {
    private static final double PEER_WARM_UP_SECONDS = 1.5;
    private static final double SECONDS = 0.3;
    private static final String LINE = "%10s %8s %12s %12s %7s%n";

    private final Path folder;
    private final Map<String, List<String>> texts;
    private final @Nullable WorkerProcess worker;
    private final Consumer<String> notes;
    private final PrintWriter out;
    private final Repeated repeated;

    /**
     * Of a folder that {@link #write} has filled.
     *
     * @param texts that it wrote
     * @param worker runs {@code tokenizer_peer.py}, or null
     * @param notes takes sentences about what is left out
     */
    TokenizerSpeed(Path folder, Map<String, List<String>> texts, @Nullable WorkerProcess worker,
            Consumer<String> notes, PrintWriter out, Repeated repeated) {
        this.folder = folder;
        this.texts = texts;
        this.worker = worker;
        this.notes = notes;
        this.out = out;
        this.repeated = repeated;
    }

    /** Writes the tokenizers and the texts, which it returns. */
    static Map<String, List<String>> write(Path folder) throws IOException {
        TokenizerModel model = new TokenizerModel();
        model.writeWordPiece(folder.resolve("wordpiece"));
        model.writeBpe(folder.resolve("bpe"));
        Map<String, List<String>> texts = Map.of("english", model.english(5000), "odd", model.odd(3000));
        for (Map.Entry<String, List<String>> each : texts.entrySet()) {
            TokenizerModel.write(folder.resolve(each.getKey() + ".json"), each.getValue());
        }
        return texts;
    }

    /** Prints a line for each, the medians of some rounds in turns. */
    void run(int rounds) throws WorkerException {
        out.printf("opening in milliseconds, texts in MB/s, medians of %d in turns, one thread; %s%n", rounds,
                repeated.warmUp());
        out.printf(LINE, "tokenizer", "", "Lanewise", "tokenizers", "ratio");
        for (String kind : List.of("wordpiece", "bpe")) {
            Path file = folder.resolve(kind).resolve("tokenizer.json");
            Tokenizer tokenizer = Tokenizer.open(file);
            compare(kind, "open", tokenizer.size(), 0, () -> Tokenizer.open(file), rounds);
            for (String name : List.of("english", "odd")) {
                List<String> lines = texts.get(name);
                long bytes = 0;
                double check = 0;
                for (String line : lines == null ? List.<String>of() : lines) {
                    bytes += line.getBytes(StandardCharsets.UTF_8).length;
                    check += weighted(tokenizer.encode(line));
                }
                compare(kind, name, check, bytes, () -> {
                    for (String line : lines == null ? List.<String>of() : lines) {
                        tokenizer.encode(line);
                    }
                }, rounds);
            }
        }
    }

    /** Every id, with its place. */
    private static double weighted(Encoding encoding) {
        double sum = 0;
        int[] ids = encoding.ids();
        for (int i = 0; i < ids.length; i++) {
            sum += (double) ids[i] * (i + 1);
        }
        return sum;
    }

    private void compare(String kind, String task, double check, long bytes, Runnable ours, int rounds)
            throws WorkerException {
        repeated.settle(ours);
        boolean opened = opened(kind + " task=" + task, check);
        double[][] seconds = new double[2][rounds];
        for (int round = 0; round < rounds; round++) {
            seconds[0][round] = Repeated.median(ours, SECONDS);
            seconds[1][round] = opened && worker != null
                    ? worker.measure("tokenizers", SECONDS, Unit.MICROSECONDS) * 1e-6
                    : Double.NaN;
        }
        double a = EncoderSpeed.median(seconds[0]);
        double b = EncoderSpeed.median(seconds[1]);
        out.printf(LINE, kind, task, EncoderSpeed.number(shown(a, bytes)), EncoderSpeed.number(shown(b, bytes)),
                EncoderSpeed.number(b / a));
        out.flush();
        if (worker != null) {
            worker.closeWork();
        }
    }

    private static double shown(double seconds, long bytes) {
        return bytes == 0 ? seconds * 1e3 : bytes * 1e-6 / seconds;
    }

    private boolean opened(String task, double check) throws WorkerException {
        if (worker == null) {
            return false;
        }
        double theirs;
        try {
            theirs = worker.open("tokenizers", PEER_WARM_UP_SECONDS, task);
        } catch (WorkerException e) {
            notes.accept(e.sentence());
            return false;
        }
        if (theirs != check) {
            throw new IllegalStateException("tokenizers " + task + ": the checksum is " + theirs + ", ours " + check);
        }
        return true;
    }
}
