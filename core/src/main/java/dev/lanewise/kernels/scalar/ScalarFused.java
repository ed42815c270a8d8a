package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.loops.FusedKernels;
import dev.lanewise.kernels.loops.FusedLoop;
import dev.lanewise.kernels.loops.FusedLoops;
import dev.lanewise.kernels.loops.LoopClass;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** Fused loops on single floats. */
public final class ScalarFused implements FusedKernels {
    @Override
    public FusedLoops compile(List<FusedLoop> loops) {
        ScalarLoopWriter writer = new ScalarLoopWriter();
        return LoopClass.define(MethodHandles.lookup(), loops, writer, writer);
    }
}
