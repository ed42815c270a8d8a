package dev.lanewise.loss;

import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.loss.CtcLattice.Frames;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;

/** Checks the labels and lengths that a {@link CtcOp} is run on, and walks its samples. */
final class CtcSamples {
    /** Computes what belongs to one sample. */
    @FunctionalInterface
    interface Body {
        /**
         * Computes it from the sample's lattice.
         *
         * @param frames the sample's part of the output, to be filled for as many frames as the sample has
         */
        void run(int sample, CtcLattice lattice, Frames frames);
    }

    private CtcSamples() {}

    /**
     * Runs the body for each sample. What it does not fill of an output is 0, and NaN for samples without an alignment
     * unless they count nothing.
     *
     * @param result which output has frames
     */
    static void each(CtcOp op, Operands in, Operands out, int result, Body body) {
        Shape logs = in.shape(0);
        int classes = logs.dim(-1);
        int samples = in.size(2);
        int stride = samples * classes;
        Shape targets = in.shape(1);
        int longest = targets.dim(-1);
        int[] labels = in.ints(1);
        int[] frames = in.ints(2);
        int[] counts = in.ints(3);
        requireLengths("input", frames, in.shape(2), logs.dim(0));
        requireLengths("target", counts, in.shape(3), longest);
        requireLabels(labels, targets, counts, classes, op.blank());
        Split.range(samples, 1, (from, to) -> {
            for (int sample = from; sample < to; sample++) {
                int at = sample * classes;
                CtcLattice lattice = new CtcLattice(
                        new Frames(in.data(0), in.offset(0) + at, stride), frames[sample], op.blank(), labels,
                        sample * longest, counts[sample]);
                Frames part = new Frames(out.data(result), out.offset(result) + at, stride);
                body.run(sample, lattice, part);
                if (lattice.isEmpty()) {
                    part.fill(0, frames[sample], classes, op.zeroInfinity() ? 0 : Float.NaN);
                }
                part.fill(frames[sample], logs.dim(0), classes, 0);
            }
        });
    }

    private static void requireLengths(String what, int[] lengths, Shape shape, int longest) {
        for (int n = 0; n < lengths.length; n++) {
            if (lengths[n] < 0 || lengths[n] > longest) {
                String sample = shape.rank() == 0 ? "" : " of sample " + n;
                throw new IllegalArgumentException("CTCLoss: " + what + " length " + lengths[n] + sample
                        + " is not within 0 .. " + longest);
            }
        }
    }

    private static void requireLabels(int[] labels, Shape shape, int[] counts, int classes, int blank) {
        int longest = shape.dim(-1);
        for (int n = 0; n < counts.length; n++) {
            for (int i = n * longest; i < n * longest + counts[n]; i++) {
                int label = labels[i];
                if (!Classes.isClass(label, classes) || label == blank) {
                    String why = label == blank ? "is the blank" : "is not one of " + Classes.all(classes);
                    throw new IllegalArgumentException(
                            "CTCLoss: target " + label + LossArguments.place(i, shape) + " " + why);
                }
            }
        }
    }
}
