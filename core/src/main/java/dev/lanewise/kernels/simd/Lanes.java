package dev.lanewise.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this JVM, chosen once from {@code -Dlanewise.simd}: {@code 128}, {@code 256} or {@code 512} bits,
 * else the width the JVM prefers.
 */
final class Lanes {
    static final VectorSpecies<Float> F = species(System.getProperty("lanewise.simd", "auto"));
    static final VectorSpecies<Integer> I = F.withLanes(int.class);
    static final int LENGTH = F.length();

    private Lanes() {}

    /** Throws {@link IllegalStateException} for a width that this processor (or this JVM on it) does not have. */
    static VectorSpecies<Float> species(String setting) {
        VectorSpecies<Float> species = switch (setting) {
            case "128" -> FloatVector.SPECIES_128;
            case "256" -> FloatVector.SPECIES_256;
            case "512" -> FloatVector.SPECIES_512;
            default -> FloatVector.SPECIES_PREFERRED;
        };
        int widest = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        if (species.vectorBitSize() > widest) {
            throw new IllegalStateException(
                    "-Dlanewise.simd=" + setting + ": this JVM has vectors of at most " + widest + " bits");
        }
        return species;
    }
}
