package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.gpu.steps.Kernels;
import java.util.HashMap;
import java.util.Map;

/** Compiled code of a device, for all programs on it: files, and kernels that were written for steps. */
final class KernelLibrary implements Kernels {
    private final Context context;

    /** By their code. */
    private final Map<String, Program> programs = new HashMap<>();

    KernelLibrary(Context context) {
        this.context = context;
    }

    @Override
    public Kernel inFile(String file, String name) {
        return compiled(Sources.read(file)).kernel(name);
    }

    @Override
    public Kernel ofCode(String code, String name) {
        return compiled(code).kernel(name);
    }

    private synchronized Program compiled(String code) {
        return programs.computeIfAbsent(
                code, kernels -> context.compile(
                        Sources.functions(context.device().vector()) + kernels, Sources.OPTIONS));
    }
}
