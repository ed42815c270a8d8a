package dev.lanewise.bench.peers;

import static dev.lanewise.bench.peers.Contender.single;

import dev.lanewise.bench.peers.Contender.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions by themselves, forward, and forward with both gradients: {@code conv 3x3 32x64x56x56 to 64, forward}.
 */
final class ConvWorkloads {
    private static final List<Conv> ALL = List.of(
            new Conv("3x3", "32-64-56-56", "64-64-3-3", "stride=1 padding=1 groups=1"),
            new Conv("1x1", "32-64-56-56", "256-64-1-1", "stride=1 padding=0 groups=1"),
            new Conv("depthwise 3x3", "32-64-56-56", "64-1-3-3", "stride=1 padding=1 groups=64"),
            new Conv("7x7 stride 2", "32-3-224-224", "64-3-7-7", "stride=2 padding=3 groups=1"),
            new Conv("5x5", "64-1-28-28", "32-1-5-5", "stride=1 padding=2 groups=1"),
            new Conv("3x3", "64-32-26-26", "64-32-3-3", "stride=1 padding=0 groups=1"));

    private ConvWorkloads() {}

    /**
     * A convolution.
     *
     * @param name kernel and what is special
     * @param x shape of the input
     * @param w shape of the weight
     * @param settings for the workers
     */
    private record Conv(String name, String x, String w, String settings) {
        Workload at(String pass, int threads) {
            List<Contender> contenders = Workloads.ours();
            contenders.add(single("pytorch", Worker.PYTORCH));
            contenders.add(single("jax", Worker.JAX));
            if (threads == 1) {
                contenders.add(single("fma-ceiling", Worker.MACHINE));
            }
            String title = "conv " + name + " " + x.replace('-', 'x') + " to " + w.split("-")[0] + ", " + pass;
            return new Workload(title, "conv x=" + x + " w=" + w + " " + settings + " pass=" + pass, threads,
                    contenders);
        }
    }

    static List<Workload> all(int threads) {
        List<Workload> all = new ArrayList<>();
        for (Conv conv : ALL) {
            all.add(conv.at("forward", threads));
            all.add(conv.at("gradients", threads));
        }
        return all;
    }
}
