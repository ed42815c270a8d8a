package dev.lanewise.ops;

import dev.lanewise.ops.Interpolation.Kind;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.MoveOp;
import java.util.List;

/** Rows for interpolation, and for channels as pixels. */
final class ResampleOpTable extends OpTable {
    private static final List<Interpolation> ALL = List.of(
            Interpolation.nearest(), Interpolation.nearestExact(), Interpolation.linear(),
            Interpolation.linear().alignCorners(), Interpolation.cubic(), Interpolation.cubic().alignCorners(),
            Interpolation.linear().antialias(), Interpolation.cubic().antialias());

    ResampleOpTable() {
        for (Interpolation how : ALL) {
            row("interpolate to 5, " + how, ResampleOp.Interpolate.class,
                    x -> Resampling.interpolate(x[0], how, 5), x -> resampled(x[0], how, 5, 0))
                    .on(dims(2, 2, 3)).on(dims(1, 2, 8)).on(dims(1, 1, 1)).on(dims(2, 1, 4, 7)).on(dims(1, 1, 3, 2, 6))
                    .on(dims(0, 2, 3)).on(dims(2, 0, 3, 4));
            row("interpolate to 150, " + how, ResampleOp.Interpolate.class,
                    x -> Resampling.interpolate(x[0], how, 150), x -> resampled(x[0], how, 150, 0))
                    .large(dims(2, 3, 37, 201)).large(dims(3, 50, 77));
            for (double factor : new double[] {0.6, 1, 1.7, 2}) {
                row("interpolateBy " + factor + ", " + how, ResampleOp.Interpolate.class,
                        x -> Resampling.interpolateBy(x[0], how, factor),
                        x -> resampled(x[0], how, 0, factor))
                        .on(dims(2, 2, 3)).on(dims(1, 2, 8)).on(dims(2, 1, 4, 7)).on(dims(0, 2, 3));
            }
            row("interpolateGradient, " + how, ResampleOp.InterpolateGradient.class,
                    x -> new ResampleOp.InterpolateGradient(1, how, 9, 0).tensor(x[0]),
                    x -> Reference.generate(dims(x[0].dims[0], 9, x[0].dims[2]), i -> {
                        double sum = 0;
                        for (int k = 0; k < x[0].dims[1]; k++) {
                            sum += weight(how, k, i[1], 9, x[0].dims[1], 0) * x[0].at(i[0], k, i[2]);
                        }
                        return sum;
                    })).on(dims(2, 5, 3)).on(dims(2, 20, 1)).on(dims(1, 9, 2)).on(dims(0, 5, 3)).on(dims(2, 1, 2))
                    .large(dims(4, 70, 300));
        }
        row("interpolate of axes to sizes of their own", ResampleOp.Interpolate.class,
                x -> Resampling.interpolate(x[0], Interpolation.linear(), 6, 2),
                x -> along(along(x[0], 3, Interpolation.linear(), 2, 0), 2, Interpolation.linear(), 6, 0))
                .on(dims(2, 3, 4, 5));
        row("interpolateBy factors of their own", ResampleOp.Interpolate.class,
                x -> Resampling.interpolateBy(x[0], Interpolation.cubic(), 1.5, 0.5),
                x -> along(along(x[0], 3, Interpolation.cubic(), 2, 0.5), 2, Interpolation.cubic(), 6, 1.5))
                .on(dims(2, 3, 4, 5));
        channels();
    }

