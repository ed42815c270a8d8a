package dev.lanewise.kernels.simd;

import dev.lanewise.kernels.loops.FusedKernels;
import dev.lanewise.kernels.loops.FusedLoop;
import dev.lanewise.kernels.loops.FusedLoops;
import dev.lanewise.kernels.loops.LoopClass;
import dev.lanewise.kernels.scalar.ScalarLoopWriter;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** Fused loops on vectors; the rest that fills no vector is computed on single floats. */
public final class SimdFused implements FusedKernels {
    @Override
    public FusedLoops compile(List<FusedLoop> loops) {
        return LoopClass.define(MethodHandles.lookup(), loops, new SimdLoopWriter(), new ScalarLoopWriter());
    }
}
