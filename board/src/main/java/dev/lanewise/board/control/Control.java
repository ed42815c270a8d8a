package dev.lanewise.board.control;

import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * What can be asked of a training that runs in this JVM. All methods are for any thread; what they ask for is done by
 * the thread that trains, between two steps.
 */
public interface Control {
    /** Whether the training goes on: a request is refused once it is over. */
    boolean isRunning();

    /** Whether it stands still between two steps. */
    boolean isPaused();

    /** Has it stand still after the step in progress. */
    void pause() throws RefusedException;

    /** Has it go on. */
    void resume() throws RefusedException;

    /**
     * Ends it after the step in progress, with its state saved so that it can be resumed; the state of one that ends
     * meanwhile by itself is saved as well.
     */
    void stop() throws RefusedException;

    /**
     * Sets the learning rate from the next step on; the run notes it.
     *
     * @throws RefusedException if it is no finite number of 0 or more, or the training has no optimizer that it knows
     */
    void setLearningRate(double rate) throws RefusedException;

    /** What can be drawn for the model to tell; empty if nothing can. */
    Optional<Sketchpad> sketchpad();

    /**
     * Has the model tell what was drawn: between two steps, or at once if the training is over.
     *
     * @param ink rows x cols of the sketchpad, 0 for paper to 1 for ink
     * @throws RefusedException if it cannot be told, with the reason
     * @throws TimeoutException if the step in progress takes longer than some seconds
     */
    Answer draw(float[] ink) throws RefusedException, InterruptedException, TimeoutException;
}
