package dev.lanewise.io;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;

/**
 * The kinds of arrays that elements are read into.
 *
 * @param <A> an array of floats, ints or booleans
 * @param <V> the tensor of such elements
 */
interface Elements<A, V> {
    /** Of any type: doubles and ints become the nearest float. */
    Elements<float[], Tensor> FLOATS = new Elements<>() {
        @Override
        public float[] array(int size) {
            return new float[size];
        }

        @Override
        public int decode(Dtype type, ByteBuffer in, float[] target, int from, int to) {
            return type.floats(in, target, from, to);
        }

        @Override
        public void scatter(float[] source, int length, int first, int[] places, int stride, float[] target) {
            for (int i = 0; i < length; i++) {
                for (int run = 0; run < places.length; run++) {
                    target[places[run] + i * stride] = source[(first + run) * length + i];
                }
            }
        }

        @Override
        public Tensor wrap(float[] array, Shape shape) {
            return Tensor.wrap(array, shape);
        }
    };

    /** Of types of kind INT. */
    Elements<int[], IntTensor> INTS = new Elements<>() {
        @Override
        public int[] array(int size) {
            return new int[size];
        }

        @Override
        public int decode(Dtype type, ByteBuffer in, int[] target, int from, int to) {
            return type.ints(in, target, from, to);
        }

        @Override
        public void scatter(int[] source, int length, int first, int[] places, int stride, int[] target) {
            for (int i = 0; i < length; i++) {
                for (int run = 0; run < places.length; run++) {
                    target[places[run] + i * stride] = source[(first + run) * length + i];
                }
            }
        }

        @Override
        public IntTensor wrap(int[] array, Shape shape) {
            return IntTensor.wrap(array, shape);
        }
    };

    /** Of type BOOL. */
    Elements<boolean[], BoolTensor> BOOLS = new Elements<>() {
        @Override
        public boolean[] array(int size) {
            return new boolean[size];
        }

        @Override
        public int decode(Dtype type, ByteBuffer in, boolean[] target, int from, int to) {
            return type.bools(in, target, from, to);
        }

        @Override
        public void scatter(boolean[] source, int length, int first, int[] places, int stride, boolean[] target) {
            for (int i = 0; i < length; i++) {
                for (int run = 0; run < places.length; run++) {
                    target[places[run] + i * stride] = source[(first + run) * length + i];
                }
            }
        }

        @Override
        public BoolTensor wrap(boolean[] array, Shape shape) {
            return BoolTensor.wrap(array, shape);
        }
    };

    /** A fresh array. */
    A array(int size);

    /**
     * Decodes elements {@code from .. to - 1}, the first of which the buffer begins with.
     *
     * @return the first element that this kind cannot hold, or -1
     */
    int decode(Dtype type, ByteBuffer in, A target, int from, int to);

    /**
     * Moves runs of adjacent elements to another array, where those of a run are apart, and those of different runs may
     * be adjacent.
     *
     * @param length of each run
     * @param first the number of the first run that moves
     * @param places where the runs' first elements go
     * @param stride from an element of a run to the next
     */
    void scatter(A source, int length, int first, int[] places, int stride, A target);

    /** The tensor that uses the array itself. */
    V wrap(A array, Shape shape);
}
