package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.Board;
import dev.lanewise.board.RunRecorder;
import dev.lanewise.board.control.RefusedException;
import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Measure;
import dev.lanewise.train.Trainer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A training on a few {@link Marks} in a thread of its own, as slow as a test wants it. */
final class Training implements AutoCloseable {
    private static final int TRAIN = 240;
    private static final int TEST = 60;
    private static final int BATCH = 24;
    private static final long LONGEST_MILLIS = 60_000;

    /** Steps of an epoch. */
    static final int STEPS = TRAIN / BATCH;

    private final RunRecorder recorder;
    private final Trainer<Batch<Tensor, IntTensor>, Tensor> trainer;
    private final int epochs;
    private final long seed;
    private volatile @Nullable Fit fit;
    private volatile @Nullable Throwable failure;
    private volatile long pause;
    private @Nullable Thread thread;

    /** A training that has not begun. */
    Training(Board board, String name, long seed, int epochs) {
        Layer network = Marks.network(seed, 12);
        this.seed = seed;
        this.epochs = epochs;
        recorder = board.record(name)
                .everySteps(2)
                .setting("seed", seed)
                .setting("lr", 0.01)
                .examples(Marks.draw(99, TEST), network::forward, Marks.CLASSES)
                .sketchpad(Marks.PAD, ink -> Marks.answer(network, ink));
        trainer = Trainer.<IntTensor>of(network, new Adam(network.parameters(), 0.01), Losses::crossEntropy)
                .measure(Measure.accuracy())
                .with(recorder, new Slowness());
    }

    /** Each step takes so much longer. */
    Training slowedBy(long millis) {
        pause = millis;
        return this;
    }

    Training resumedFrom(Path state) {
        trainer.resume(state);
        return this;
    }

    Training begin() {
        thread = Thread.ofPlatform().daemon().name("training").start(this::train);
        return this;
    }

    private void train() {
        try {
            trainer.fit(new DataLoader<>(Marks.draw(seed, TRAIN), BATCH).shuffle(RandomSource.seed(seed)),
                    new DataLoader<>(Marks.draw(98, TEST), TEST), epochs);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Waits until it is over. */
    Training ended() {
        try {
            Objects.requireNonNull(thread).join(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test is to end", e);
        }
        assertThat(Objects.requireNonNull(thread).isAlive()).as("the training goes on").isFalse();
        assertThat(failure).as("the training's failure").isNull();
        return this;
    }

    /** The folder of its run, once it has begun. */
    Path folder() {
        return recorder.folder().orElseThrow();
    }

    @Override
    public void close() {
        pause = 0;
        Fit current = fit;
        if (current != null) {
            current.stop("the test is over");
        }
        if (thread != null) {
            try {
                recorder.control().resume();
            } catch (RefusedException _) {
                // It is not paused.
            }
            ended();
        }
    }

    private final class Slowness implements Callback {
        @Override
        public void begin(Fit begun) {
            fit = begun;
        }

        @Override
        public void step(Fit fit) {
            if (pause > 0) {
                Browser.pause(pause);
            }
        }
    }
}
