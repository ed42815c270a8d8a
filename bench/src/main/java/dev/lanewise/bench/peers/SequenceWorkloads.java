package dev.lanewise.bench.peers;

import static dev.lanewise.bench.peers.Contender.single;
import static dev.lanewise.bench.peers.Contender.variant;

import dev.lanewise.bench.peers.Contender.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * Sequences: training steps ({@code lstm 28x28 h128 B64 adam}, {@code transformer encoder layer d128 h4 ff512 T64 B32
 * adam}, {@code chargpt T128 B32 adamw}), text from a trained network by the token ({@code generation chargpt, a
 * token}), attention forward and backward ({@code attention 8x8x128x64, causal}) and its memory, and the gradient of an
 * embedding ({@code embedding 30000x128, 64x128 indices}).
 */
final class SequenceWorkloads {
    /** With which the names of work begin whose bytes are compared. */
    static final String MEMORY = "attention memory ";

    /** What a matrix of scores would take, as a peer. */
    static final String SCORES = "score-matrix";

    /** The defaults of the chargpt example, and as many characters as many texts have. */
    private static final String GPT = "layers=4 width=128 heads=4 context=128 vocabulary=65";

    private SequenceWorkloads() {}

    static List<Workload> all(int threads) {
        List<Workload> all = new ArrayList<>();
        for (String cell : List.of("lstm", "gru", "rnn")) {
            all.add(step(cell + " 28x28 h128 B64 adam",
                    "recurrent cell=" + cell + " steps=28 inputs=28 hidden=128 batch=64 rule=adam", threads));
        }
        all.add(encoder(64, 32, threads));
        all.add(encoder(512, 4, threads));
        all.add(step("chargpt T128 B32 adamw", "gpt " + GPT + " batch=32 rule=adamw", threads));
        all.add(generation(threads));
        for (String shape : List.of("8-8-128-64", "1-8-1024-64")) {
            for (boolean causal : new boolean[] {false, true}) {
                all.add(attention(shape, causal, threads));
            }
        }
        all.add(embedding(threads));
        if (threads == 1) { // more would need no other memory
            all.add(memory());
        }
        return all;
    }

    private static Workload encoder(int steps, int batch, int threads) {
        return step("transformer encoder layer d128 h4 ff512 T" + steps + " B" + batch + " adam",
                "encoder width=128 heads=4 ff=512 steps=" + steps + " batch=" + batch + " rule=adam", threads);
    }

    /** Ours captured alone: compiling the eager step as well would double the time of its preparation. */
    private static Workload step(String name, String task, int threads) {
        List<Contender> contenders = captured();
        contenders.add(variant("pytorch", "eager", Worker.PYTORCH));
        contenders.add(variant("pytorch", "fused", Worker.PYTORCH));
        contenders.add(Contender.COMPILED);
        contenders.add(single("jax", Worker.JAX));
        return new Workload(name, task, threads, contenders);
    }

    private static Workload generation(int threads) {
        List<Contender> contenders = captured();
        contenders.add(variant("pytorch", "eager", Worker.PYTORCH));
        contenders.add(Contender.COMPILED);
        contenders.add(single("jax", Worker.JAX));
        return new Workload("generation chargpt, a token", "generation " + GPT, threads, contenders);
    }

    private static Workload attention(String shape, boolean causal, int threads) {
        List<Contender> contenders = captured();
        contenders.add(variant("pytorch", "eager", Worker.PYTORCH));
        contenders.add(single("jax", Worker.JAX));
        return new Workload("attention " + shape.replace('-', 'x') + (causal ? ", causal" : ""),
                "attention shape=" + shape + " causal=" + causal, threads, contenders);
    }

    private static Workload embedding(int threads) {
        List<Contender> contenders = captured();
        contenders.add(variant("pytorch", "eager", Worker.PYTORCH));
        contenders.add(single("jax", Worker.JAX));
        return new Workload("embedding 30000x128, 64x128 indices",
                "embedding vocabulary=30000 width=128 indices=64-128", threads, contenders);
    }

    /** Result, gradients and scratch, beside a matrix of scores alone; of PyTorch's scratch nothing is known. */
    private static Workload memory() {
        List<Contender> contenders = List.of(
                variant(Contender.OURS, "eager", Worker.LANEWISE), variant("pytorch", "eager", Worker.PYTORCH),
                single(SCORES, Worker.MACHINE));
        return new Workload(MEMORY + "1x8x4096x64", "attention-memory shape=1-8-4096-64 causal=false", 1, contenders);
    }

    private static List<Contender> captured() {
        return new ArrayList<>(List.of(variant(Contender.OURS, "captured", Worker.LANEWISE)));
    }
}
