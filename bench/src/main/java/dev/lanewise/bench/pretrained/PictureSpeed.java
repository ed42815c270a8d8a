package dev.lanewise.bench.pretrained;

import dev.lanewise.bench.peers.Unit;
import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.bench.peers.WorkerProcess;
import dev.lanewise.inference.Inference;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.ResNet;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How fast a ResNet-18 classifies a picture beside PyTorch and ONNX Runtime. */
final class PictureSpeed {
    private static final double PEER_WARM_UP_SECONDS = 1.5;
    private static final double SECONDS = 0.3;

    /** Of the sum of the scores' sizes: what convolutions of another order differ by is far less. */
    private static final double TOLERANCE = 1e-4;

    private static final String LINE = "%7s %12s %12s %12s %7s%n";

    private final Inference<Tensor, Tensor> scores;
    private final @Nullable WorkerProcess worker;
    private final Consumer<String> notes;
    private final PrintWriter out;
    private final Repeated repeated;

    /**
     * Of a folder's model.
     *
     * @param worker runs {@code picture_peer.py}, or null
     * @param notes takes sentences about what is left out
     */
    PictureSpeed(Path folder, @Nullable WorkerProcess worker, Consumer<String> notes, PrintWriter out,
            Repeated repeated) {
        this.scores = Inference.of(ResNet.load(ModelFolder.open(folder)).folded());
        this.worker = worker;
        this.notes = notes;
        this.out = out;
        this.repeated = repeated;
    }

    /** Prints a line for each number of threads, the medians of some rounds in turns. */
    void run(int rounds, List<Integer> threads) throws WorkerException {
        out.printf("milliseconds of a picture of 224 x 224 by a ResNet-18, medians of %d in turns; %s; the ratio is to"
                + " the faster of the others%n", rounds, repeated.warmUp());
        out.printf(LINE, "threads", "Lanewise", "PyTorch", "ONNX Runtime", "ratio");
        int before = Parallel.threads();
        Tensor picture = PictureModel.picture();
        Parallel.setThreads(threads.getFirst());
        repeated.warmUp(() -> scores.run(picture));
        for (int count : threads) {
            Parallel.setThreads(count);
            compare(picture, count, rounds);
        }
        Parallel.setThreads(before);
    }

    private void compare(Tensor picture, int threads, int rounds) throws WorkerException {
        Tensor ours = scores.run(picture);
        repeated.settle(() -> scores.run(picture));
        boolean torch = opened("torch", threads, ours);
        boolean onnx = opened("onnx", threads, ours);
        double[][] seconds = new double[3][rounds];
        for (int round = 0; round < rounds; round++) {
            seconds[0][round] = Repeated.median(() -> scores.run(picture), SECONDS);
            seconds[1][round] = torch ? theirs("torch") : Double.NaN;
            seconds[2][round] = onnx ? theirs("onnx") : Double.NaN;
        }
        if (worker != null) {
            worker.closeWork();
        }
        double mine = EncoderSpeed.median(seconds[0]);
        double pytorch = EncoderSpeed.median(seconds[1]);
        double runtime = EncoderSpeed.median(seconds[2]);
        out.printf(LINE, threads, EncoderSpeed.number(mine * 1e3), EncoderSpeed.number(pytorch * 1e3),
                EncoderSpeed.number(runtime * 1e3), EncoderSpeed.number(EncoderSpeed.faster(pytorch, runtime) / mine));
        out.flush();
    }

    private boolean opened(String peer, int threads, Tensor ours) throws WorkerException {
        if (worker == null) {
            return false;
        }
        String task = peer + " threads=" + threads;
        double theirs;
        try {
            theirs = worker.open(peer, PEER_WARM_UP_SECONDS, task);
        } catch (WorkerException e) {
            notes.accept(e.sentence());
            return false;
        }
        double check = EncoderModel.checksum(ours);
        if (!(Math.abs(theirs - check) <= TOLERANCE * EncoderModel.checksum(ours.abs()))) {
            throw new IllegalStateException(task + ": the checksum is " + theirs + ", ours " + check);
        }
        return true;
    }

    private double theirs(String peer) throws WorkerException {
        return worker == null ? Double.NaN : worker.measure(peer, SECONDS, Unit.MICROSECONDS) * 1e-6;
    }
}
