package dev.lanewise.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What Lanewise wants to reach against a peer in a group of workloads.
 *
 * @param title the group, for a heading
 * @param workloads names of the work, all of it
 * @param peer who is compared with
 * @param threads which rows count
 * @param mean the least geometric mean of the ratios, or 0 if there is none to reach
 * @param each the least ratio of each row, or 0
 */
public record Goal(String title, Pattern workloads, String peer, Threads threads, double mean, double each) {
    /** The number of threads on each side. */
    public enum Threads {
        ONE, TWO,
        /** One and two, each a row. */
        EACH,
        /** For each side the faster of one and two. */
        BEST
    }

    /** The peer's name of Lanewise itself on one thread. */
    public static final String ONE_THREAD = "lanewise-1-thread";

    /** The peer's name of the fastest of all, at each piece of work. */
    public static final String FASTEST = "fastest-peer";

    private static final List<Goal> ALL = List.of(
            goal("Products against MKL, through PyTorch", "sgemm .*", "pytorch", Threads.EACH, 1.1, 0.85),
            goal("Products against the fastest of MKL and OpenBLAS", "sgemm .*", FASTEST, Threads.EACH, 1.05, 0.8),
            goal("Products of 256 as a share of the FMA ceiling", "sgemm 256x256x256 NN", "fma-ceiling", Threads.ONE, 0,
                    0.87),
            goal("Products from 512 as a share of the FMA ceiling",
                    "sgemm (512x512x512|1024x1024x1024|2048x2048x2048) NN", "fma-ceiling", Threads.ONE, 0, 0.9),
            goal("Training step 784-128-10 B64, 2 threads", "mlp 784-128-10 B64 .*", "pytorch", Threads.TWO, 0, 3.5),
            goal("Training step 784-128-10 B64, 2 threads", "mlp 784-128-10 B64 .*", "jax", Threads.TWO, 0, 2),
            goal("Training step 784-128-10 B64, 1 thread", "mlp 784-128-10 B64 .*", "pytorch", Threads.ONE, 0, 2.2),
            goal("Training step 784-128-10 B64, 1 thread", "mlp 784-128-10 B64 .*", "jax", Threads.ONE, 0, 1.35),
            goal("Small training steps", "mlp (784-32-10 B32|784-32-10 B1|784-128-10 B1) sgd", "pytorch", Threads.BEST,
                    0, 8),
            goal("Small training steps", "mlp (784-32-10 B32|784-32-10 B1|784-128-10 B1) sgd", "jax", Threads.BEST, 0,
                    2.5),
            goal("Training step 784-512-512-10 B128", "mlp 784-512-512-10 B128 adam", "pytorch-fused", Threads.EACH, 0,
                    1.25),
            goal("Training step 784-512-512-10 B128", "mlp 784-512-512-10 B128 adam", "jax", Threads.EACH, 0, 1.25),
            goal("Training step 784-1024-1024-1024-10 B256", "mlp 784-1024-1024-1024-10 B256 adam", "pytorch-fused",
                    Threads.TWO, 0, 1.1),
            goal("Training step 784-1024-1024-1024-10 B256", "mlp 784-1024-1024-1024-10 B256 adam", "jax", Threads.TWO,
                    0, 1.1),
            goal("Elementwise, sum, softmax at 1,000 elements", "(exp|tanh|gelu|add|sum|softmax) 1000", "pytorch",
                    Threads.EACH, 0, 4),
            goal("The same at 100,000 and 10,000,000 elements", "(exp|tanh|gelu|add|sum|softmax) (100000|10000000)",
                    "pytorch", Threads.EACH, 1, 0.8),
            goal("Functions at 1,000 elements", "fn .* 1000 .*", FASTEST, Threads.EACH, 3, 0.7),
            goal("Functions at 100,000 elements", "fn .* 100000 .*", FASTEST, Threads.EACH, 1.1, 0.7),
            goal("Functions at 10,000,000 elements", "fn .* 10000000 .*", FASTEST, Threads.EACH, 0.95, 0.7),
            goal("Convolutions", "conv .*", FASTEST, Threads.EACH, 1, 0.75),
            goal("Training step of the MNIST example's network", "cnn mnist .*", FASTEST, Threads.EACH, 0, 1.8),
            goal("Training steps of LeNet-5 and a network for CIFAR", "cnn (lenet-5|cifar) .*", FASTEST, Threads.EACH,
                    0, 1.3),
            goal("ResNet-18's block, training and folded inference", "resnet .*", FASTEST, Threads.EACH, 0, 1),
            goal("Normalisation and max pooling, forward and backward", "(norm|pool) .*", FASTEST, Threads.EACH, 1.2,
                    0.8),
            goal("Training step of an LSTM and a GRU, 1 thread", "(lstm|gru) .*", FASTEST, Threads.ONE, 0, 1.25),
            goal("Training step of an LSTM and a GRU, 2 threads", "(lstm|gru) .*", FASTEST, Threads.TWO, 0, 1.6),
            goal("Training step of a transformer's encoder layer, 64 positions", "transformer .* T64 .*", FASTEST,
                    Threads.EACH, 0, 1.4),
            goal("The same, 512 positions", "transformer .* T512 .*", FASTEST, Threads.EACH, 0, 1.2),
            goal("Training step of the chargpt example", "chargpt .*", FASTEST, Threads.EACH, 0, 1.3),
            goal("Its generation of text", "generation .*", FASTEST, Threads.EACH, 0, 2),
            goal("Attention, forward and backward", "attention \\d.*", FASTEST, Threads.EACH, 0, 1.2),
            goal("Gradient of an embedding", "embedding .*", FASTEST, Threads.EACH, 0, 1.2),
            goal("Memory of attention beside a matrix of scores", "attention memory .*", SequenceWorkloads.SCORES,
                    Threads.ONE, 0, 10),
            goal("Memory of a captured step", "memory .*", "pytorch", Threads.ONE, 0, 1 / 0.7),
            goal("Optimizer steps, clipping, averages of weights", "update .*", "pytorch", Threads.EACH, 0, 1),
            goal("Weighted cross entropy, forward and backward", "weighted cross entropy .*", "pytorch", Threads.EACH,
                    0, 1.5),
            goal("Program start to 97 % on MNIST", "mnist .*", "pytorch", Threads.EACH, 0, 2.5),
            goal("Two threads against one", "mlp 784-512-512-10 B128 adam", ONE_THREAD, Threads.TWO, 0, 1.8),
            goal("Against scalar autodiff", "mlp 784-128-10 B64 sgd", "scalar-autodiff", Threads.ONE, 0, 10_000),
            goal("Against i-j-k loops", "mlp 784-128-10 B64 sgd", "naive-ijk", Threads.ONE, 0, 60),
            goal("Against i-k-j loops", "mlp 784-128-10 B64 sgd", "naive-ikj", Threads.ONE, 0, 5));

