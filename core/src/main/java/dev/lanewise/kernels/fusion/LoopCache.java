package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.loops.CompiledLoops;
import dev.lanewise.kernels.loops.Loop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiled loops by what they compute, so that the same chain is compiled once for all programs. The {@value #SIZE}
 * used last are kept; programs hold on to their own.
 */
final class LoopCache {
    static final int SIZE = 256;

    private record Signature(String kernels, List<Loop> loops) {}

    private static final Map<Signature, CompiledLoops> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Signature, CompiledLoops> eldest) {
            return size() > SIZE;
        }
    };

    private LoopCache() {}

    /** The loops, compiled now or before. */
    static CompiledLoops of(Kernels kernels, List<Loop> loops) {
        synchronized (KEPT) {
            return KEPT.computeIfAbsent(new Signature(kernels.name(), loops), _ -> kernels.loops().compile(loops));
        }
    }
}
