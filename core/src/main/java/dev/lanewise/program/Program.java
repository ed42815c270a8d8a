package dev.lanewise.program;

import dev.lanewise.kernels.CacheLines;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A computation captured from one run, to be run again: the flat list of ops that were applied, with buffers planned
 * once by liveness on one array. A run walks no graph and allocates next to nothing; its bits are those of the eager
 * run.
 *
 * {@snippet :
 * Program.Captured captured = Program.capture(List.of(x), in -> List.of(model.forward((Tensor) in.get(0))));
 * Tensor logits = (Tensor) captured.program().run(List.of(other)).get(0);
 * }
 *
 * <p>Inputs are taken by reference and carry no history; outputs are copies without history. Tensors that were made
 * before the capture (parameters, optimizer state) are used and written in place. What changes from run to run goes on
 * as it would: learning rates, step counts, random numbers. A run begins and ends without gradients: parameters have
 * none before it, and those that it makes are let go.
 *
 * <p>What cannot be captured is refused where it can be noticed: reading values (item, toArray, printing), gradients
 * from before the computation, a capture or a run of a program inside. Conditions that {@link Recorder#observe} hears
 * of (train or eval mode, frozen parameters, whether SGD has a momentum) and the inputs' shapes are part of what was
 * captured: where they differ, the program does not {@link #fits fit}.
 *
 * <p>What cannot be noticed is the caller's, because Java runs only when it is captured:
 * <ul>
 * <li>a branch on other state of Java's, or on a clock, stays as it went;
 * <li>a tensor made of Java's values within the computation ({@code Tensor.of(array)}) is made once;
 * <li>what other threads compute, and ops evaluated past {@link dev.lanewise.tensor.Op#apply}, is a constant;
 * <li>a tensor that Java replaces (by another object, instead of {@code assign}) stays the old one;
 * <li>an effect other than on tensors, such as counting or logging, happens once;
 * <li>a check of values that an op makes is not repeated where nothing depends on the op's outputs.
 * </ul>
 *
 * <p>A program does not change; each run borrows buffers of its own, so several threads may run one at the same time. A
 * computation that writes tensors or draws random numbers is for one thread at a time, as it is without capture.
 */
public final class Program {
    /** A program and what its first run, the capture, gave. */
    public record Captured(Program program, List<Value> outputs) {}

    /** Sets of buffers that are kept for further runs: more threads than this at once make new ones. */
    private static final int IDLE_FRAMES = 16;

    private final Plan plan;
    private final Guard[] guards;
    private final ArrayBlockingQueue<Frame> idle = new ArrayBlockingQueue<>(IDLE_FRAMES);

    private Program(Plan plan, List<Guard> guards) {
        this.plan = plan;
        this.guards = guards.toArray(Guard[]::new);
    }

    /**
     * Runs a computation eagerly and captures it. It is handed stand-ins for the inputs, on the same storage. If it
     * throws, what it has done until then stays done, but for gradients.
     *
     * @throws IllegalArgumentException if an input requires a gradient
     * @throws IllegalStateException if the computation does what cannot be captured, or this thread is capturing
     *     already
     */
    public static Captured capture(
            List<? extends Value> inputs, Function<List<? extends Value>, List<? extends Value>> computation) {
        requireNoCapture("capture");
        requireNoHistory(inputs);
        Fusion.isOn(); // a wrong setting is told before the computation has effects
        List<Value> standIns = inputs.stream().map(Program::standIn).toList();
        Tape tape = new Tape(standIns);
        List<Value> outputs = Recorder.listen(tape, () -> {
            try {
                return List.copyOf(computation.apply(standIns));
            } finally {
                tape.clearGradients();
            }
        });
        Plan plan = Plan.of(tape.entries(), standIns, outputs);
        Program program = new Program(plan, tape.guards());
        return new Captured(program, outputs.stream().map(Frame::copy).toList());
    }

    /** Another object for the same elements, so that an input is told from the same value used from outside. */
    private static Value standIn(Value input) {
        return switch (input) {
            case Tensor x -> x.detach();
            case IntTensor x -> x.reshape(x.shape().dims());
            case BoolTensor x -> BoolTensor.of(x.shape(), x.toArray());
        };
    }

    private static void requireNoCapture(String what) {
        if (Recorder.isListening()) {
            throw new IllegalStateException(
                    what + ": this thread is capturing a computation, and captures do not nest; "
                            + "within one, call what the program was captured from");
        }
    }

    private static void requireNoHistory(List<? extends Value> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof Tensor x && x.requiresGrad()) {
                throw new IllegalArgumentException("program: input " + i + " " + x.shape()
                        + " requires a gradient, and none "
                        + "is passed on to inputs; detach() it, or let the computation use it from outside");
            }
        }
    }

    /** Whether a run with these inputs, in the state that Java is in now, is what was captured. */
    public boolean fits(List<? extends Value> inputs) {
        return fitsInputs(inputs) && fitsState();
    }

    private boolean fitsInputs(List<? extends Value> inputs) {
        if (inputs.size() != plan.inputs()) {
            return false;
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (!plan.spec(i).fits(inputs.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsState() {
        for (Guard guard : guards) {
            if (!guard.holds()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs the computation on inputs for which it {@link #fits}, and copies its outputs.
     *
     * @throws IllegalArgumentException if the inputs differ in type or shape from those of the capture, or require a
     *     gradient
     * @throws IllegalStateException if modes differ from those of the capture, or this thread is capturing
     */
    public List<Value> run(List<? extends Value> inputs) {
        Frame frame = prepare(inputs);
        frame.run(inputs); // a frame whose run fails is not used again
        List<Value> outputs = frame.outputs();
        end(frame);
        return outputs;
    }

    /**
     * As {@link #run(List)} with the outputs, which are all tensors of floats, assigned to tensors of the caller's. A
     * target that shares no storage with anything else of the computation is written to without a copy.
     *
     * @throws IllegalArgumentException also if a target differs in shape from the output, or there are more or fewer
     * @throws IllegalStateException also if a target has a history
     */
    public void run(List<? extends Value> inputs, List<Tensor> targets) {
        requireTargets(targets);
        Frame frame = prepare(inputs);
        boolean[] direct = new boolean[targets.size()];
        for (int o = 0; o < direct.length; o++) {
            direct[o] = standsAlone(o, inputs, targets) && frame.redirect(o, targets.get(o));
        }
        frame.run(inputs);
        @Nullable
        Tensor[] copies = new Tensor[direct.length];
        for (int o = 0; o < direct.length; o++) {
            copies[o] = direct[o] ? null : (Tensor) Frame.copy(frame.output(o));
        }
        for (int o = 0; o < direct.length; o++) {
            Tensor copy = copies[o];
            if (copy != null) {
                targets.get(o).assign(copy); // only now: a target may lie where another output has been
            }
        }
        end(frame);
    }

    /** Whether target {@code o} lies on no storage of inputs, of values from outside, or of other targets. */
    private boolean standsAlone(int o, List<? extends Value> inputs, List<Tensor> targets) {
        Tensor target = targets.get(o);
        for (int i = 0; i < inputs.size(); i++) {
            if (target.overlaps(inputs.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < targets.size(); i++) {
            if (i != o && target.overlaps(targets.get(i))) {
                return false;
            }
        }
        return !plan.uses(target);
    }

    private void requireTargets(List<Tensor> targets) {
        List<Spec> outputs = new ArrayList<>();
        for (int output : plan.outputs()) {
            outputs.add(plan.spec(output));
        }
        boolean fit = targets.size() == outputs.size();
        for (int o = 0; fit && o < outputs.size(); o++) {
            fit = outputs.get(o).fits(targets.get(o));
        }
        if (!fit) {
            throw new IllegalArgumentException("program: targets " + targets.stream().map(Tensor::shape).toList()
                    + " for the outputs " + outputs);
        }
        for (int o = 0; o < targets.size(); o++) {
            if (!targets.get(o).isLeaf()) {
                throw new IllegalStateException("program: target " + o + " " + targets.get(o).shape()
                        + " has a history; run into leaves, or into detached tensors");
            }
        }
    }

    /** A frame, once it is sure that the inputs fit. */
    private Frame prepare(List<? extends Value> inputs) {
        requireNoCapture("program");
        requireNoHistory(inputs);
        if (!fitsInputs(inputs)) {
            throw new IllegalArgumentException("program: inputs " + inputs.stream().map(Spec::of).toList()
                    + " do not fit a capture for " + plan.inputSpecs());
        }
        if (!fitsState()) {
            throw new IllegalStateException(
                    "program: a mode (train or eval, frozen parameters, an optimizer's settings) is "
                            + "not what it was when this was captured, or a parameter has a gradient; capture anew");
        }
        Frame frame = idle.poll();
        if (frame == null) {
            frame = new Frame(plan, CacheLines.allocate(plan.arena()));
        }
        return frame;
    }

    private void end(Frame frame) {
        frame.release();
        idle.offer(frame);
    }

    /** How many ops a run executes. */
    public int size() {
        return plan.steps().size();
    }

    /** Floats that a run's buffers take. */
    public int bufferSize() {
        return plan.arena();
    }

    Plan plan() {
        return plan;
    }
}
