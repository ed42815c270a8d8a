package dev.lanewise.program;

import dev.lanewise.jfr.CaptureEvent;
import dev.lanewise.jfr.Flight;
import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A computation captured from one run, to be run again: the flat list of ops that were applied, with buffers placed
 * once, by liveness, in one array. A run walks no graph and allocates next to nothing; its bits are those of the eager
 * run.
 *
 * {@snippet :
 * Program.Captured captured = Program.capture(List.of(x), in -> List.of(model.forward((Tensor) in.get(0))));
 * Tensor logits = (Tensor) captured.program().run(List.of(other)).get(0);
 * }
 *
 * <p>Inputs are taken by reference and carry no history; outputs are copies without history. Tensors that were made
 * before the capture (parameters, optimizer state) are used and written in place. A run begins and ends without
 * gradients: parameters have none before it, and those that it makes are dropped, unless {@link Options#keepGradients}.
 *
 * <p>The Java code of the computation runs only during the capture. Of what it does,
 *
 * <p><b>replays follow</b>
 * <ul>
 * <li>learning rates, step counts, settings of optimizers with a kernel and live settings of other rules; random
 * numbers, including those of sources made or split off within;
 * <li>values of tensors from outside, whoever assigns them.
 * </ul>
 *
 * <p><b>each has a program of its own</b>: where these differ from the capture, the program does not {@link #fits fit}
 * <ul>
 * <li>the inputs' types and shapes, and whether they share storage with what is written to before a gradient needs it;
 * <li>{@link GradMode}, where the computation asked for it, walked backward, or asked whether a computed tensor has a
 * history;
 * <li>train or eval mode of a block that was asked, and whether a block that computed has forward hooks; whether a
 * tensor from outside requires a gradient, and that it has none where the computation makes, reads or clears one;
 * whether an SGD has a momentum or an Adam amsgrad, which slots an RMSprop has, and settings of an update rule written
 * in ops that it does not name as live.
 * </ul>
 *
 * <p><b>these are refused</b> with an {@link IllegalStateException}, even if the computation swallows it
 * <ul>
 * <li>reading values: item, toArray, printing, permutation, the position of a random source, {@code lr()};
 * <li>a gradient that arrives at an input and is not read; making or setting up an optimizer within, and writing to
 * a tensor that Java code makes within;
 * <li>a history, or a gradient, from before the computation;
 * <li>a value that another thread makes meanwhile, and values of the computation used on another thread;
 * <li>a grad mode scope that is left open; a capture or a run of a program inside.
 * </ul>
 *
 * <p><b>these are up to the caller</b>, since they cannot be detected:
 * <ul>
 * <li>a branch on other Java state (a counter), or on a clock, stays as it was taken;
 * <li>a tensor made within from Java values ({@code Tensor.of(array)}) is made once;
 * <li>a tensor or layer that Java code replaces (by another object, instead of {@code assign}) stays the old one, and
 * one that is computed within and kept in a field stays that of the first run: return it as an output;
 * <li>an effect other than on tensors, such as counting or logging, happens once (but metrics count in each run), and
 * what other threads do to tensors from outside is not repeated;
 * <li>a check of values that an op makes is not repeated where nothing depends on the op's outputs.
 * </ul>
 *
 * <p>To find the first three, have the program <b>verified</b>: with {@code -Dlanewise.capture=verify} or
 * {@link Options#verify} the first runs are eager, and each is compared with what was captured: ops, attributes,
 * shapes, conditions, objects from outside, and constants bit for bit. The first difference is thrown as an
 * {@link IllegalStateException}, after that run has had its effects.
 *
 * <p>{@link #listing} shows what runs, {@link #captured} what the computation applied; {@link Options#on(Backend)} has
 * another device run it.
 *
 * <p>A program is immutable; each run borrows buffers of its own, so several threads may run one at the same time,
 * unless it shares an {@link Arena}; a device does one run after the other. A computation that writes to tensors, keeps
 * gradients or draws random numbers is for one thread at a time, as it is without capture.
 */
public final class Program {
    /** A program and what its first run, the capture, gave. */
    public record Captured(Program program, List<Value> outputs) {}

    /** Sets of buffers kept for further runs; more threads than this at once make new ones. */
    private static final int IDLE_FRAMES = 16;

    private final Plan plan;
    private final Conditions conditions;
    private final int outputs;
    private final List<Gradients.Kept> kept;
    private final @Nullable Arena arena;

    /** Null if the CPU runs it. */
    private final @Nullable DeviceRun device;

    /** Null if there is nothing to verify, or nothing any more. */
    private volatile @Nullable Verification verification;

    private final ArrayBlockingQueue<Frame> idle = new ArrayBlockingQueue<>(IDLE_FRAMES);

    private Program(Recording recording, Options options, @Nullable Verification verification) {
        this.plan = Plan.of(new Draft(recording));
        this.conditions = new Conditions(plan.inputSpecs(), recording.tape());
        this.outputs = recording.outputs().size();
        this.kept = recording.kept().stream().map(Gradients.Kept::withoutValues).toList();
        this.arena = options.arena();
        this.device = options.backend() == null ? null : new DeviceRun(options.backend(), plan.listing());
        this.verification = verification;
    }

    /** As {@link #capture(Options, List, Function)} with {@link Options#defaults}. */
    public static Captured capture(
            List<? extends Value> inputs, Function<List<? extends Value>, List<? extends Value>> computation) {
        return capture(Options.defaults(), inputs, computation);
    }

    /**
     * Runs a computation eagerly and captures it. It is given stand-ins for the inputs, on the same storage. If it
     * throws, what it has done until then stays, except for gradients.
     *
     * @param options how to capture it
     * @throws IllegalArgumentException if an input requires a gradient, or the computation's outputs or one of them are
     *     null
     * @throws IllegalStateException if the computation does what cannot be captured, or this thread is capturing
     *     already
     */
    public static Captured capture(
            Options options, List<? extends Value> inputs,
            Function<List<? extends Value>, List<? extends Value>> computation) {
        Conditions.requireNoCapture("capture");
        Conditions.requireNoHistory(inputs);
        Fusion.isOn(); // a wrong setting is reported before the computation has effects
        CaptureEvent event = Flight.capture();
        Recording recording = Recording.of(inputs, computation, options.keepsGradients());
        warnOfUnused(recording.tape().gradients().unused(recording.outputs()));
        Verification verification = options.verifiedRuns() == 0
                ? null
                : new Verification(computation, recording, options);
        Program program = new Program(recording, options, verification);
        Captured captured = new Captured(program, finish(recording));
        if (event != null) {
            Plan plan = program.plan;
            event.end(plan.captured().steps().size(), program.size(), Float.BYTES * (long) program.bufferSize(),
                    plan.inputSpecs().toArray());
        }
        return captured;
    }

    private static void warnOfUnused(List<Tensor> leaves) {
        if (!leaves.isEmpty()) {
            System.getLogger("dev.lanewise").log(Level.INFO,
                    () -> "capture: gradients are computed and dropped, since no "
                            + "update in the computation uses them, for the " + leaves.size() + " leaves "
                            + Gradients.shapes(leaves) + "; update within, give them as outputs, or keep them "
                            + "(keepGradients) to let them add up from run to run");
        }
    }

    /** Leaves what an eager run leaves: stores gradients that stay, and returns copies of the outputs. */
    private static List<Value> finish(Recording recording) {
        recording.kept().forEach(gradients -> gradients.keep(i -> gradients.added().get(i), 0));
        return recording.outputs().stream().map(Frame::copy).toList();
    }

    /**
     * Adds gradients that stay to those of their tensors, one after the other as an eager run would.
     *
     * @param results gives the results of a run: outputs, and after them the gradients
     */
    private void keepGradients(IntFunction<Value> results) {
        int next = outputs;
        for (Gradients.Kept gradients : kept) {
            next = gradients.keep(results, next);
        }
    }

    /**
     * Whether a run with these inputs, under the conditions of the Java code as they are now, is what was captured.
     * Never, if the captured run has changed a mode.
     */
    public boolean fits(List<? extends Value> inputs) {
        return conditions.fit(inputs);
    }

    /** Whether it can fit at all: the captured run has not changed a mode. */
    public boolean isRepeatable() {
        return conditions.isStable();
    }

    /**
     * Runs the computation on inputs for which it {@link #fits}, and copies its outputs. What values such as indices
     * make an op throw is thrown as in an eager run, with the path of the block that the op was applied in.
     *
     * @throws IllegalArgumentException if the inputs differ in type or shape from those of the capture, or require a
     *     gradient
     * @throws IllegalStateException if modes differ from those of the capture, or this thread is capturing a
     *        computation
     */
    public List<Value> run(List<? extends Value> inputs) {
        List<Value> elsewhere = runElsewhere(inputs);
        if (elsewhere != null) {
            return elsewhere;
        }
        Frame frame = prepare(inputs);
        frame.run(inputs); // a frame whose run fails is not used again
        List<Value> copies = frame.outputs(outputs);
        keepGradients(frame::output);
        end(frame);
        return copies;
    }

    /** The outputs of a run that is verified, or that a device does; null if the run is to be replayed here. */
    private @Nullable List<Value> runElsewhere(List<? extends Value> inputs) {
        Verification first = verified(inputs);
        if (first != null) {
            return finish(first.run(inputs));
        }
        if (device == null) {
            return null;
        }
        conditions.require(inputs);
        List<Value> results = device.run(inputs);
        keepGradients(results::get);
        return results.subList(0, outputs);
    }

    /** What the run that begins now is verified with; null if it is replayed. */
    private @Nullable Verification verified(List<? extends Value> inputs) {
        Verification now = verification;
        if (now == null) {
            return null;
        }
        conditions.require(inputs);
        if (now.begins()) {
            return now;
        }
        verification = null; // it keeps the computation alive, and what that uses
        return null;
    }

    /**
     * As {@link #run(List)} with the outputs, which are all tensors of floats, assigned to tensors of the caller's. A
     * target that shares no storage with anything else of the computation is written to without a copy.
     *
     * @throws IllegalArgumentException also if a target differs in shape from the output, or there are more or fewer
     * @throws IllegalStateException also if a target has a history
     */
    public void run(List<? extends Value> inputs, List<Tensor> targets) {
        Targets checked = new Targets(plan, outputs);
        checked.require(targets);
        List<Value> elsewhere = runElsewhere(inputs);
        if (elsewhere != null) {
            for (int o = 0; o < targets.size(); o++) {
                targets.get(o).assign((Tensor) elsewhere.get(o));
            }
            return;
        }
        Frame frame = prepare(inputs);
        boolean[] direct = new boolean[targets.size()];
        for (int o = 0; o < direct.length; o++) {
            direct[o] = checked.standsAlone(o, inputs, targets) && frame.redirect(o, targets.get(o));
        }
        frame.run(inputs);
        @Nullable
        Tensor[] copies = new Tensor[direct.length];
        for (int o = 0; o < direct.length; o++) {
            copies[o] = direct[o] ? null : (Tensor) Frame.copy(frame.output(o));
        }
        keepGradients(frame::output);
        for (int o = 0; o < direct.length; o++) {
            Tensor copy = copies[o];
            if (copy != null) {
                targets.get(o).assign(copy); // only now: a target may lie where another output has been
            }
        }
        end(frame);
    }

    /** Checks that the inputs fit, and gives a frame. */
    private Frame prepare(List<? extends Value> inputs) {
        conditions.require(inputs);
        if (arena != null) {
            return arena.frame(this, plan);
        }
        Frame frame = idle.poll();
        return frame == null ? new Frame(plan, CacheLines.allocate(plan.arena())) : frame;
    }

    private void end(Frame frame) {
        frame.release();
        if (arena == null) {
            idle.offer(frame);
        }
    }

    /** Types and shapes of the inputs. */
    public List<Spec> inputs() {
        return plan.inputSpecs();
    }

    /** How many ops a run executes. */
    public int size() {
        return plan.steps().size();
    }

    /** Floats that a run's buffers take. */
    public int bufferSize() {
        return plan.arena();
    }

    /** What a run does, step by step, with the fused steps in their places: what a device is given. */
    public Listing listing() {
        return plan.listing();
    }

    /**
     * What was captured ({@index symbolic_trace}), op by op as the computation applied them, without what nothing
     * depends on.
     */
    public Listing captured() {
        return plan.captured();
    }

    Plan plan() {
        return plan;
    }
}
