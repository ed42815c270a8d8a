package dev.lanewise.kernels.drivers;

/** Batches of small matrices computed in doubles, split over the batch only. */
public final class Matrices {
    private Matrices() {}

    /** What is computed for one matrix of a batch. */
    @FunctionalInterface
    public interface Each {
        /**
         * Fills the outputs, which are zeros, from the inputs, which it may overwrite; 0 if all went well, else what
         * the batch's caller makes an error of.
         */
        int compute(double[][] in, double[][] out);
    }

    /**
     * A batch: matrix i has the {@code size} elements from {@code offset + i * size} on.
     *
     * @param size elements of one matrix
     */
    public record Batch(float[] data, int offset, int size) {}

    /** Computes each matrix of the batches; outputs are rounded once. Gives what each computation returned. */
    public static int[] each(int count, Batch[] in, Batch[] out, Each body) {
        int work = 1;
        for (Batch batch : in) {
            work = Math.max(work, batch.size);
        }
        int[] states = new int[count];
        int cubes = (int) Math.min(1 << 30, (long) work * (1 + (long) Math.sqrt(work)));
        Split.rows(count, cubes, (from, to) -> {
            for (int matrix = from; matrix < to; matrix++) {
                double[][] read = new double[in.length][];
                for (int i = 0; i < in.length; i++) {
                    read[i] = read(in[i], matrix);
                }
                double[][] made = new double[out.length][];
                for (int i = 0; i < out.length; i++) {
                    made[i] = new double[out[i].size];
                }
                states[matrix] = body.compute(read, made);
                for (int i = 0; i < out.length; i++) {
                    write(made[i], out[i], matrix);
                }
            }
        });
        return states;
    }

    private static double[] read(Batch batch, int matrix) {
        double[] doubles = new double[batch.size];
        int from = batch.offset + matrix * batch.size;
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = batch.data[from + i];
        }
        return doubles;
    }

    private static void write(double[] doubles, Batch batch, int matrix) {
        int from = batch.offset + matrix * batch.size;
        for (int i = 0; i < doubles.length; i++) {
            batch.data[from + i] = (float) doubles[i];
        }
    }
}
