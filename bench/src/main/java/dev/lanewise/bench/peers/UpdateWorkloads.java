package dev.lanewise.bench.peers;

import static dev.lanewise.bench.peers.Contender.variant;

import dev.lanewise.bench.peers.Contender.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens between gradients and the next batch, on the parameters of networks with 100,000 and 10 million of them:
 * {@code update adamw 784-126-10}; and the weighted cross entropy, forward and backward:
 * {@code weighted cross entropy 64x10}.
 */
final class UpdateWorkloads {
    /** Widths of networks of 100,180 and 10,020,874 parameters. */
    private static final List<String> WIDTHS = List.of("784-126-10", "784-2048-2048-2048-10");

    private static final int[][] LOGITS = {{64, 10}, {512, 32000}};

    private UpdateWorkloads() {}

    static List<Workload> all(int threads) {
        List<Workload> all = new ArrayList<>();
        for (String widths : WIDTHS) {
            all.add(update("adamw", widths, threads, "foreach", "fused"));
            all.add(update("nadam", widths, threads, "foreach"));
            all.add(update("clip", widths, threads, "foreach"));
            all.add(update("ema", widths, threads, "foreach"));
        }
        for (int[] shape : LOGITS) {
            String name = "weighted cross entropy " + shape[0] + "x" + shape[1];
            all.add(new Workload(name, "loss rows=" + shape[0] + " classes=" + shape[1], threads,
                    against("eager")));
        }
        return all;
    }

    private static Workload update(String rule, String widths, int threads, String... variants) {
        return new Workload("update " + rule + " " + widths, "update rule=" + rule + " widths=" + widths, threads,
                against(variants));
    }

    private static List<Contender> against(String... variants) {
        List<Contender> contenders = Workloads.ours();
        for (String variant : variants) {
            contenders.add(variant("pytorch", variant, Worker.PYTORCH));
        }
        return contenders;
    }
}
