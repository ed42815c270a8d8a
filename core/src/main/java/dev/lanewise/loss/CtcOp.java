package dev.lanewise.loss;

import dev.lanewise.loss.CtcLattice.Frames;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/**
 * Connectionist temporal classification: sums over all alignments of labels with frames, one sample after the other or
 * in parallel. Inputs are log probabilities {@code [T, N, C]}, labels {@code [N, S]}, and how many frames and labels
 * each sample has, {@code [N]} and {@code [N]}; or those of one sample, without the axis N.
 */
public sealed interface CtcOp extends Op {
    /** The class of the blank. */
    int blank();

    /** Whether samples without an alignment count nothing. */
    boolean zeroInfinity();

    @Override
    default boolean needsDoubles() {
        return true;
    }

    @Override
    default boolean checksValues() {
        return true;
    }

    /**
     * The losses {@code [N]}, and for the gradient the posteriors, shaped as the log probabilities: the probability
     * that a path is at each class in each frame, given the labels. Without an alignment the loss is infinite and the
     * posteriors are NaN, or both are 0.
     *
     * <p>Gradient of the log probabilities: {@code -posteriors grad}, plus {@link CtcCurvature} along the gradient of
     * the posteriors if something depends on these (as the gradient itself does when it is differentiated again).
     */
    record Ctc(int blank, boolean zeroInfinity) implements CtcOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape logs = requireShapes(blank, in);
            return new Spec[] {Spec.floats(in[2].shape()), Spec.floats(logs)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int classes = in.shape(0).dim(-1);
            CtcSamples.each(this, in, out, 1, (sample, lattice, frames) -> {
                double loss = 0 - lattice.total(); // not its opposite, which may be -0
                out.data(0)[out.offset(0) + sample] = zeroInfinity && lattice.isEmpty() ? 0 : (float) loss;
                lattice.posteriors(classes, frames);
            });
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0b1111, 0b10);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor result = null;
            if (grads[0] != null) {
                result = saved.output(1).mul(grads[0].neg().unsqueeze(-1));
            }
            if (grads[1] != null) {
                Tensor through = new CtcCurvature(blank, zeroInfinity).tensor(
                        saved.input(0), saved.ints(1), saved.ints(2), saved.ints(3), grads[1]);
                result = result == null ? through : result.add(through);
            }
            return new @Nullable Tensor[] {result, null, null, null};
        }
    }

    /**
     * How {@link Ctc}'s posteriors change as the log probabilities change along the fifth input, which has their shape:
     * the second derivative of the losses, with the opposite sign, times that. It has no gradient.
     */
    record CtcCurvature(int blank, boolean zeroInfinity) implements CtcOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape logs = requireShapes(blank, in);
            if (!in[4].shape().equals(logs)) {
                throw new IllegalArgumentException(
                        "ctcCurvature: log probabilities " + logs + " and direction " + in[4].shape() + " differ");
            }
            return new Spec[] {Spec.floats(logs)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int classes = in.shape(0).dim(-1);
            int stride = in.size(2) * classes;
            CtcSamples.each(this, in, out, 0, (sample, lattice, changes) -> lattice.curvature(
                    classes, new Frames(in.data(4), in.offset(4) + sample * classes, stride), changes));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            throw new UnsupportedOperationException("CTCLoss: gradients of the third order are not available");
        }
    }

    private static Shape requireShapes(int blank, Value... in) {
        Shape logs = in[0].shape();
        Shape labels = in[1].shape();
        Shape frames = in[2].shape();
        Shape counts = in[3].shape();
        boolean batch = logs.rank() == 3 && labels.rank() == 2 && labels.dim(0) == logs.dim(1)
                && frames.equals(Shape.of(logs.dim(1)));
        boolean sample = logs.rank() == 2 && labels.rank() == 1 && frames.rank() == 0;
        if (!(batch || sample) || !counts.equals(frames)) {
            throw new IllegalArgumentException("CTCLoss: log probabilities " + logs + ", targets " + labels
                    + " and lengths " + frames + " and " + counts
                    + ": expected [T, N, C], [N, S], [N] and [N], or [T, C], [S], [] and []");
        }
        int classes = logs.dim(-1);
        if (!Classes.isClass(blank, classes)) {
            throw new IllegalArgumentException("CTCLoss: blank " + blank + " is not one of " + Classes.all(classes));
        }
        return logs;
    }
}
