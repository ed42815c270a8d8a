package dev.lanewise.tensor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A recorder at work on a thread, and which values were made meanwhile. Every value carries its birth: when it was
 * made, and by which thread. So values that a captured computation has made, those that existed before, and those that
 * other threads make while it runs can be told apart without asking the ops.
 */
final class Capture {
    /** The captures in progress, by the id of their thread. */
    private static final Map<Integer, Capture> GOING_ON = new ConcurrentHashMap<>();

    /** The clock of births, which ticks only where it matters: at the beginning of captures and of checkpoints. */
    private static volatile int begun;

    /** How many are in progress; every op reads it, so it is a field of its own. */
    private static volatile int count;

    final Recorder recorder;
    private final int thread;
    private final int start;

    /** The thread's grad mode and number of open scopes when this capture began. */
    private final boolean gradEnabled;
    private final int gradScopes;

    /** Whether the mode set from outside has decided if an op was recorded. */
    private boolean modeMattered;

    private Capture(Recorder recorder, int thread, int start, ThreadState state) {
        this.recorder = recorder;
        this.thread = thread;
        this.start = start;
        this.gradEnabled = state.gradEnabled;
        this.gradScopes = state.gradScopes;
    }

    /** The birth of a value made now on this thread. */
    static long birth() {
        return (long) begun << 32 | threadNumber() & 0xFFFFFFFFL;
    }

    /** Begins a new time of births, by which {@link #madeBefore} tells values apart. */
    static synchronized int tick() {
        return ++begun;
    }

    /** Whether a value was made before a {@link #tick}. */
    static boolean madeBefore(int tick, Value value) {
        return (int) (birth(value) >>> 32) - tick < 0;
    }

    private static int threadNumber() {
        return (int) Thread.currentThread().threadId();
    }

    private static long birth(Value value) {
        return switch (value) {
            case Tensor x -> x.birth;
            case IntTensor x -> x.birth;
            case BoolTensor x -> x.birth;
        };
    }

    static synchronized Capture begin(Recorder recorder, ThreadState state) {
        Capture capture = new Capture(recorder, threadNumber(), ++begun, state);
        GOING_ON.put(capture.thread, capture);
        count++;
        state.capture = capture;
        return capture;
    }

    static synchronized void end(Capture capture, ThreadState state) {
        state.capture = null;
        count--;
        GOING_ON.remove(capture.thread);
    }

    /** Where a value comes from, seen from this capture. */
    Recorder.Origin origin(Value value) {
        long birth = birth(value);
        if ((int) (birth >>> 32) - start < 0) {
            return Recorder.Origin.BEFORE;
        }
        return (int) birth == thread ? Recorder.Origin.WITHIN : Recorder.Origin.ELSEWHERE;
    }

    /** Whether any thread is capturing. */
    static boolean isAnyGoingOn() {
        return count > 0;
    }

    /**
     * Refuses, on behalf of the capture that made it, a value that is used on another thread: what becomes of it there
     * would not be recorded.
     *
     * @param own the capture of the current thread
     * @param what what is done with the value, for a message
     */
    static void requireOwn(@Nullable Capture own, Value value, String what) {
        Capture maker = GOING_ON.get((int) birth(value));
        if (maker != null && maker != own && maker.origin(value) == Recorder.Origin.WITHIN) {
            throw maker.recorder.refuse(what + " on another thread uses a value " + value.shape()
                    + " of the captured computation; what other threads compute is not captured, so compute it on the "
                    + "thread that captures");
        }
    }

    /** Notes that whether an op is recorded depends on the grad mode, unless the computation itself has set that. */
    void modeDecides(ThreadState state) {
        modeMattered |= state.gradScopes == gradScopes;
    }

    /** Reports the grad mode as a condition, where Java asks for it. */
    void modeAsked(ThreadState state) {
        if (state.gradScopes == gradScopes) {
            recorder.observed(GradMode.class, GradMode::current, gradEnabled);
        }
    }

    /** Reports the grad mode as a condition, where Java asks whether a value of the computation has a history. */
    void historyAsked() {
        if (modeMattered) {
            recorder.observed(GradMode.class, GradMode::current, gradEnabled);
        }
    }

    /** Refuses a computation that does not leave the grad mode scopes as it found them. */
    void requireScopesClosed(ThreadState state) {
        if (state.gradScopes != gradScopes) {
            throw recorder.refuse("the computation has opened or closed a grad mode scope that is not its own: it ends "
                    + "with " + state.gradScopes + " open scopes and began with " + gradScopes
                    + "; use try-with-resources");
        }
    }
}
