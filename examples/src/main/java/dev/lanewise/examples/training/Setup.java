package dev.lanewise.examples.training;

import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.nn.Block;
import dev.lanewise.optim.UpdateRule;

/**
 * What a training is made of.
 *
 * @param model to be trained
 * @param optimizer of its parameters
 * @param train batches to learn from
 * @param test batches to test with
 */
public record Setup<M extends Block, B>(M model, UpdateRule optimizer, DataLoader<B> train, DataLoader<B> test) {
    private static final int TEST_BATCH = 250;

    /** With batches to test with of a size that suits pictures. */
    public Setup(M model, UpdateRule optimizer, DataLoader<B> train, Dataset<B> test) {
        this(model, optimizer, train, new DataLoader<>(test, TEST_BATCH));
    }
}
