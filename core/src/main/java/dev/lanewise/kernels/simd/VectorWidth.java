package dev.lanewise.kernels.simd;

import jdk.incubator.vector.FloatVector;

/** What this CPU offers; to be asked before {@link Lanes} is loaded, which settles on one width. */
public final class VectorWidth {
    /** Bits of the widest vectors that the kernels use. */
    static final int MOST = 512;

    private VectorWidth() {}

    /** Bits of the widest vectors of this CPU that the JVM and these kernels use. */
    public static int widest() {
        return Math.min(FloatVector.SPECIES_PREFERRED.vectorBitSize(), MOST);
    }
}
