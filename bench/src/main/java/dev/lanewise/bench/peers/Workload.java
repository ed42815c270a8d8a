package dev.lanewise.bench.peers;

import java.util.List;

/**
 * A piece of work on a number of threads, and who does it.
 *
 * @param name as it is reported, such as {@code mlp 784-128-10 B64 adam}
 * @param task as the workers are told
 * @param contenders Lanewise's ways among them
 */
record Workload(String name, String task, int threads, List<Contender> contenders) {
    /** The name that {@code --only} matches. */
    String label() {
        return label(name, threads);
    }

    static String label(String name, int threads) {
        return name + ", " + threads + (threads == 1 ? " thread" : " threads");
    }
}
