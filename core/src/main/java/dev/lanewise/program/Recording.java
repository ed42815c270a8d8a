package dev.lanewise.program;

import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The record of one eager run of a computation.
 *
 * @param tape what it applied and depended on
 * @param outputs what it returned
 * @param kept the gradients that stay on tensors from outside
 */
record Recording(Tape tape, List<Value> outputs, List<Gradients.Kept> kept) {
    /**
     * Runs a computation.
     *
     * @param keepGradients whether gradients that it does not use stay
     */
    static Recording of(
            List<? extends Value> inputs, Function<List<? extends Value>, List<? extends Value>> computation,
            boolean keepGradients) {
        Tape tape = new Tape(keepGradients);
        boolean completed = false;
        try {
            List<Value> outputs = Recorder.listen(tape, () -> {
                List<Value> returned = outputs(tape, computation.apply(tape.standIns(inputs)));
                tape.gradients().requireNoneOfInputs(tape.inputs());
                return returned;
            });
            tape.requireNothingRefused();
            Recording recording = new Recording(tape, outputs, tape.gradients().kept());
            completed = true;
            return recording;
        } finally {
            tape.gradients().restore(completed);
        }
    }

    private static List<Value> outputs(Tape tape, @Nullable List<? extends Value> returned) {
        if (returned == null) { // a user's computation need not be null-checked
            throw new IllegalArgumentException("capture: the computation returned null, not a list of outputs");
        }
        List<Value> outputs = new ArrayList<>();
        for (@Nullable
        Value output : returned) {
            if (output == null) {
                throw new IllegalArgumentException("capture: output " + outputs.size() + " of the computation is null");
            }
            tape.uses(output, "output " + outputs.size());
            outputs.add(output);
        }
        return List.copyOf(outputs);
    }

    /** The outputs, and after them the gradients that stay. */
    List<Value> results() {
        List<Value> results = new ArrayList<>(outputs);
        kept.forEach(gradients -> results.addAll(gradients.added()));
        return results;
    }
}
