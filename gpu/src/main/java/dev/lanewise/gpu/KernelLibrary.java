package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.KernelProgram;
import dev.lanewise.gpu.steps.Kernels;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compiled code of a device, for all programs on it: files, and kernels that were written for steps. What an earlier
 * JVM has compiled is taken from the disk.
 */
final class KernelLibrary implements Kernels {
    private final Context context;
    private final KernelCache cache;
    private final String options;

    /** By their code; softly, as a JVM may see many. */
    private final Map<String, SoftReference<KernelProgram>> programs = new HashMap<>();

    private int compilations;

    KernelLibrary(Context context, KernelCache cache) {
        this.context = context;
        this.cache = cache;
        this.options = Sources.options(context.device());
    }

    @Override
    public Kernel inFile(String file, String name) {
        return compiled(Sources.read(file)).kernel(name);
    }

    @Override
    public Kernel ofCode(String code, String name) {
        return compiled(code).kernel(name);
    }

    private synchronized KernelProgram compiled(String code) {
        SoftReference<KernelProgram> known = programs.get(code);
        KernelProgram program = known == null ? null : known.get();
        if (program == null) {
            program = fromCache(Sources.program(code, context.device()));
            programs.put(code, new SoftReference<>(program));
        }
        return program;
    }

    private KernelProgram fromCache(String source) {
        String key = KernelCache.key(source, options, context.device());
        Optional<KernelProgram> known = cache.find(key).flatMap(binary -> context.load(binary, options));
        if (known.isPresent()) {
            return known.get();
        }
        KernelProgram program = context.compile(source, options);
        compilations++;
        program.binary().ifPresent(binary -> cache.store(key, binary));
        return program;
    }

    /** How often the driver's compiler was called. */
    synchronized int compilations() {
        return compilations;
    }
}
