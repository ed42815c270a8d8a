package dev.lanewise.notebook;

import org.jspecify.annotations.Nullable;

/**
 * Whether a cell runs and is to stop. The thread's own interrupt, which ends sleeping and waiting, is sent only while
 * it runs code of the cell: it would close the compiler's files for good.
 */
final class Interrupts {
    private @Nullable Thread cell;
    private long evaluations;
    private boolean inside;
    private boolean requested;

    /** The calling thread evaluates a cell from now on. */
    synchronized void begin() {
        cell = Thread.currentThread();
        evaluations++;
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

    /** The number of the cell's evaluation, from 1 on; 0 if there is none. */
    synchronized long running() {
        return cell == null ? 0 : evaluations;
    }

    /** Asks the cell to stop, if this is still its evaluation; false if not. */
    synchronized boolean request(long evaluation) {
        if (evaluation == 0 || evaluation != running()) {
            return false;
        }
        requested = true;
        StopSwitch.on();
        if (inside && cell != null) {
            cell.interrupt();
        }
        return true;
    }

    synchronized boolean requested() {
        return requested;
    }
}
