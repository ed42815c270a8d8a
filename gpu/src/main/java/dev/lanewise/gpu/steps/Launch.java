package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.tensor.Op;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One kernel, whose size and arguments are known when the program is prepared, but for those that are set in each run.
 */
public final class Launch implements Stage {
    private final String name;
    private final Function<Kernels, Kernel> source;
    private final NdRange range;
    private final Consumer<Arguments> arguments;
    private final @Nullable BiConsumer<Op, Arguments> live;
    private @Nullable Kernel kernel;
    private @Nullable Arguments rest;

    private Launch(String name, Function<Kernels, Kernel> source, NdRange range, Consumer<Arguments> arguments,
            @Nullable BiConsumer<Op, Arguments> live) {
        this.name = name;
        this.source = source;
        this.range = range;
        this.arguments = arguments;
        this.live = live;
    }

    /**
     * A kernel of a file.
     *
     * @param file it lies in; see {@link Kernels#inFile}
     * @param name of the kernel
     * @param range how many work items it gets
     * @param arguments sets its arguments in their order
     */
    public static Launch inFile(String file, String name, NdRange range, Consumer<Arguments> arguments) {
        return new Launch(name, kernels -> kernels.inFile(file, name), range, arguments, null);
    }

    /** A kernel that was written for this step; see {@link Kernels#ofCode}. */
    public static Launch ofCode(String code, String name, NdRange range, Consumer<Arguments> arguments) {
        return new Launch(name, kernels -> kernels.ofCode(code, name), range, arguments, null);
    }

    /** The same with further arguments, which come last and are set in each run from the op of that run. */
    public Launch live(BiConsumer<Op, Arguments> setter) {
        return new Launch(name, source, range, arguments, setter);
    }

    @Override
    public void prepare(Kernels kernels) {
        Kernel made = source.apply(kernels);
        made.requireGroup(range.items());
        Arguments first = new Arguments(made);
        arguments.accept(first);
        kernel = made;
        rest = first;
    }

    @Override
    public void launch(Op op) {
        if (kernel == null || rest == null) {
            throw new IllegalStateException("gpu: the kernel " + name + " was not prepared");
        }
        if (live != null) {
            int fixed = rest.count();
            live.accept(op, rest);
            rest.back(fixed);
        }
        range.launch(kernel);
    }
}
