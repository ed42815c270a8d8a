package dev.lanewise.notebook;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * Ends the code of cells: the classes of cells come here at the start of each method and before each jump back
 * ({@link Weaver}). Public for their sake; not for use by hand.
 *
 * <p>All these places share one call site. While nothing is to be stopped it does nothing, and compiled code does not
 * even look: the JVM takes that code back when the site is changed, so loops run at full speed.
 */
public final class StopSwitch {
    private static final MethodType NOTHING = MethodType.methodType(void.class);
    private static final MethodHandle GO = MethodHandles.empty(NOTHING);
    private static final MutableCallSite SITE = new MutableCallSite(GO);

    /** Thrown in a cell that is to stop. An error, as code that handles exceptions has no business with it. */
    static final class Stop extends Error {
        private static final long serialVersionUID = 1;

        Stop() {
            super("interrupted");
        }
    }

    /** Thrown where a cell would have ended the JVM. */
    static final class Exit extends Error {
        private static final long serialVersionUID = 1;

        Exit(String message) {
            super(message);
        }
    }

    private StopSwitch() {}

    /** Links a place in a cell's code. */
    public static CallSite link(MethodHandles.Lookup lookup, String name, MethodType type) {
        return SITE;
    }

    /** Runs in the place of {@link System#exit} and its like, which would take the session along. */
    public static void exit(int status) {
        throw new Exit("the cell would have ended the whole session with status " + status
                + "; to leave a cell early, throw an exception or interrupt it");
    }

    /** The same for {@link Runtime#exit} and {@link Runtime#halt}. */
    public static void exit(Runtime runtime, int status) {
        exit(status);
    }

    /** From now on all code of cells throws {@link Stop}, in whatever thread it runs. */
    static void on() {
        try {
            set(MethodHandles.lookup().findStatic(StopSwitch.class, "stop", NOTHING));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(String.valueOf(e.getMessage()), e);
        }
    }

    /** Lets the code of cells run again. */
    static void off() {
        if (SITE.getTarget() != GO) {
            set(GO);
        }
    }

    private static void set(MethodHandle target) {
        SITE.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    @SuppressWarnings("unused") // found by its name
    private static void stop() {
        throw new Stop();
    }
}
