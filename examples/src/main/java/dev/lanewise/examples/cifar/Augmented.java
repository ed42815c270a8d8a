package dev.lanewise.examples.cifar;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;

/**
 * Pictures that look a little different each time: moved by up to four pixels each way, where the mean colour moves in,
 * and every other one mirrored. What is drawn for a batch depends on the batches before, so the source is part of a
 * run's state.
 *
 * @param pictures as they are
 * @param random draws places and mirrors
 */
record Augmented(ColourPictures pictures, RandomSource random)
        implements
            Dataset<Batch<Tensor, IntTensor>>,
            Stateful {
    private static final int MOST = 4;

    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public Batch<Tensor, IntTensor> batch(int... indices) {
        Batch<Tensor, IntTensor> plain = pictures.batch(indices);
        int[] moves = random.randint(-MOST, MOST + 1, indices.length, 2).toArray();
        BoolTensor mirrored = random.bernoulli(0.5, indices.length);
        float[] from = plain.inputs().toArray();
        float[] to = new float[from.length];
        for (int i = 0; i < indices.length; i++) {
            move(from, to, i * ColourPictures.PICTURE, moves[2 * i], moves[2 * i + 1], mirrored.get(i));
        }
        return new Batch<>(Tensor.of(plain.inputs().shape(), to), plain.targets());
    }

    /** Moves one picture; what moves in from outside is 0, the mean. */
    private static void move(float[] from, float[] to, int start, int down, int right, boolean mirror) {
        int side = ColourPictures.SIDE;
        for (int channel = 0; channel < ColourPictures.CHANNELS; channel++) {
            int plane = start + channel * ColourPictures.PLANE;
            for (int row = Math.max(0, down); row < Math.min(side, side + down); row++) {
                for (int col = Math.max(0, right); col < Math.min(side, side + right); col++) {
                    int seen = col - right;
                    int source = mirror ? side - 1 - seen : seen;
                    to[plane + row * side + col] = from[plane + (row - down) * side + source];
                }
            }
        }
    }

    @Override
    public void state(State state) {
        state.part("random", random);
    }
}
