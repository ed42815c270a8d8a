package dev.lanewise.kernels.loops;

import java.util.List;

/** Compiles loops. The code of every implementation computes the same bits as the kernels of the single ops. */
public interface LoopCompiler {
    /** Generates, loads and instantiates a class for these loops; takes milliseconds. */
    CompiledLoops compile(List<Loop> loops);
}
