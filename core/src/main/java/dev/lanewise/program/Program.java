package dev.lanewise.program;

import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * A computation captured from one run, to be run again: the flat list of ops that were applied, with buffers planned once
 * by liveness on one array. A run walks no graph and allocates next to nothing; its bits are those of the eager run.
 *
 * {@snippet :
 * Program.Captured captured = Program.capture(List.of(x), in -> List.of(model.forward((Tensor) in.get(0))));
 * Tensor logits = (Tensor) captured.program().run(List.of(other)).get(0);
 * }
 *
 * <p>Inputs are taken by reference, outputs are copies. Tensors that were made before the capture (parameters, optimizer
 * state) are used and written in place. What ops draw from outside (learning rate, step, random index) goes on as it would.
 *
 * <p>What cannot be captured is refused where it can be noticed: reading a value that the computation has computed. What
 * cannot be noticed is the caller's: Java that branches on other state than shapes, train or eval mode and frozen
 * parameters runs once, when it is captured.
 *
 * <p>A program does not change; each run borrows buffers of its own, so several threads may run one at the same time. A
 * computation that writes parameters is for one thread at a time, as it is without capture.
 */
public final class Program {
    /** A program and what its first run, the capture, gave. */
    public record Captured(Program program, List<Value> outputs) {}

    private final Plan plan;
    private final List<Guard> guards;
    private final List<Shape> inputShapes;
    private final ConcurrentLinkedQueue<Frame> idle = new ConcurrentLinkedQueue<>();

    private Program(Plan plan, List<Guard> guards, List<Shape> inputShapes) {
        this.plan = plan;
        this.guards = guards;
        this.inputShapes = inputShapes;
    }

    /**
     * Runs a computation eagerly and captures it. Gradients that it has accumulated are let go at the end.
     *
     * @throws IllegalStateException if the computation reads a value in the middle, accumulates into a gradient from before,
     *     or captures another one
     */
    public static Captured capture(
            List<? extends Value> inputs, Function<List<? extends Value>, List<? extends Value>> computation) {
        Tape tape = new Tape(inputs);
        List<Value> outputs = Recorder.listen(tape, () -> {
            try {
                return List.copyOf(computation.apply(inputs));
            } finally {
                tape.clearGradients();
            }
        });
        Plan plan = Plan.of(tape.entries(), inputs, outputs);
        List<Guard> guards = new ArrayList<>(tape.guards());
        for (Tensor tensor : plan.externals()) {
            guards.add(new Guard(tensor::requiresGrad, tensor.requiresGrad()));
        }
        Program program = new Program(plan, List.copyOf(guards), inputs.stream().map(Value::shape).toList());
        return new Captured(program, outputs);
    }

    /** Whether a run with these inputs, in the state that Java is in now, is what was captured. */
    public boolean fits(List<? extends Value> inputs) {
        if (inputs.size() != inputShapes.size()) {
            return false;
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).shape().equals(inputShapes.get(i))) {
                return false;
            }
        }
        for (Guard guard : guards) {
            if (!guard.holds()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs the computation on inputs for which it {@link #fits}.
     *
     * @throws IllegalArgumentException if the inputs or the modes differ from those of the capture
     */
    public List<Value> run(List<? extends Value> inputs) {
        if (!fits(inputs)) {
            throw new IllegalArgumentException("program: " + inputs.stream().map(Value::shape).toList()
                    + " does not fit a capture for " + inputShapes + ", or a mode has changed since");
        }
        Frame frame = idle.poll();
        if (frame == null) {
            frame = new Frame(plan);
        }
        List<Value> outputs = frame.run(inputs);
        idle.add(frame);
        return outputs;
    }

    /** How many ops a run executes. */
    public int size() {
        return plan.steps().size();
    }

    /** Floats that a run's buffers take. */
    public int bufferSize() {
        return plan.arena();
    }
}
