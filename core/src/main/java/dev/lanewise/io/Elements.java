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
            return Decoding.floats(type, in, target, from, to);
        }

        @Override
        public void transpose(float[] source, int[] begins, int columns, int row, int rows, float[] tile,
                float[] target, int place, int stride) {
            for (int column = 0; column < columns; column++) {
                int begin = begins[column] + row;
                for (int i = 0; i < rows; i++) {
                    tile[i * FortranOrder.TILE + column] = source[begin + i];
                }
            }
            for (int i = 0; i < rows; i++) {
                System.arraycopy(tile, i * FortranOrder.TILE, target, place + i * stride, columns);
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
            return Decoding.ints(type, in, target, from, to);
        }

        @Override
        public void transpose(int[] source, int[] begins, int columns, int row, int rows, int[] tile,
                int[] target, int place, int stride) {
            for (int column = 0; column < columns; column++) {
                int begin = begins[column] + row;
                for (int i = 0; i < rows; i++) {
                    tile[i * FortranOrder.TILE + column] = source[begin + i];
                }
            }
            for (int i = 0; i < rows; i++) {
                System.arraycopy(tile, i * FortranOrder.TILE, target, place + i * stride, columns);
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
            return Decoding.bools(in, target, from, to);
        }

        @Override
        public void transpose(boolean[] source, int[] begins, int columns, int row, int rows, boolean[] tile,
                boolean[] target, int place, int stride) {
            for (int column = 0; column < columns; column++) {
                int begin = begins[column] + row;
                for (int i = 0; i < rows; i++) {
                    tile[i * FortranOrder.TILE + column] = source[begin + i];
                }
            }
            for (int i = 0; i < rows; i++) {
                System.arraycopy(tile, i * FortranOrder.TILE, target, place + i * stride, columns);
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
     * Writes columns of a matrix as rows, through a tile of side {@link FortranOrder#TILE}.
     *
     * @param begins where the columns begin in the source
     * @param columns how many
     * @param row the first row that moves
     * @param rows how many of them
     * @param place where the first goes in the target
     * @param stride from there to the next
     */
    void transpose(A source, int[] begins, int columns, int row, int rows, A tile, A target, int place, int stride);

    /** The tensor that uses the array itself. */
    V wrap(A array, Shape shape);
}
