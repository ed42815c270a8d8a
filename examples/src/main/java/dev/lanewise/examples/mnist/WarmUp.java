package dev.lanewise.examples.mnist;

import dev.lanewise.data.ImageDataset;
import dev.lanewise.metrics.ConfusionMatrix;
import java.util.List;

/**
 * Makes the JIT compiler start while the data are still being read: a separate thread trains a throw-away network on
 * blank images, which takes the same paths through the library as the training to come. The two share only compiled
 * code, so no result depends on how far it gets.
 */
final class WarmUp {
    private static final int SIDE = 28;
    private static final int CLASSES = 10;
    private static final List<Integer> HIDDEN = List.of(128);
    private static final int BATCH = 64;

    /** Enough full batches to pass the compiler's thresholds, and a last one of another shape. */
    private static final int IMAGES = 4 * BATCH + 1;

    private WarmUp() {}

    /** Starts, and returns at once. The thread ends by itself, and does not keep the JVM alive. */
    static Thread begin(Recipe recipe) {
        return Thread.ofPlatform().daemon().name("warm-up").start(() -> {
            try {
                run(recipe);
            } catch (RuntimeException | Error _) {
                // Missing kernels, too little memory: the real training will fail in the same way, and report it.
            }
        });
    }

    private static void run(Recipe recipe) {
        ImageDataset blank = new ImageDataset(
                new byte[IMAGES * SIDE * SIDE], SIDE, SIDE, new byte[IMAGES], DigitData.MEAN, DigitData.STD);
        Recipe alike = new Recipe(
                HIDDEN, CLASSES, recipe.dropout(), recipe.rule(), 0.001, recipe.momentum(), BATCH, 0);
        Trainer trainer = new Trainer(blank, alike);
        trainer.trainEpoch(1, new Progress(null, "warm-up", IMAGES, 0), Checkpoints.none());
        trainer.test(1, blank, new ConfusionMatrix(CLASSES));
    }
}
