package dev.lanewise.bench.worker;

import dev.lanewise.bench.naive.AxpyMatmul;
import dev.lanewise.bench.naive.DotProductMatmul;
import dev.lanewise.bench.naive.LoopMlp;
import dev.lanewise.bench.naive.ScalarMlp;

/** The engines that run in a JVM, by name. */
final class Engines {
    private Engines() {}

    /**
     * The engine with this name.
     *
     * @throws UnsupportedOperationException if it cannot be had here; the message is a sentence
     */
    static Engine named(String name) {
        return switch (name) {
            case "lanewise" -> new LanewiseEngine();
            case "naive-ijk" -> new NaiveEngine(name, weights -> new LoopMlp(weights, new DotProductMatmul()), false);
            case "naive-ikj" -> new NaiveEngine(name, weights -> new LoopMlp(weights, new AxpyMatmul()), false);
            case "scalar-autodiff" -> new NaiveEngine(name, ScalarMlp::new, true);
            case "netlib" -> new NetlibEngine();
            case "machine" -> new MachineEngine();
            default -> throw new UnsupportedOperationException("no engine is called " + name);
        };
    }

    /** What is behind a name, with its version. */
    static String description(String name) {
        return name + " on Java " + Runtime.version();
    }
}
