package dev.lanewise.reference;

import dev.lanewise.ops.Interpolation;
import dev.lanewise.ops.Resampling;
import java.util.Map;

/** Interpolation and pixels in channels. */
final class ResampleFixtures extends Fixtures {
    private static final Map<String, Interpolation> KINDS = Map.of(
            "nearest", Interpolation.nearest(), "nearest-exact", Interpolation.nearestExact(),
            "linear", Interpolation.linear(), "linear aligned", Interpolation.linear().alignCorners(),
            "cubic", Interpolation.cubic(), "cubic aligned", Interpolation.cubic().alignCorners(),
            "linear antialiased", Interpolation.linear().antialias(),
            "cubic antialiased", Interpolation.cubic().antialias());

    ResampleFixtures() {
        KINDS.forEach((kind, how) -> {
            for (int[] size : new int[][] {{7, 6}, {2, 3}, {1, 1}}) {
                on("interpolate of planes to " + size[0] + " x " + size[1] + ", " + kind,
                        in -> Resampling.interpolate(in.tensor(0), how, size));
            }
            on("interpolateBy 2, " + kind, in -> Resampling.interpolateBy(in.tensor(0), how, 2));
            on("interpolateBy 1.6 and 0.7, " + kind, in -> Resampling.interpolateBy(in.tensor(0), how, 1.6, 0.7));
            on("interpolateBy 2.2 and 1.2, " + kind, in -> Resampling.interpolateBy(in.tensor(0), how, 2.2, 1.2));
            if (!kind.startsWith("cubic") && !how.antialiases()) {
                on("interpolate of lines, " + kind, in -> Resampling.interpolate(in.tensor(0), how, 8));
                on("interpolate of volumes, " + kind, in -> Resampling.interpolate(in.tensor(0), how, 3, 2, 5));
                on("interpolateBy 1.2 of lines, " + kind, in -> Resampling.interpolateBy(in.tensor(0), how, 1.2));
                on("interpolateBy 2.2, 1.2 and 1.3 of volumes, " + kind,
                        in -> Resampling.interpolateBy(in.tensor(0), how, 2.2, 1.2, 1.3));
            }
        });
        on("pixelShuffle", in -> Resampling.pixelShuffle(in.tensor(0), 2));
        on("pixelShuffle without a batch", in -> Resampling.pixelShuffle(in.tensor(0), 3));
        on("pixelUnshuffle", in -> Resampling.pixelUnshuffle(in.tensor(0), 2));
        on("channelShuffle", in -> Resampling.channelShuffle(in.tensor(0), 3));
    }
}
