package dev.lanewise.train;

import dev.lanewise.nn.Block;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;

/**
 * What is done besides learning, at fixed moments of a {@link Trainer#fit fit}: stopping early, saving, logging. All
 * methods do nothing by default.
 *
 * {@snippet :
 * trainer.with(new Callback() {
 *     @Override
 *     public void epoch(Fit fit) {
 *         System.out.println(fit.epoch() + ": " + fit.history().last("validation.loss"));
 *     }
 * });
 * }
 *
 * <p>What a callback has to remember in order to go on is its state, which is saved and loaded with the trainer's. One
 * that is thrown out of by an exception ends the fit with it; the others still have their {@link #end} and
 * {@link #after}.
 */
public interface Callback extends Stateful {
    /** A trainer takes this callback; called once, before anything else. */
    default void attach(Block model) {}

    /**
     * A fit is about to begin: the moment to refuse, by an exception, one in which the callback cannot do what it is
     * for, before any callback has begun and so has written anything.
     */
    default void check(Fit fit) {}

    /** A fit begins; {@link Fit#isResumed} says whether it goes on where another one was interrupted. */
    default void begin(Fit fit) {}

    /**
     * Whether {@link Fit#gradients} are to be there once a step is taken. A step that gives them has the same bits, and
     * takes longer.
     *
     * @param step the number that the step will have
     */
    default boolean wantsGradients(long step) {
        return false;
    }

    /** The optimizer has taken a step. */
    default void step(Fit fit) {}

    /** A batch of the validation after an epoch has been measured; {@link Fit#validated} says how many have. */
    default void validating(Fit fit) {}

    /** An epoch is over, and validated; its results are the last of the history. */
    default void epoch(Fit fit) {}

    /** Something else is about to print ({@link Fit#print}): the moment to take a line away that is redrawn. */
    default void printing() {}

    /**
     * The moment to save: all callbacks have seen the last step, and the last epoch if that is over. It comes after
     * each step and after each epoch.
     */
    default void settled(Fit fit) {}

    /** The fit ends, however it does; the model is as the last step has left it. */
    default void end(Fit fit) {}

    /** The last moment of a fit, however it ends: the one to change the model, such as back to its best. */
    default void after(Fit fit) {}

    /**
     * Whether the training goes on alike without it, as of one that only watches: a state that was saved without this
     * callback can then be loaded with it, and the reverse. By default not, and such a state is refused.
     */
    default boolean isOptional() {
        return false;
    }

    /** Names what it has to remember; by default nothing. */
    @Override
    default void state(State state) {}
}
