package dev.lanewise.notebook;

import org.jspecify.annotations.Nullable;

/**
 * Whether a cell runs and is to stop. The thread's own interrupt, which ends sleeping and waiting, is sent only while
 * it runs code of the cell: it would close the compiler's files for good.
 */
final class Interrupts {
    private @Nullable Thread cell;
    private boolean inside;
    private boolean requested;

    /** The calling thread evaluates a cell from now on. */
    synchronized void begin() {
        cell = Thread.currentThread();
        inside = false;
        requested = false;
    }

    /** It no longer does. */
    synchronized void end() {
        cell = null;
        inside = false;
        StopSwitch.off();
    }

    /** It runs the cell's own code. */
    synchronized void enter() {
        inside = true;
        if (requested) {
            Thread.currentThread().interrupt();
        }
    }

    /** It no longer runs the cell's own code. */
    synchronized void leave() {
        inside = false;
        Thread.interrupted(); // the next thing that waits is not meant
    }

    /** Asks the cell to stop; false if there is none. */
    synchronized boolean request() {
        if (cell == null) {
            return false;
        }
        requested = true;
        StopSwitch.on();
        if (inside) {
            cell.interrupt();
        }
        return true;
    }

    synchronized boolean requested() {
        return requested;
    }
}
