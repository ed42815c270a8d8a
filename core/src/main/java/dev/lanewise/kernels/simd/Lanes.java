package dev.lanewise.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector width of this JVM, fixed once from {@code -Dlanewise.simd} (a width in bits, else the preferred one). */
final class Lanes {
    static final VectorSpecies<Float> F = species(System.getProperty("lanewise.simd", "auto"));

    private Lanes() {}

    private static VectorSpecies<Float> species(String choice) {
        return switch (choice) {
            case "128" -> FloatVector.SPECIES_128;
            case "256" -> FloatVector.SPECIES_256;
            case "512" -> FloatVector.SPECIES_512;
            default -> FloatVector.SPECIES_PREFERRED;
        };
    }
}
