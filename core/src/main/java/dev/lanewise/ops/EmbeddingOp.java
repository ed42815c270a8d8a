package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Moves;
import dev.lanewise.kernels.drivers.RowGroups;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.GatherOp;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table by index, alone and in bags. {@link SumBags}, {@link AddBags} and {@link BagDots} are the three ways
 * to differentiate the sum over all entries of {@code factor * <row of the table, gradient of the bag>}, so that each
 * one's gradients are the other two. Sums have the order of {@link RowGroups}.
 */
public sealed interface EmbeddingOp extends Op {
    @Override
    default boolean checksValues() {
        return true;
    }

    private static void requireTable(String op, Shape table) {
        if (table.rank() != 2) {
            throw new IllegalArgumentException(op + ": weight " + table + ": expected [vocabulary, width]");
        }
    }

    /**
     * The bags' saved inputs.
     *
     * @param at the place of the indices among the inputs
     * @param factors whether with the factors, if there are some
     */
    private static List<Value> saved(Saved saved, Bags bags, int at, boolean factors) {
        IntTensor indices = saved.ints(at);
        List<Value> found = bags.offsets() ? List.of(indices, saved.ints(at + 1)) : List.of(indices);
        return factors && bags.factors()
                ? Arrays.asList(Bags.inputs(found, List.of(saved.input(bags.factorsAt(at)))))
                : found;
    }

    /** The bits of the bags' ints. */
    private static int ints(Bags bags, int at) {
        return (bags.offsets() ? 3 : 1) << at;
    }

