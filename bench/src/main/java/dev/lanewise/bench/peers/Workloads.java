package dev.lanewise.bench.peers;

import static dev.lanewise.bench.peers.Contender.single;
import static dev.lanewise.bench.peers.Contender.variant;

import dev.lanewise.bench.peers.Contender.Worker;
import java.util.ArrayList;
import java.util.List;

/** All the work that is compared, each on one thread and on two. */
final class Workloads {
    private static final int[] THREADS = {1, 2};
    private static final int[] SQUARES = {32, 64, 96, 128, 207, 256, 512, 1024, 2048};

    /** Products of training steps, m x k x n. */
    private static final int[][] STEPS = {{64, 784, 128}, {128, 784, 512}, {128, 512, 512}, {256, 1024, 1024}};
    private static final int[][] SKINNY = {{64, 128, 10}, {1, 784, 128}, {10000, 784, 128}};

    /** Where JAX's products are shown as well. */
    private static final List<String> JAX_SHAPES = List.of("64x784x128", "256x256x256", "512x512x512");

    private static final List<String> OPS = List.of("exp", "tanh", "gelu", "add", "sum", "softmax");

    /** Rows and columns of 1,000, 100,000 and 10,000,000 elements. */
    private static final int[][] SIZES = {{10, 100}, {100, 1000}, {10000, 1000}};

    private static final int LARGE = 10_000_000;

    private Workloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        for (int threads : THREADS) {
            for (int size : SQUARES) {
                all.add(product(new int[] {size, size, size}, "NN", threads));
            }
            for (int[] shape : STEPS) {
                for (String form : List.of("NN", "TN", "NT")) {
                    all.add(product(shape, form, threads));
                }
            }
            for (int[] shape : SKINNY) {
                all.add(product(shape, "NN", threads));
            }
            all.add(step("784-128-10", 64, "sgd", threads));
            all.add(step("784-128-10", 64, "adam", threads));
            all.add(step("784-32-10", 32, "sgd", threads));
            all.add(step("784-32-10", 1, "sgd", threads));
            all.add(step("784-128-10", 1, "sgd", threads));
            all.add(step("784-512-512-10", 128, "adam", threads));
            all.add(step("784-1024-1024-1024-10", 256, "adam", threads));
            for (String op : OPS) {
                for (int[] size : SIZES) {
                    all.add(elementwise(op, size[0], size[1], threads));
                }
            }
            all.addAll(ConvWorkloads.all(threads));
            all.addAll(NetworkWorkloads.all(threads));
            all.addAll(SequenceWorkloads.all(threads));
            all.addAll(UpdateWorkloads.all(threads));
            all.addAll(FunctionWorkloads.all(threads));
        }
        return all;
    }

    private static Workload product(int[] shape, String form, int threads) {
        String sizes = shape[0] + "x" + shape[1] + "x" + shape[2];
        List<Contender> contenders = ours();
        contenders.add(single("pytorch", Worker.PYTORCH));
        contenders.add(single("numpy", Worker.NUMPY));
        if (JAX_SHAPES.contains(sizes) && form.equals("NN")) {
            contenders.add(single("jax", Worker.JAX));
        }
        if (threads == 1) {
            contenders.add(single("netlib", Worker.NETLIB));
            contenders.add(single("fma-ceiling", Worker.MACHINE));
        }
        String task = "sgemm m=" + shape[0] + " k=" + shape[1] + " n=" + shape[2] + " form=" + form;
        return new Workload("sgemm " + sizes + " " + form, task, threads, contenders);
    }

    private static Workload step(String widths, int batch, String rule, int threads) {
        List<Contender> contenders = ours();
        contenders.add(variant("pytorch", "eager", Worker.PYTORCH));
        contenders.add(variant("pytorch", "fused", Worker.PYTORCH));
        boolean small = batch > 1 && batch <= 64; // compiling takes half a minute each
        if (small) {
            contenders.add(Contender.COMPILED);
        }
        contenders.add(variant("jax", "sync", Worker.JAX));
        contenders.add(variant("jax", "async", Worker.JAX));
        if (threads == 1 && batch == 64 && rule.equals("sgd")) {
            contenders.add(single("naive-ikj", Worker.NAIVE_IKJ));
            contenders.add(single("naive-ijk", Worker.NAIVE_IJK));
            contenders.add(single("scalar-autodiff", Worker.SCALAR_AUTODIFF));
        }
        String task = "mlp widths=" + widths + " batch=" + batch + " rule=" + rule;
        return new Workload("mlp " + widths + " B" + batch + " " + rule, task, threads, contenders);
    }

    private static Workload elementwise(String op, int rows, int cols, int threads) {
        List<Contender> contenders = ours();
        contenders.add(single("pytorch", Worker.PYTORCH));
        if (rows * cols >= LARGE) {
            contenders.add(single("bandwidth", Worker.MACHINE));
        }
        String task = "map op=" + op + " rows=" + rows + " cols=" + cols;
        return new Workload(op + " " + rows * cols, task, threads, contenders);
    }

    /** Lanewise's two ways, to which peers are added. */
    static List<Contender> ours() {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(variant(Contender.OURS, "eager", Worker.LANEWISE));
        contenders.add(variant(Contender.OURS, "captured", Worker.LANEWISE));
        return contenders;
    }
}