    private static Goal goal(String title, String workloads, String peer, Threads threads, double mean, double each) {
        return new Goal(title, Pattern.compile(workloads), peer, threads, mean, each);
    }

    /** All goals, in the order in which they are shown. */
    public static List<Goal> all() {
        return ALL;
    }

    /** Whether a row counts, alone or as the better of two. */
    boolean covers(Row row) {
        boolean counts = switch (threads) {
            case ONE -> row.threads() == 1;
            case TWO -> row.threads() == 2;
            case EACH, BEST -> true;
        };
        return counts && row.peer().equals(peer) && workloads.matcher(row.workload()).matches();
    }

    /** The rows that count. */
    public List<Row> select(List<Row> rows) {
        List<Row> covered = rows.stream().filter(this::covers).toList();
        return threads == Threads.BEST ? best(covered) : covered;
    }

    private static List<Row> best(List<Row> rows) {
        Map<String, Row> best = new LinkedHashMap<>();
        for (Row row : rows) {
            best.merge(row.workload(), row, (a, b) -> new Row(a.workload(), a.ours() <= b.ours()
                    ? a.threads()
                    : b.threads(), a.peer(), Math.min(a.ours(), b.ours()), Math.min(a.theirs(), b.theirs())));
        }
        return new ArrayList<>(best.values());
    }

    /** Whether these rows, which are not empty, reach the goal. */
    public boolean isReachedBy(List<Row> rows) {
        return geometricMean(rows) >= mean && lowest(rows).ratio() >= each;
    }

    /** The geometric mean of the ratios. */
    public static double geometricMean(List<Row> rows) {
        return Math.exp(rows.stream().mapToDouble(row -> Math.log(row.ratio())).average().orElse(Double.NaN));
    }

    /** The row with the lowest ratio. */
    public static Row lowest(List<Row> rows) {
        Row lowest = rows.getFirst();
        for (Row row : rows) {
            lowest = row.ratio() < lowest.ratio() ? row : lowest;
        }
        return lowest;
    }
}
