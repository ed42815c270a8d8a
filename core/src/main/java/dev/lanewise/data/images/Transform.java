package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;

/**
 * Makes a picture of another one, at random or not.
 *
 * {@snippet :
 * Transform training = Transforms.of(new RandomCrop(32, 32, 4), new RandomHorizontalFlip(0.5),
 *         new Normalize(new double[] {0.49, 0.48, 0.45}, new double[] {0.25, 0.24, 0.26}));
 * Dataset<Batch<Tensor, IntTensor>> pictures = ImageFolder.of(Path.of("train")).transformed(1, training);
 * }
 *
 * <p>What is drawn comes from the source, which belongs to a seed, an epoch and a sample; a transform has no state, and
 * is used by several threads. A lambda will do for one of your own: draw the numbers at once, {@code
 * random.uniform(4).toArray()}, and leave the values of the given picture as they are.
 */
@FunctionalInterface
public interface Transform {
    /** The changed picture, or the same object if nothing is to change. */
    Image apply(Image image, RandomSource random);
}
