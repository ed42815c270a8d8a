package dev.lanewise.ops;

import dev.lanewise.text.Required;
import java.util.Locale;

/**
 * How values between elements are found, see {@link Resampling#interpolate}. Immutable; settings give another one.
 *
 * {@snippet :
 * Resampling.interpolate(x, Interpolation.linear().alignCorners(), 56, 56);
 * }
 *
 * @param kind which elements count
 * @param alignsCorners whether the centres of the first and last elements of an axis stay where they are
 *     ({@code align_corners}); else the outer edges of these elements do
 * @param antialiases whether an axis that becomes shorter is averaged over
 */
public record Interpolation(Kind kind, boolean alignsCorners, boolean antialiases) {
    /** Which elements count for a value. */
    public enum Kind {
        /** The one at {@code floor(position / scale)}. */
        NEAREST,
        /** The one whose centre is nearest. */
        NEAREST_EXACT,
        /** The two that it lies between along each axis, each the more the nearer it is. */
        LINEAR,
        /** Four along each axis, by cubic convolution with a = -0.75, or -0.5 if antialiased (Keys 1981). */
        CUBIC
    }

    /**
     * What the arguments say.
     *
     * @throws IllegalArgumentException if a nearest element is to align corners or to be averaged, or both are asked
     *     for at once
     */
    public Interpolation {
        Required.nonNull("Interpolation: the kind", kind);
        if ((kind == Kind.NEAREST || kind == Kind.NEAREST_EXACT) && (alignsCorners || antialiases)) {
            throw new IllegalArgumentException("Interpolation: " + name(kind) + " has no "
                    + (alignsCorners ? "corners to align" : "antialiasing") + "; linear and cubic have");
        }
        if (alignsCorners && antialiases) {
            throw new IllegalArgumentException(
                    "Interpolation: " + name(kind) + " either aligns corners or is antialiased, not both");
        }
    }

    /** The nearest element as PyTorch's {@code nearest} has it. */
    public static Interpolation nearest() {
        return of(Kind.NEAREST);
    }

    /** The element whose centre is nearest ({@code nearest-exact}). */
    public static Interpolation nearestExact() {
        return of(Kind.NEAREST_EXACT);
    }

    /** Between neighbours ({@index bilinear}, {@index trilinear}, by the number of axes). */
    public static Interpolation linear() {
        return of(Kind.LINEAR);
    }

    /** By cubic convolution ({@index bicubic} for two axes). */
    public static Interpolation cubic() {
        return of(Kind.CUBIC);
    }

    private static Interpolation of(Kind kind) {
        return new Interpolation(kind, false, false);
    }

    /**
     * The same with corners aligned.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public Interpolation alignCorners() {
        return new Interpolation(kind, true, antialiases);
    }

    /**
     * The same with axes that become shorter averaged over, as image libraries do.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public Interpolation antialias() {
        return new Interpolation(kind, alignsCorners, true);
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** For example {@code linear, corners aligned}. */
    @Override
    public String toString() {
        return name(kind) + (alignsCorners ? ", corners aligned" : "") + (antialiases ? ", antialiased" : "");
    }
}
