package dev.lanewise.jfr;

import java.util.Arrays;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * The events themselves. All are off until a recording turns them on by name. Those of ops and steps come some ten
 * thousand times a second, so that none takes a stack trace.
 */
final class FlightEvents implements Events {
    private static final String LANEWISE = "Lanewise";

    /**
     * Asked instead of a new event: what is enabled is a matter of the class. The first event of a process has JFR
     * write classes for some 200 ms of CPU time, so that there is none before somebody has called for the recorder.
     */
    private static final class Asked {
        static final Applied OP = new Applied();
        static final Step STEP = new Step();
        static final Replay REPLAY = new Replay();
        static final Capture CAPTURE = new Capture();
        static final TrainStep TRAIN_STEP = new TrainStep();
    }

    @Override
    public boolean recordsOps() {
        return FlightRecorder.isInitialized() && Asked.OP.isEnabled();
    }

    @Override
    public boolean recordsSteps() {
        return FlightRecorder.isInitialized() && Asked.STEP.isEnabled();
    }

    @Override
    public boolean recordsReplays() {
        return FlightRecorder.isInitialized() && Asked.REPLAY.isEnabled();
    }

    @Override
    public boolean recordsCaptures() {
        return FlightRecorder.isInitialized() && Asked.CAPTURE.isEnabled();
    }

    @Override
    public boolean recordsTrainSteps() {
        return FlightRecorder.isInitialized() && Asked.TRAIN_STEP.isEnabled();
    }

    @Override
    public OpEvent op() {
        return begun(new Applied());
    }

    @Override
    public OpEvent step() {
        return begun(new Step());
    }

    @Override
    public ReplayEvent replay() {
        return begun(new Replay());
    }

    @Override
    public CaptureEvent capture() {
        return begun(new Capture());
    }

    @Override
    public TrainStepEvent trainStep() {
        return begun(new TrainStep());
    }

    private static String list(Object... specs) {
        return Arrays.stream(specs).map(Object::toString).collect(Collectors.joining(", "));
    }

    private static <E extends Event> E begun(E event) {
        event.begin();
        return event;
    }

    /** What the events of ops and of steps have in common. */
    abstract static sealed class Application extends Event implements OpEvent {
        @Label("Op")
        String op = "";

        @Label("Block")
        @Description("Path and kind of the block that it belongs to; of a gradient, the block of the forward pass")
        @Nullable
        String block;

        @Label("Inputs")
        String inputs = "";

        @Label("Outputs")
        String outputs = "";

        @Label("Bytes")
        @Description("What inputs and outputs hold together")
        @DataAmount
        long bytes;

        @Override
        public boolean isKept() {
            end();
            return shouldCommit();
        }

        @Override
        public void end(String name, @Nullable String place, Object[] in, Object[] out, long size) {
            op = name;
            block = place;
            inputs = list(in);
            outputs = list(out);
            bytes = size;
            commit();
        }
    }

    /** An op that was applied eagerly, forward, backward or in an update. */
    @Name("dev.lanewise.Op")
    @Label("Op")
    @Description("An op applied eagerly, in a forward pass, a backward pass or an update")
    @Category(LANEWISE)
    @Enabled(false)
    @StackTrace(false)
    static final class Applied extends Application {}

    /** A step of a captured program. */
    @Name("dev.lanewise.Step")
    @Label("Program Step")
    @Description("A step of a captured program, which may stand for several ops")
    @Category(LANEWISE)
    @Enabled(false)
    @StackTrace(false)
    static final class Step extends Application {}

    /** A run of a captured program. */
    @Name("dev.lanewise.Replay")
    @Label("Replay")
    @Description("A run of a captured program on the CPU")
    @Category(LANEWISE)
    @Enabled(false)
    @StackTrace(false)
    static final class Replay extends Event implements ReplayEvent {
        @Label("Steps")
        int steps;

        @Label("Buffers")
        @DataAmount
        long bufferBytes;

        @Override
        public void end(int count, long size) {
            steps = count;
            bufferBytes = size;
            commit();
        }
    }

    /** A computation that was captured. */
    @Name("dev.lanewise.Capture")
    @Label("Capture")
    @Description("A computation run eagerly, captured, rewritten and planned")
    @Category(LANEWISE)
    @Enabled(false)
    @StackTrace(false)
    static final class Capture extends Event implements CaptureEvent {
        @Label("Ops Captured")
        int ops;

        @Label("Steps")
        int steps;

        @Label("Buffers")
        @DataAmount
        long bufferBytes;

        @Label("Inputs")
        String inputs = "";

        @Override
        public void end(int applied, int count, long size, Object[] in) {
            ops = applied;
            steps = count;
            bufferBytes = size;
            inputs = list(in);
            commit();
        }
    }

    /** A step of a captured training. */
    @Name("dev.lanewise.TrainStep")
    @Label("Training Step")
    @Description("A run of a captured training step")
    @Category(LANEWISE)
    @Enabled(false)
    @StackTrace(false)
    static final class TrainStep extends Event implements TrainStepEvent {
        @Label("Captured")
        @Description("Whether the step was run eagerly and captured, since no plan fitted")
        boolean captured;

        @Label("Plans")
        @Description("How many plans are kept after the step")
        int plans;

        @Override
        public void end(boolean made, int kept) {
            captured = made;
            plans = kept;
            commit();
        }
    }
}
