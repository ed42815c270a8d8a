package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.loops.FusedLoop;
import dev.lanewise.kernels.loops.FusedLoops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiled loops by what they compute, so that the same chain is compiled once for all programs. The {@value #SIZE}
 * used last are kept; programs hold on to their own.
 */
final class FusedCache {
    static final int SIZE = 256;

    private record Signature(String kernels, List<FusedLoop> loops) {}

    private static final Map<Signature, FusedLoops> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Signature, FusedLoops> eldest) {
            return size() > SIZE;
        }
    };

    private FusedCache() {}

    /** The loops, compiled now or before. */
    static FusedLoops of(Kernels kernels, List<FusedLoop> loops) {
        synchronized (KEPT) {
            return KEPT.computeIfAbsent(new Signature(kernels.name(), loops), _ -> kernels.fused().compile(loops));
        }
    }
}
