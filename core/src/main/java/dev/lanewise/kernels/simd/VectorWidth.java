package dev.lanewise.kernels.simd;

import jdk.incubator.vector.FloatVector;

/** The vector widths of this CPU; can be asked before {@link Lanes} is loaded, which fixes the width. */
public final class VectorWidth {
    /** Bits of the widest vectors that the kernels use. */
    static final int MOST = 512;

    private VectorWidth() {}

    /** Bits of the widest vectors of this CPU that the JVM and these kernels use. */
    public static int widest() {
        return Math.min(FloatVector.SPECIES_PREFERRED.vectorBitSize(), MOST);
    }
}