    /**
     * Rows of the first input that the indices name, as {@link Moves#takeRows} copies them. Gradient: {@link AddBags}
     * of grad, a bag an index.
     *
     * @param padding an index whose row gets no gradient; -1 for none
     */
    record Embedding(int padding) implements EmbeddingOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape table = in[0].shape();
            requireTable(name(), table);
            int[] dims = Arrays.copyOf(in[1].shape().dims(), in[1].shape().rank() + 1);
            dims[dims.length - 1] = table.dim(1);
            return new Spec[] {Spec.floats(Shape.of(dims))};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] indices = in.ints(1);
            Bags.requireWithin(name(), indices, in.shape(1), in.dims(0)[0]);
            if (out.size(0) > 0) {
                Moves.takeRows(
                        in.data(0), in.offset(0), in.dims(0)[1], indices, 0, indices.length, out.data(0),
                        out.offset(0));
            }
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            if (grad == null) {
                return new @Nullable Tensor[2];
            }
            Shape table = saved.shape(0);
            IntTensor indices = saved.ints(1);
            int n = indices.size();
            Tensor sums = new AddBags(new Bags(false, false, padding), table.dim(0))
                    .tensor(grad.reshape(n, table.dim(1)), indices.reshape(n, 1));
            return new @Nullable Tensor[] {sums, null};
        }
    }

    /**
     * The sum of each bag's rows of the first input, times their factors if there are factors. Gradients: {@link
     * AddBags} of grad, and {@link BagDots} of grad and the first input.
     */
    record SumBags(Bags bags) implements EmbeddingOp {
        @Override
        public Spec[] infer(Value... in) {
            requireTable("embeddingBag", in[0].shape());
            return new Spec[] {
                Spec.floats(Shape.of(bags.count("embeddingBag", 1, in), in[0].shape().dim(1)))
            };
        }

        @Override
        public void run(Operands in, Operands out) {
            int factors = bags.factorsAt(1);
            bags.groups("embeddingBag", in, 1, in.dims(0)[0]).sum(
                    in.data(0), in.offset(0), in.dims(0)[1], bags.factors() ? in.data(factors) : null,
                    in.offset(factors), out.data(0), out.offset(0));
        }

        @Override
        public Saves saves(int needs) {
            int factors = bags.factors() ? 1 << bags.factorsAt(1) : 0;
            return new Saves(ints(bags, 1) | factors | ((needs & factors) != 0 ? 1 : 0), 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor grad = grads[0];
            if (grad == null) {
                return found;
            }
            if (saved.needs(0)) {
                found[0] = new AddBags(bags, saved.shape(0).dim(0))
                        .tensor(Bags.inputs(List.of(grad), saved(saved, bags, 1, true)));
            }
            if (bags.factors() && saved.needs(bags.factorsAt(1))) {
                found[bags.factorsAt(1)] = new BagDots(bags.factors(false))
                        .tensor(Bags.inputs(List.of(grad, saved.input(0)), saved(saved, bags, 1, false)));
            }
            return found;
        }
    }

    /**
     * A table of so many rows: the row that an index names is the sum of the rows of the first input, {@code [B,
     * width]}, for the bags that name it, times the factors if there are factors. Gradients: {@link SumBags} of grad,
     * and {@link BagDots} of the first input and grad.
     */
    record AddBags(Bags bags, int count) implements EmbeddingOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            int expected = bags.count(name(), 1, in);
            if (x.rank() != 2 || x.dim(0) != expected) {
                throw new IllegalArgumentException(
                        "addBags: " + x + " for " + expected + " bags: expected [bags, width]");
            }
            return new Spec[] {Spec.floats(x.with(0, count))};
        }

        @Override
        public void run(Operands in, Operands out) {
            int factors = bags.factorsAt(1);
            bags.groups(name(), in, 1, count).scatter(
                    in.data(0), in.offset(0), in.dims(0)[1], bags.factors() ? in.data(factors) : null,
                    in.offset(factors), out.data(0), out.offset(0), count);
        }

        @Override
        public Saves saves(int needs) {
            int factors = bags.factors() ? 1 << bags.factorsAt(1) : 0;
            return new Saves(ints(bags, 1) | factors | ((needs & factors) != 0 ? 1 : 0), 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor grad = grads[0];
            if (grad == null) {
                return found;
            }
            if (saved.needs(0)) {
                found[0] = new SumBags(bags).tensor(Bags.inputs(List.of(grad), saved(saved, bags, 1, true)));
            }
            if (bags.factors() && saved.needs(bags.factorsAt(1))) {
                found[bags.factorsAt(1)] = new BagDots(bags.factors(false))
                        .tensor(Bags.inputs(List.of(saved.input(0), grad), saved(saved, bags, 1, false)));
            }
            return found;
        }
    }

    /**
     * For each index the product of its bag's row of the first input, {@code [B, width]}, and its row of the second,
     * {@code [vocabulary, width]}, summed like a run; 0 for padding and after the last bag. Gradients: {@link SumBags}
     * of the second input and {@link AddBags} of the first one, with grad as factors.
     */
    record BagDots(Bags bags) implements EmbeddingOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape a = in[0].shape();
            Shape table = in[1].shape();
            requireTable(name(), table);
            int expected = bags.count(name(), 2, in);
            if (!a.equals(table.with(0, expected))) {
                throw new IllegalArgumentException("bagDots: " + a + " and weight " + table + " for " + expected
                        + " bags: expected [bags, width] and [vocabulary, width]");
            }
            return new Spec[] {Spec.floats(in[2].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            bags.groups(name(), in, 2, in.dims(1)[0]).dots(
                    in.data(0), in.offset(0), in.data(1), in.offset(1), in.dims(1)[1], out.data(0), out.offset(0));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(Saves.otherOf(needs).inputs() | ints(bags, 2), 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor grad = grads[0];
            if (grad == null) {
                return found;
            }
            Value[] entries = Bags.inputs(saved(saved, bags, 2, false), List.of(grad));
            if (saved.needs(0)) {
                found[0] = new SumBags(bags.factors(true))
                        .tensor(Bags.inputs(List.of(saved.input(1)), List.of(entries)));
            }
            if (saved.needs(1)) {
                found[1] = new AddBags(bags.factors(true), saved.shape(1).dim(0))
                        .tensor(Bags.inputs(List.of(saved.input(0)), List.of(entries)));
            }
            return found;
        }
    }

    /**
     * The first largest elements of each bag's rows, the first NaN if there is one, and the rows that they are in; 0
     * and the number of rows for an empty bag. Gradient: grad goes to these rows, in the order of the bags.
     */
    record MaxBags(Bags bags) implements EmbeddingOp {
        @Override
        public Spec[] infer(Value... in) {
            requireTable("embeddingBag", in[0].shape());
            Shape shape = Shape.of(bags.count("embeddingBag", 1, in), in[0].shape().dim(1));
            return new Spec[] {Spec.floats(shape), Spec.ints(shape)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int count = in.dims(0)[0];
            bags.groups("embeddingBag", in, 1, count).max(
                    in.data(0), in.offset(0), in.dims(0)[1], out.data(0), out.offset(0), out.ints(1), count);
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0, 0b10);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor grad = grads[0];
            if (grad != null) {
                int count = saved.shape(0).dim(0);
                // One row more for empty bags, which is cut off.
                found[0] = new GatherOp.AddAt(0, count + 1).tensor(grad, saved.intsOut(1)).slice(0, 0, count);
            }
            return found;
        }
    }

    /** How many indices of each bag take part, at least 1: {@code [B, 1]}. No gradient: the inputs are ints. */
    record BagSizes(Bags bags) implements EmbeddingOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(Shape.of(bags.count(name(), 0, in), 1))};
        }

        @Override
        public void run(Operands in, Operands out) {
            bags.groups(name(), in, 0).sizes(out.data(0), out.offset(0));
        }
    }
}
