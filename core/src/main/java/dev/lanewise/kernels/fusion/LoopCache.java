package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.loops.CompiledLoops;
import dev.lanewise.kernels.loops.Loop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cache of compiled loops by what they compute, so that the same chain is compiled once for all programs. The
 * {@value #SIZE} most recently used are kept; programs keep their own.
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

    /** The loops, cached. */
    static CompiledLoops of(Kernels kernels, List<Loop> loops) {
        synchronized (KEPT) {
            return KEPT.computeIfAbsent(new Signature(kernels.name(), loops), _ -> kernels.loops().compile(loops));
        }
    }
}
