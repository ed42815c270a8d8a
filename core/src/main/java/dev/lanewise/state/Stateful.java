package dev.lanewise.state;

/**
 * Has state that a run needs to continue: a block's parameters and buffers, an optimizer's slots and counts, where a
 * random source stands, how far a loader has come.
 *
 * {@snippet :
 * final class Average implements Stateful {
 *     private double sum;
 *     private long count;
 *
 *     @Override
 *     public void state(State state) {
 *         sum = state.real("sum", sum);
 *         count = state.number("count", count);
 *     }
 * }
 * }
 */
public interface Stateful {
    /**
     * Names every piece of state, in any order. The same code is run to save, to check what is to be loaded, and to
     * load it: it hands over what it has and keeps what it is given back. So it must name the same pieces each time:
     * which ones there are may depend on how the object was set up, not on the state itself, which while it is checked
     * is still the old one.
     */
    void state(State state);

    /** Called when all state has been loaded, of this object and of all others that were loaded with it. */
    default void restored() {}
}
