package dev.lanewise.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The one vector shape this JVM computes with, chosen by {@code -Dlanewise.simd} (auto, 128, 256 or 512). */
final class Lanes {
    static final VectorSpecies<Float> F = switch (System.getProperty("lanewise.simd", "auto")) {
        case "128" -> FloatVector.SPECIES_128;
        case "256" -> FloatVector.SPECIES_256;
        case "512" -> FloatVector.SPECIES_512;
        default -> FloatVector.SPECIES_PREFERRED;
    };

    private Lanes() {}
}
