package dev.lanewise.workshop;

/**
 * A place in an exercise that is still to be written: {@code throw Hole.fill("sum the squares of all errors");}. It is
 * an error, so that no {@code catch (Exception e)} hides it; the workshop reports it as work to do, not as a mistake.
 */
public final class Hole extends Error {
    private static final long serialVersionUID = 1L;

    private Hole(String task) {
        super(task);
    }

    /** Returns a hole to throw. {@code task} says in one sentence, without a full stop, what is to be written there. */
    public static Hole fill(String task) {
        return new Hole(task);
    }
}
