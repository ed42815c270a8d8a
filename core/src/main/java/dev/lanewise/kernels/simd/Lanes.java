package dev.lanewise.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this JVM, chosen once from {@code -Dlanewise.simd}: {@code 128}, {@code 256} or {@code 512} bits,
 * else the width the JVM prefers, but never more than {@link VectorWidth#MOST} bits: sums are defined over 64 virtual
 * lanes, which the kernels hold in four vectors, so wider ones would be partly idle.
 */
public final class Lanes {
    public static final VectorSpecies<Float> F = species(
            System.getProperty("lanewise.simd", "auto"), FloatVector.SPECIES_PREFERRED.vectorBitSize());
    public static final VectorSpecies<Integer> I = F.withLanes(int.class);
    public static final int LENGTH = F.length();
    public static final int BITS = F.vectorBitSize();

    private Lanes() {}

    /**
     * The species that a setting asks for when the JVM prefers vectors of so many bits; throws
     * {@link IllegalStateException} for a greater width.
     */
    public static VectorSpecies<Float> species(String setting, int preferred) {
        int width = switch (setting) {
            case "128", "256", "512" -> Integer.parseInt(setting);
            default -> Math.min(preferred, VectorWidth.MOST);
        };
        if (width > preferred) {
            throw new IllegalStateException(
                    "-Dlanewise.simd=" + setting + ": this JVM has vectors of at most " + preferred + " bits");
        }
        return VectorSpecies.of(float.class, VectorShape.forBitSize(width));
    }
}
