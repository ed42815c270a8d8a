package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Gathers;
import dev.lanewise.kernels.drivers.Indices;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way back from what a pool has chosen to planes. */
public sealed interface UnpoolOp extends Op {
    /**
     * Planes of these sizes with the elements of x in the places that the indices name, the last one of several, and
     * zeros elsewhere. Gradient: grad there, for those that were not overwritten.
     */
    record MaxUnpool(List<Integer> sizes) implements UnpoolOp {
        /** Up to here floats can count the elements of a plane. */
        private static final int MOST_COUNTED = 1 << 24;

        /** Into planes of these sizes. */
        public MaxUnpool {
            sizes = List.copyOf(sizes);
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            PoolShape.requirePlanes(name(), x, sizes.size());
            if (!in[1].shape().equals(x)) {
                throw new IllegalArgumentException(name() + ": " + x + " and indices " + in[1].shape() + " differ");
            }
            return new Spec[] {Spec.floats(PoolShape.with(x, sizes))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape y = out.shape(0);
            int[] indices = in.ints(1);
            int size = y.product(y.rank() - sizes.size(), y.rank());
            int outside = Indices.firstOutside(indices, size);
            if (outside >= 0) {
                throw new IndexOutOfBoundsException(name() + ": index " + indices[outside] + " at position " + outside
                        + " is outside the planes of " + y);
            }
            Arrays.fill(out.data(0), out.offset(0), out.offset(0) + out.size(0), 0);
            if (in.size(0) > 0) {
                int planes = PoolShape.planes(y, sizes.size());
                Gathers.put(
                        in.data(0), in.offset(0), planes, in.size(0) / planes, 1, indices, out.data(0), out.offset(0),
                        size);
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
            IntTensor indices = saved.ints(1);
            Tensor here = new PoolOp.PlaneGather(sizes.size()).tensor(grad, indices);
            return new @Nullable Tensor[] {Indexing.where(lastOnes(indices), here, Tensor.scalar(0)), null};
        }

        /** Whether an element is the last one of those of its plane that name the same place. */
        private BoolTensor lastOnes(IntTensor indices) {
            Shape shape = indices.shape();
            int count = shape.product(shape.rank() - sizes.size(), shape.rank());
            if (count > MOST_COUNTED) {
                throw new UnsupportedOperationException(name() + ": the gradient of an input " + shape
                        + " is not available, as its planes have more than " + MOST_COUNTED + " elements");
            }
            int planes = PoolShape.planes(shape, sizes.size());
            Tensor order = Tensor.arange(count).broadcastTo(Shape.of(planes, count)).reshape(shape);
            Tensor last = new PoolOp.PlaneGather(sizes.size()).tensor(tensor(order, indices), indices);
            return last.eq(order);
        }
    }
}
