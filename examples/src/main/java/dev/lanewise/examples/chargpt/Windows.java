package dev.lanewise.examples.chargpt;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Windows of a text, each with the characters that follow its characters: {@code [N, L]} and {@code [N, L]}. They lie
 * one after the other, but those to learn from are moved by up to one window, anew each time, so that no character is
 * always the first.
 *
 * @param numbers of the characters
 * @param from where the first window begins
 * @param size how many there are
 * @param length of each
 * @param random draws how far they are moved, and is part of a run's state; null for windows that stay
 */
record Windows(int[] numbers, int from, int size, int length, @Nullable RandomSource random)
        implements
            Dataset<Batch<IntTensor, IntTensor>>,
            Stateful {
    /** Those to learn from; any of them can be moved by a window, and there is a character after it. */
    static Windows training(Corpus corpus, RandomSource random) {
        int length = corpus.window();
        return new Windows(corpus.numbers(), 0, (corpus.learned() - 1) / length - 1, length, random);
    }

    /** Those to validate with. */
    static Windows validation(Corpus corpus) {
        return new Windows(corpus.numbers(), corpus.learned(), corpus.validationWindows(), corpus.window(), null);
    }

    @Override
    public Batch<IntTensor, IntTensor> batch(int... indices) {
        int[] moves = random == null
                ? new int[indices.length]
                : random.randint(0, length + 1, indices.length).toArray();
        int[] inputs = new int[indices.length * length];
        int[] targets = new int[inputs.length];
        for (int i = 0; i < indices.length; i++) {
            int start = from + indices[i] * length + moves[i];
            System.arraycopy(numbers, start, inputs, i * length, length);
            System.arraycopy(numbers, start + 1, targets, i * length, length);
        }
        Shape shape = Shape.of(indices.length, length);
        return new Batch<>(IntTensor.of(shape, inputs), IntTensor.of(shape, targets));
    }

    @Override
    public void state(State state) {
        if (random != null) {
            state.part("random", random);
        }
    }
}
