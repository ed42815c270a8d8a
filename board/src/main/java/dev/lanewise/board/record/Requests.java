package dev.lanewise.board.record;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Control;
import dev.lanewise.board.control.RefusedException;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests of other threads, kept until the thread that trains is between two steps. Whoever asks for a pause or a rate
 * does not wait for it; whoever draws does.
 */
public final class Requests implements Control {
    private static final long PATIENCE_SECONDS = 10;

    /** A hold looks this often whether others have ended the fit. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private enum Phase {
        NEW, RUNNING, ENDING, OVER
    }

    private final Plan plan;

    /** Held by whoever computes an answer after the end, so that no fit begins meanwhile. */
    private final Object computing = new Object();

    // Guarded by this, but for the volatile one.
    private final List<Drawing> drawings = new ArrayList<>();
    private Phase phase = Phase.NEW;
    private boolean hasRate;
    private boolean pauses;
    private boolean paused;
    private boolean stops;
    private boolean stopped;
    private double rate = Double.NaN;

    /** Whether there is anything to be done: all that a step costs where there is not. */
    private volatile boolean waiting;

    /** Requests for what a plan says can be drawn. */
    public Requests(Plan plan) {
        this.plan = Required.nonNull("Requests: the plan", plan);
    }

    // ---- other threads

    @Override
    public synchronized boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    @Override
    public synchronized boolean isPaused() {
        return paused;
    }

    private synchronized void requireRunning() throws RefusedException {
        switch (phase) {
            case NEW -> throw new RefusedException("the training has not begun yet");
            case ENDING -> throw new RefusedException("the training is ending");
            case OVER -> throw new RefusedException("the training is over");
            case RUNNING -> {}
        }
        if (stops || stopped) {
            throw new RefusedException("the training is about to stop");
        }
    }

    @Override
    public synchronized void pause() throws RefusedException {
        requireRunning();
        pauses = true;
        waiting = true;
    }

    @Override
    public synchronized void resume() throws RefusedException {
        requireRunning();
        if (!pauses) {
            throw new RefusedException("the training is not paused");
        }
        pauses = false;
        notifyAll();
    }

    @Override
    public synchronized void stop() throws RefusedException {
        requireRunning();
        stops = true;
        waiting = true;
        notifyAll();
    }

    @Override
    public synchronized void setLearningRate(double value) throws RefusedException {
        requireRunning();
        if (!hasRate) {
            throw new RefusedException("the training has no optimizer whose learning rate is known");
        }
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new RefusedException("a learning rate of " + value + ": expected a finite number of 0 or more");
        }
        rate = value;
        waiting = true;
        notifyAll();
    }

    @Override
    public Optional<Sketchpad> sketchpad() {
        return plan.sketchpad();
    }

    @Override
    public Answer draw(float[] ink) throws RefusedException, InterruptedException, TimeoutException {
        Required.nonNull("draw: the ink", ink);
        Drawing drawing = new Drawing(plan, ink);
        if (!isQueued(drawing)) {
            drawAfterTheEnd(drawing);
        }
        try {
            if (!drawing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new TimeoutException("the step in progress takes longer than " + PATIENCE_SECONDS
                        + " s; draw again later");
            }
        } finally {
            synchronized (this) {
                drawings.remove(drawing);
            }
        }
        return drawing.answer();
    }

    /** Leaves a drawing to the thread that trains; false if the training is over. */
    private synchronized boolean isQueued(Drawing drawing) throws RefusedException {
        if (phase == Phase.NEW) {
            throw new RefusedException("the training has not begun yet");
        }
        if (phase == Phase.OVER) {
            return false;
        }
        drawings.add(drawing);
        waiting = true;
        notifyAll();
        return true;
    }

    /** Computes an answer on this thread, while no fit can begin. */
    private void drawAfterTheEnd(Drawing drawing) throws RefusedException {
        synchronized (computing) {
            if (!isQueued(drawing)) { // a fit may have begun just now
                drawing.compute();
            }
        }
    }

    // ---- the thread that trains

    /** What a request has done. All are called by the thread that trains. */
    interface Acts {
        /** Sets the learning rate. */
        void rate(double value);

        /** The training is held. */
        void held();

        /** It goes on. */
        void released();

        /** Saves the state and ends the fit; false if the state cannot be saved, and the fit goes on as it would. */
        boolean stop();

        /** Whether the fit is about to end, so that nothing may hold it. */
        boolean isEnding();

        /** Has a model used as it is in validations. */
        @Nullable
        Answer answer(Supplier<@Nullable Answer> by);
    }

    /** A fit begins. */
    void begin(boolean knowsRate) {
        synchronized (computing) {
            synchronized (this) {
                phase = Phase.RUNNING;
                hasRate = knowsRate;
                pauses = false;
                paused = false;
                stops = false;
                stopped = false;
                rate = Double.NaN;
                waiting = false;
            }
        }
    }

    /** Does what is asked for, and stays here while the training is to be held. */
    void serve(Acts acts) {
        if (!waiting) {
            return;
        }
        boolean held = false;
        while (isHeld(acts, held)) {
            if (!held) {
                held = true;
                acts.held();
            }
        }
        if (held) {
            acts.released();
        }
    }

    /** Does what is asked for now, or waits for it if held; true if the training is to be held further. */
    private boolean isHeld(Acts acts, boolean waits) {
        double newRate;
        boolean stop;
        List<Drawing> drawn;
        synchronized (this) {
            if (waits) {
                awaitWork();
            }
            newRate = rate;
            rate = Double.NaN;
            stop = stops;
            drawn = List.copyOf(drawings);
            drawings.clear();
        }
        if (!Double.isNaN(newRate)) {
            acts.rate(newRate);
        }
        drawn.forEach(drawing -> drawing.compute(acts::answer));
        stop(acts, stop);
        synchronized (this) {
            pauses &= !acts.isEnding();
            paused = pauses;
            waiting = paused || hasWork();
            return paused;
        }
    }

    private void stop(Acts acts, boolean isAsked) {
        if (isAsked) {
            boolean done = acts.stop();
            synchronized (this) {
                stops = false;
                stopped = done;
            }
        }
    }

    private boolean hasWork() {
        return stops || !drawings.isEmpty() || !Double.isNaN(rate);
    }

    /** Waits a little; an interrupt ends the hold, as whoever interrupts wants the thread to go on. */
    private synchronized void awaitWork() {
        long until = System.nanoTime() + LOOK_NANOS;
        try {
            long left = LOOK_NANOS;
            while (pauses && !hasWork() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = until - System.nanoTime();
            }
        } catch (InterruptedException _) {
            pauses = false;
            Thread.currentThread().interrupt();
        }
    }

    /** No further step is taken: a stop that was promised saves the state, and nothing more is promised. */
    void ending(Acts acts) {
        boolean stop;
        synchronized (this) {
            phase = Phase.ENDING;
            stop = stops;
        }
        stop(acts, stop);
    }

    /** The fit is over; what was drawn before that is answered, and what is drawn from now on by who draws it. */
    void end() {
        synchronized (computing) {
            List<Drawing> drawn;
            synchronized (this) {
                phase = Phase.OVER;
                pauses = false;
                paused = false;
                stops = false;
                waiting = false;
                drawn = List.copyOf(drawings);
                drawings.clear();
            }
            drawn.forEach(Drawing::compute);
        }
    }
}
