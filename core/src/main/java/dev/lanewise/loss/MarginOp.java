package dev.lanewise.loss;

import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What losses of margins are made of besides tensor functions: they read targets, and so check them at each run. */
public sealed interface MarginOp extends Op {
    @Override
    default boolean checksValues() {
        return true;
    }

    /**
     * Whether targets are 1; what is neither 1 nor -1 is refused.
     *
     * @param loss whose targets they are, for the message
     */
    record IsPositive(String loss) implements MarginOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.bools(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            float[] targets = in.data(0);
            int from = in.offset(0);
            boolean[] positive = out.bools(0);
            for (int i = 0; i < positive.length; i++) {
                float target = targets[from + i];
                if (target != 1 && target != -1) {
                    throw new IllegalArgumentException(loss + ": target " + target
                            + LossArguments.place(i, in.shape(0)) + " is neither 1 nor -1");
                }
                positive[i] = target == 1;
            }
        }

        @Override
        public boolean differentiable() {
            return false;
        }
    }

    /**
     * Which class each label names: {@code [N] -> [N, C]}, true once in a row; what is no class is refused.
     *
     * @param loss whose labels they are, for the message
     */
    record IsLabel(String loss, int classes) implements MarginOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape labels = in[0].shape();
            if (labels.rank() != 1) {
                throw new IllegalArgumentException(loss + ": labels " + labels + ": expected [N]");
            }
            return new Spec[] {Spec.bools(Shape.of(labels.size(), classes))};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] labels = in.ints(0);
            boolean[] named = out.bools(0);
            Arrays.fill(named, false);
            Classes.requireLabels(loss, labels, in.shape(0), classes, OptionalInt.empty());
            for (int i = 0; i < labels.length; i++) {
                named[i * classes + labels[i]] = true;
            }
        }

        @Override
        public boolean differentiable() {
            return false;
        }
    }

    /**
     * {@code sum of max(0, 1 - x[label] + x[i]) / C} over the labels of a row, up to the first -1, and the classes i
     * that are none of them: from {@code [N, C]} and labels {@code [N, C]} the losses {@code [N]} and their slopes
     * {@code [N, C]}, which are constant between kinks; or without N.
     *
     * <p>Gradient of x: {@code slopes grad}.
     */
    record MultiLabelMargin() implements MarginOp {
        @Override
        public boolean needsDoubles() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            if (x.rank() == 0 || x.rank() > 2 || !x.equals(in[1].shape())) {
                throw new IllegalArgumentException("multiLabelMargin: " + x + " and targets " + in[1].shape()
                        + ": expected [N, C] twice, or [C] twice");
            }
            return new Spec[] {Spec.floats(x.rank() == 1 ? Shape.SCALAR : Shape.of(x.dim(0))), Spec.floats(x)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int classes = in.shape(0).dim(-1);
            int[] targets = in.ints(1);
            for (int i = 0; i < targets.length; i++) {
                if (targets[i] != -1 && !Classes.isClass(targets[i], classes)) {
                    throw new IllegalArgumentException("multiLabelMargin: target " + targets[i]
                            + LossArguments.place(i, in.shape(1)) + " is neither one of " + Classes.all(classes)
                            + " nor -1, which ends the labels of a row");
                }
            }
            Split.rows(out.size(0), classes, (from, to) -> {
                boolean[] named = new boolean[classes];
                double[] slopes = new double[classes];
                for (int row = from; row < to; row++) {
                    int first = row * classes;
                    int labels = labels(targets, first, named);
                    double loss = row(in.data(0), in.offset(0) + first, targets, first, labels, named, slopes);
                    out.data(0)[out.offset(0) + row] = (float) (loss / classes);
                    for (int i = 0; i < classes; i++) {
                        out.data(1)[out.offset(1) + first + i] = (float) (slopes[i] / classes);
                    }
                }
            });
        }

        /** How many labels a row has, and which classes they name. */
        private static int labels(int[] targets, int first, boolean[] named) {
            Arrays.fill(named, false);
            int labels = 0;
            while (labels < named.length && targets[first + labels] >= 0) {
                named[targets[first + labels]] = true;
                labels++;
            }
            return labels;
        }

        private static double row(
                float[] x, int at, int[] targets, int first, int labels, boolean[] named, double[] slopes) {
            Arrays.fill(slopes, 0);
            double sum = 0;
            for (int j = first; j < first + labels; j++) {
                double score = x[at + targets[j]];
                for (int i = 0; i < named.length; i++) {
                    double missing = 1 - score + x[at + i];
                    if (!named[i] && !(missing <= 0)) { // so NaN is not lost
                        sum += missing;
                        slopes[i]++;
                        slopes[targets[j]]--;
                    }
                }
            }
            return sum;
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0, 0b10);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : saved.output(1).mul(grad.unsqueeze(-1)), null};
        }
    }
}