    private void channels() {
        row("pixelShuffle", MoveOp.Permute.class, x -> Resampling.pixelShuffle(x[0], 2), x -> {
            int[] d = x[0].dims;
            int[] target = d.clone();
            int rank = d.length;
            target[rank - 3] /= 4;
            target[rank - 2] *= 2;
            target[rank - 1] *= 2;
            return Reference.generate(target, i -> {
                int[] from = i.clone();
                from[rank - 3] = i[rank - 3] * 4 + i[rank - 2] % 2 * 2 + i[rank - 1] % 2;
                from[rank - 2] = i[rank - 2] / 2;
                from[rank - 1] = i[rank - 1] / 2;
                return x[0].at(from);
            });
        }).on(dims(2, 8, 3, 5)).on(dims(4, 1, 1)).on(dims(2, 1, 4, 2, 3)).on(dims(0, 4, 3, 2)).on(dims(1, 4, 0, 2))
                .large(dims(8, 64, 12, 17)).exact();
        row("pixelUnshuffle", MoveOp.Permute.class, x -> Resampling.pixelUnshuffle(x[0], 3), x -> {
            int[] d = x[0].dims;
            int[] target = d.clone();
            int rank = d.length;
            target[rank - 3] *= 9;
            target[rank - 2] /= 3;
            target[rank - 1] /= 3;
            return Reference.generate(target, i -> {
                int[] from = i.clone();
                from[rank - 3] = i[rank - 3] / 9;
                from[rank - 2] = i[rank - 2] * 3 + i[rank - 3] % 9 / 3;
                from[rank - 1] = i[rank - 1] * 3 + i[rank - 3] % 3;
                return x[0].at(from);
            });
        }).on(dims(2, 2, 3, 6)).on(dims(1, 3, 3)).on(dims(0, 2, 3, 6)).on(dims(1, 2, 0, 6))
                .large(dims(8, 4, 36, 51)).exact();
        row("channelShuffle", MoveOp.Permute.class, x -> Resampling.channelShuffle(x[0], 2),
                x -> Reference.generate(x[0].dims, i -> {
                    int[] from = i.clone();
                    from[1] = i[1] % 2 * (x[0].dims[1] / 2) + i[1] / 2;
                    return x[0].at(from);
                })).on(dims(2, 6, 3)).on(dims(1, 4)).on(dims(2, 2, 2, 3)).on(dims(0, 4, 3)).on(dims(2, 0, 3)).exact();
    }

    private static Reference resampled(Reference x, Interpolation how, int size, double factor) {
        Reference y = x;
        for (int axis = 2; axis < x.rank(); axis++) {
            int to = size > 0 ? size : (int) Math.floor(x.dims[axis] * factor);
            y = along(y, axis, how, to, factor);
        }
        return y;
    }

    private static Reference along(Reference x, int axis, Interpolation how, int size, double factor) {
        int[] target = x.dims.clone();
        target[axis] = size;
        return Reference.generate(target, i -> {
            int[] from = i.clone();
            double sum = 0;
            for (from[axis] = 0; from[axis] < x.dims[axis]; from[axis]++) {
                sum += weight(how, i[axis], from[axis], x.dims[axis], size, factor) * x.at(from);
            }
            return sum;
        });
    }

    /** How much element i of {@code size} counts at place k of {@code count}, by the definition of each kind. */
    private static double weight(Interpolation how, int k, int i, int size, int count, double factor) {
        double scale = factor == 0 ? (double) size / count : 1 / factor;
        if (how.antialiases()) {
            double total = 0;
            for (int e = 0; e < size; e++) {
                total += hat(how, e, k, scale);
            }
            return hat(how, i, k, scale) / total;
        }
        double at = !how.alignsCorners() ? (k + 0.5) * scale - 0.5 : count == 1 ? 0 : k * (size - 1.0) / (count - 1);
        return switch (how.kind()) {
            case NEAREST -> Math.min((int) (k * scale + 1e-9), size - 1) == i ? 1 : 0;
            case NEAREST_EXACT -> Math.min((int) ((k + 0.5) * scale + 1e-9), size - 1) == i ? 1 : 0;
            case LINEAR -> Math.max(0, 1 - Math.abs(Math.clamp(at, 0, size - 1.0) - i));
            case CUBIC -> {
                double sum = 0;
                for (int e = -3; e < size + 3; e++) {
                    sum += Math.clamp(e, 0, size - 1) == i ? cubic(at - e, -0.75) : 0;
                }
                yield sum;
            }
        };
    }

    private static double hat(Interpolation how, int i, int k, double scale) {
        double x = (i + 0.5 - (k + 0.5) * scale) / Math.max(scale, 1);
        return how.kind() == Kind.CUBIC ? cubic(x, -0.5) : Math.max(0, 1 - Math.abs(x));
    }

    private static double cubic(double at, double a) {
        double x = Math.abs(at);
        return x <= 1
                ? (a + 2) * x * x * x - (a + 3) * x * x + 1
                : x < 2 ? a * (x * x * x - 5 * x * x + 8 * x - 4) : 0;
    }
}
