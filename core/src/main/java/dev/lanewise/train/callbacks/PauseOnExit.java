package dev.lanewise.train.callbacks;

import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * When the JVM is asked to end, by Ctrl-C, by SIGTERM or by {@code System.exit}, pauses the fit after the step in
 * progress, waits until it has ended and so has been saved ({@link Checkpoints}), and says how far it came. The thread
 * that trains goes no further then: the JVM ends as soon as the sentence is printed. {@code kill -9} gives no time for
 * this, and where the thread that trains calls {@code System.exit} itself, in a callback, its fit cannot end any more:
 * what was saved before is then what is left.
 */
public final class PauseOnExit implements Callback {
    private static final long LOOK_NANOS = 100_000_000;

    /** The fits that end with the JVM, and where it is said how far they came. */
    private static final Map<Fit, PrintStream> ENDING = new ConcurrentHashMap<>();

    private final PrintStream out;
    private Duration limit = Duration.ofSeconds(30);
    private @Nullable Thread hook;
    private volatile @Nullable Fit current;
    private volatile @Nullable Thread training;
    private volatile CountDownLatch ended = new CountDownLatch(0);

    /** Says how far it came on standard error. */
    public PauseOnExit() {
        this(System.err);
    }

    /** Says how far it came on a stream. */
    public PauseOnExit(PrintStream out) {
        this.out = Required.nonNull("PauseOnExit: the stream", out);
    }

    /**
     * Waits no longer than this for the step in progress and for the fit's end; 30 s unless set otherwise.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PauseOnExit limit(Duration longest) {
        Required.nonNull("PauseOnExit: the limit", longest);
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("PauseOnExit: a limit of " + longest);
        }
        limit = longest;
        return this;
    }

    @Override
    public void begin(Fit fit) {
        ended = new CountDownLatch(1);
        training = Thread.currentThread();
        current = fit;
        Thread thread = new Thread(this::exit, "pause on exit");
        Runtime.getRuntime().addShutdownHook(thread); // refuses while the JVM ends, and with it the fit
        hook = thread;
    }

    private void exit() {
        Fit fit = current;
        if (fit == null) {
            return;
        }
        ENDING.put(fit, out);
        fit.pause("the program was asked to end");
        boolean over = false;
        boolean stuck = false;
        long since = System.nanoTime();
        try {
            while (!over && !stuck && System.nanoTime() - since < limit.toNanos()) {
                long left = limit.toNanos() - (System.nanoTime() - since);
                over = ended.await(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
                stuck = !over && isExiting(training);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        StringBuilder said = new StringBuilder("\nstopped after step " + fit.step() + ", in epoch "
                + Math.min(fit.epoch(), fit.epochs()) + " of " + fit.epochs());
        if (stuck) {
            said.append("; its state is not saved, as the thread that trains called exit itself");
        } else if (!over) {
            said.append("; its state could not be saved within ").append(limit.toMillis() / 1000.0).append(" s");
        }
        fit.failure().ifPresent(failure -> said.append("; it failed: ").append(failure));
        fit.notes().forEach(note -> said.append("; ").append(note));
        if (over && fit.isPaused() && fit.failure().isEmpty() && fit.notes().isEmpty()) {
            said.append("; no callback, such as Checkpoints, has saved its state");
        }
        out.println(said);
    }

    /** Whether it is said on this stream how far a fit came, when the JVM ends, so that nobody else need to. */
    static boolean tells(Fit fit, PrintStream stream) {
        return ENDING.get(fit) == stream;
    }

    /** Whether a thread is in {@code System.exit}, which returns to nobody. */
    private static boolean isExiting(@Nullable Thread thread) {
        return thread != null && Arrays.stream(thread.getStackTrace()).anyMatch(
                frame -> frame.getClassName().equals("java.lang.Runtime") && frame.getMethodName().equals("exit"));
    }

    @Override
    public void after(Fit fit) {
        fit.atLast(() -> leave(fit));
    }

    /** The fit is over for all callbacks; no further, if the program is to end. */
    private void leave(Fit fit) {
        current = null;
        training = null;
        ended.countDown();
        Thread thread = hook;
        hook = null;
        if (thread == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException _) { // the JVM ends
            while (thread.isAlive() || fit.isPaused()) {
                LockSupport.park(this);
            }
        }
    }

    @Override
    public String toString() {
        return "PauseOnExit(" + limit.toSeconds() + " s)";
    }
}
