package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.loops.CompiledLoops;
import dev.lanewise.kernels.loops.Loop;
import dev.lanewise.kernels.loops.LoopClass;
import dev.lanewise.kernels.loops.LoopCompiler;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** Loops on single floats. */
public final class ScalarLoopCompiler implements LoopCompiler {
    @Override
    public CompiledLoops compile(List<Loop> loops) {
        ScalarLoopWriter writer = new ScalarLoopWriter(); // made here: most programs start without generated loops
        return LoopClass.define(MethodHandles.lookup(), loops, writer, writer);
    }
}
