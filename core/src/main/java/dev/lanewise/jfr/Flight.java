package dev.lanewise.jfr;

import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events for the JDK's Flight Recorder. While no recording asks for a kind of event, a question costs a branch that the
 * JIT removes; in a run-time image without the module {@code jdk.jfr} the answer is always no.
 *
 * <p>A caller asks for the event when the work begins, and ends it if there was one:
 *
 * <pre>{@code
 * OpEvent event = Flight.op();
 * ... // the work
 * if (event != null) {
 *     event.end(...);
 * }
 * }</pre>
 *
 * <p>Work that throws leaves no event.
 */
public final class Flight {
    private static final String MODULE = "jdk.jfr";

    /** A constant to the JIT; null without the module. */
    private static final @Nullable Events EVENTS = find();

    private Flight() {}

    private static @Nullable Events find() {
        Module own = Flight.class.getModule();
        boolean present = Optional.ofNullable(own.getLayer())
                .flatMap(layer -> layer.findModule(MODULE))
                .or(() -> ModuleLayer.boot().findModule(MODULE))
                .isPresent();
        try {
            return present ? new FlightEvents() : null;
        } catch (LinkageError e) { // a module of that name that is not the JDK's
            System.getLogger("dev.lanewise").log(Level.WARNING, "no events for the Flight Recorder", e);
            return null;
        }
    }

    /** Whether applications of ops are being recorded, so that it is worth noting where they are. */
    public static boolean recordsOps() {
        return EVENTS != null && EVENTS.recordsOps();
    }

    /** Whether the steps of programs are being recorded. */
    public static boolean recordsSteps() {
        return EVENTS != null && EVENTS.recordsSteps();
    }

    /** Begins the application of an op; null if nobody records it. */
    public static @Nullable OpEvent op() {
        return EVENTS != null && EVENTS.recordsOps() ? EVENTS.op() : null;
    }

    /** Begins a step of a program; null if nobody records it. */
    public static @Nullable OpEvent step() {
        return EVENTS != null && EVENTS.recordsSteps() ? EVENTS.step() : null;
    }

    /** Begins a run of a program; null if nobody records it. */
    public static @Nullable ReplayEvent replay() {
        return EVENTS != null && EVENTS.recordsReplays() ? EVENTS.replay() : null;
    }

    /** Begins a capture; null if nobody records it. */
    public static @Nullable CaptureEvent capture() {
        return EVENTS != null && EVENTS.recordsCaptures() ? EVENTS.capture() : null;
    }

    /** Begins a training step; null if nobody records it. */
    public static @Nullable TrainStepEvent trainStep() {
        return EVENTS != null && EVENTS.recordsTrainSteps() ? EVENTS.trainStep() : null;
    }
}
