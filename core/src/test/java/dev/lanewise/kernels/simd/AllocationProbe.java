package dev.lanewise.kernels.simd;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.MapKernels.Loop;

/** Runs one function's loop until it no longer allocates, and prints how many calls in a row did not. */
public final class AllocationProbe {
    /** What the measurement itself may allocate; a boxed vector in each step of the loop is ten times more and over. */
    private static final int OWN_BYTES = 4000;

    private AllocationProbe() {}

    public static void main(String[] args) throws Throwable {
        Loop function = function(args[0]);
        float[] x = new float[10_000];
        float[] y = new float[x.length];
        System.out.println(AllocatedBytes.quietCalls(OWN_BYTES, () -> function.run(x, 0, y, 0, x.length)));
    }

    private static Loop function(String name) {
        MapKernels kernels = new SimdMapKernels();
        return switch (name) {
            case "log1p" -> kernels::log1p;
            case "erf" -> kernels::erf;
            case "softplus" -> kernels::softplus;
            case "silu" -> kernels::silu;
            case "gelu" -> kernels::gelu;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
