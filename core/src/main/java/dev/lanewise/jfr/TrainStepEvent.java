package dev.lanewise.jfr;

/** A step of a captured training, from when it was begun. */
public interface TrainStepEvent {
    /**
     * Ends it.
     *
     * @param captured whether the step was run eagerly and captured, since no plan fitted
     * @param plans how many plans are kept now
     */
    void end(boolean captured, int plans);
}
