package dev.lanewise.kernels.simd;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.simd.gemm.SimdGemmKernels;
import jdk.incubator.vector.FloatVector;

/** Puts together the SIMD kernels. The lookup in {@code kernels} calls it by name where the incubator module is. */
public final class SimdKernels {
    private SimdKernels() {}

    /**
     * Bits of the widest vectors of this CPU that the JVM and these kernels use; asked before {@link Lanes} settles on
     * one.
     */
    public static int widestVector() {
        return Math.min(FloatVector.SPECIES_PREFERRED.vectorBitSize(), Lanes.WIDEST);
    }

    /** The kernels at the width that {@link Lanes} has settled on. */
    public static Kernels create() {
        return new Kernels(
                "simd-" + Lanes.F.vectorBitSize(),
                new SimdMapKernels(),
                new SimdZipKernels(),
                new SimdCompareKernels(),
                new SimdReduceKernels(),
                new SimdSoftmaxKernels(),
                new SimdGemmKernels(),
                new SimdOptimizerKernels(),
                new SimdRandomKernels(),
                new SimdActivationKernels(),
                new SimdLoopCompiler(),
                new SimdNormKernels());
    }
}
