package dev.lanewise.bench.peers;

import static dev.lanewise.bench.peers.Contender.single;
import static dev.lanewise.bench.peers.Contender.variant;

import dev.lanewise.bench.peers.Contender.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutional networks and their parts: training steps ({@code cnn mnist B64 adam}), a block of ResNet-18 ({@code
 * resnet block 16x64x28x28, folded}), normalisations and max pools forward and backward ({@code norm group 8
 * [32,64,56,56]}), and the memory of a step ({@code memory cnn mnist B64 adam}).
 */
final class NetworkWorkloads {
    /** With which the names of work begin whose bytes are compared. */
    static final String MEMORY = "memory ";

    private static final String IMAGES = "32-64-56-56";

    private NetworkWorkloads() {}

    static List<Workload> all(int threads) {
        List<Workload> all = new ArrayList<>();
        all.add(step("mnist", "adam", threads));
        all.add(step("lenet-5", "sgd-momentum", threads));
        all.add(step("cifar", "sgd-momentum", threads));
        all.add(work("resnet block 32x64x28x28, gradients", "block batch=32 pass=gradients", threads));
        all.add(work("resnet block 1x64x28x28, folded", "block batch=1 pass=folded", threads));
        all.add(work("resnet block 16x64x28x28, folded", "block batch=16 pass=folded", threads));
        all.add(part("norm batch", "norm f=batch", IMAGES, threads));
        all.add(part("norm group 8", "norm f=group groups=8", IMAGES, threads));
        all.add(part("norm layer", "norm f=layer", "4096-512", threads));
        all.add(part("pool max 2x2", "pool kernel=2 stride=2 padding=0", IMAGES, threads));
        all.add(part("pool max 3x3 stride 2", "pool kernel=3 stride=2 padding=1", IMAGES, threads));
        if (threads == 1) { // more would need no other memory
            all.add(memory("mnist", "adam"));
        }
        return all;
    }

    /** Ours captured alone: compiling the eager step as well would double the time of its preparation. */
    private static Workload step(String network, String rule, int threads) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(variant(Contender.OURS, "captured", Worker.LANEWISE));
        contenders.add(variant("pytorch", "eager", Worker.PYTORCH));
        contenders.add(variant("pytorch", "fused", Worker.PYTORCH));
        return against(contenders, "cnn " + name(network, rule), task("net", network, rule), threads);
    }

    private static Workload work(String name, String task, int threads) {
        List<Contender> contenders = Workloads.ours();
        contenders.add(variant("pytorch", "eager", Worker.PYTORCH));
        return against(contenders, name, task, threads);
    }

    private static Workload part(String name, String task, String shape, int threads) {
        return work(name + " [" + shape.replace('-', ',') + "]", task + " shape=" + shape, threads);
    }

    private static Workload against(List<Contender> contenders, String name, String task, int threads) {
        contenders.add(Contender.COMPILED);
        contenders.add(single("jax", Worker.JAX));
        return new Workload(name, task, threads, contenders);
    }

    /** What a captured step needs; PyTorch's compiled code does not tell its tensors. */
    private static Workload memory(String network, String rule) {
        List<Contender> contenders = List.of(
                variant(Contender.OURS, "captured", Worker.LANEWISE), variant("pytorch", "eager", Worker.PYTORCH),
                variant("pytorch", "fused", Worker.PYTORCH));
        return new Workload(MEMORY + "cnn " + name(network, rule), task("memory", network, rule), 1, contenders);
    }

    private static String name(String network, String rule) {
        return network + " B64 " + rule;
    }

    private static String task(String kind, String network, String rule) {
        return kind + " name=" + network + " batch=64 rule=" + rule;
    }
}
