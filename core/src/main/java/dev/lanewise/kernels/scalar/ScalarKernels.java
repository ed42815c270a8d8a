package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.Kernels;

/** Puts together the scalar kernels: the reference, and the fallback on every JVM. */
public final class ScalarKernels {
    private ScalarKernels() {}

    public static Kernels create() {
        return new Kernels(
                "scalar",
                new ScalarMapKernels(),
                new ScalarZipKernels(),
                new ScalarCompareKernels(),
                new ScalarReduceKernels(),
                new ScalarSoftmaxKernels(),
                new ScalarGemmKernels(),
                new ScalarOptimizerKernels(),
                new ScalarRandomKernels(),
                new ScalarActivationKernels(),
                new ScalarLoopCompiler(),
                new ScalarNormKernels());
    }
}
