package dev.lanewise.kernels.simd;

import dev.lanewise.kernels.loops.CompiledLoops;
import dev.lanewise.kernels.loops.Loop;
import dev.lanewise.kernels.loops.LoopClass;
import dev.lanewise.kernels.loops.LoopCompiler;
import dev.lanewise.kernels.scalar.ScalarLoopWriter;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** Compiles loops on vectors; the last elements, which do not fill one, are computed on single floats. */
public final class SimdLoopCompiler implements LoopCompiler {
    @Override
    public CompiledLoops compile(List<Loop> loops) {
        return LoopClass.define(MethodHandles.lookup(), loops, new SimdLoopWriter(), new ScalarLoopWriter());
    }
}
