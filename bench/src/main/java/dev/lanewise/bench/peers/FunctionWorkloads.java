package dev.lanewise.bench.peers;

import static dev.lanewise.bench.peers.Contender.single;

import dev.lanewise.bench.peers.Contender.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * The functions that are compared at 1,000, 100,000 and 10,000,000 elements, by names such as
 * {@code fn gather rows 100000 [100,1000]}.
 */
final class FunctionWorkloads {
    /** With which the names of all of them begin. */
    static final String PREFIX = "fn ";

    private static final int[] SIZES = {1_000, 100_000, 10_000_000};

    private static final List<String> LINE = List.of("1000", "100000", "10000000");
    private static final List<String> ROWS = List.of("10-100", "100-1000", "10000-1000");
    private static final List<String> QUARTERED_ROWS = List.of("20-50", "100-1000", "10000-1000");
    private static final List<String> CUBE = List.of("10-10-10", "10-100-100", "100-1000-100");
    private static final List<String> IMAGES = List.of("1-10-10-10", "5-32-25-25", "125-32-50-50");

    /** Queries of attention, [batch, heads, time, 64]: 1,024, 98,304 and 9,830,400 elements. */
    private static final List<String> QUERIES = List.of("1-1-16-64", "1-12-128-64", "50-12-256-64");

    private static final List<Function> ALL = List.of(
            new Function("permute", "NCHW-NHWC", "order=0-2-3-1", IMAGES),
            new Function("permute", "transposed", "order=1-0", ROWS),
            new Function("concat", "4-along-first", "axis=0", QUARTERED_ROWS),
            new Function("concat", "4-along-last", "axis=1", ROWS),
            new Function("gather", "line", "axis=0", LINE),
            new Function("gather", "rows", "axis=1", ROWS),
            new Function("scatterAdd", "line", "axis=0", LINE),
            new Function("scatterAdd", "rows", "axis=1", ROWS),
            new Function("cumsum", "line", "axis=0", LINE),
            new Function("cumsum", "rows", "axis=1", ROWS),
            new Function("sort", "line", "axis=0", LINE),
            new Function("sort", "rows", "axis=1", ROWS),
            new Function("topk", "10-of-line", "k=10 axis=0", LINE),
            new Function("topk", "10-of-rows", "k=10 axis=1", ROWS),
            new Function("einsum", "bhqd,bhkd->bhqk", "equation=bhqd,bhkd->bhqk", QUERIES),
            new Function("einsum", "bhqk,bhkd->bhqd", "equation=bhqk,bhkd->bhqd", QUERIES),
            new Function("sin", "", "", LINE),
            new Function("pow", "", "", LINE),
            new Function("sum", "first", "axis=0", ROWS),
            new Function("sum", "middle", "axis=1", CUBE),
            new Function("sum", "last", "axis=1", ROWS),
            new Function("mean", "last", "axis=1", ROWS),
            new Function("max", "first", "axis=0", ROWS),
            new Function("max", "middle", "axis=1", CUBE),
            new Function("max", "last", "axis=1", ROWS),
            new Function("argmax", "line", "axis=0", LINE),
            new Function("argmax", "rows", "axis=1", ROWS));

    private FunctionWorkloads() {}

    /**
     * A function, used in one way.
     *
     * @param name the public method's
     * @param way in which it is used, one word; empty if there is only one
     * @param settings for the workers
     * @param shapes one for each size
     */
    private record Function(String name, String way, String settings, List<String> shapes) {
        Workload at(int size, int threads) {
            String shape = shapes.get(size);
            String title = (PREFIX + name + " " + way).strip() + " " + SIZES[size] + " [" + shape.replace('-', ',')
                    + "]";
            String task = ("fn f=" + name + " shape=" + shape + " " + settings).strip();
            List<Contender> contenders = Workloads.ours();
            contenders.add(single("pytorch", Worker.PYTORCH));
            contenders.add(single("jax", Worker.JAX));
            contenders.add(single("numpy", Worker.NUMPY));
            return new Workload(title, task, threads, contenders);
        }
    }

    /** Whether a row compares a function with a peer. */
    static boolean covers(Row row) {
        return row.workload().startsWith(PREFIX) && !row.peer().equals(Goal.ONE_THREAD)
                && !row.peer().startsWith(Contender.OURS);
    }

    /** The name of a row's function. */
    static String function(Row row) {
        return row.workload().split(" ")[1];
    }

    /** All of them at all sizes. */
    static List<Workload> all(int threads) {
        List<Workload> all = new ArrayList<>();
        for (Function function : ALL) {
            for (int size = 0; size < SIZES.length; size++) {
                all.add(function.at(size, threads));
            }
        }
        return all;
    }
}
