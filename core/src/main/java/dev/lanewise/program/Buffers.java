package dev.lanewise.program;

import dev.lanewise.tensor.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which buffers of floats the steps of a program need, and from when to when. A step's output has a buffer of its own,
 * or that of an input which nothing reads any more, where the step's op
 * {@link dev.lanewise.tensor.Op#mayOverwrite may overwrite} it.
 */
final class Buffers {
    /**
     * A buffer.
     *
     * @param length in floats
     * @param first the step that is the first to write to it
     * @param last the step that is the last to read it; one past the last step if the caller does
     */
    record Buffer(int length, int first, int last) {
        /** Whether there is a step during which both are needed. */
        boolean meets(Buffer other) {
            return first <= other.last && other.first <= last;
        }
    }

    private final Listing listing;

    /** For each value what it is a view of, itself if it is none, and the last step that reads it or a view of it. */
    private final int[] bases;
    private final int[] last;

    /** For each value its buffer, -1 if it has none; a view has that of its base. */
    private final int[] numbers;
    private final List<Buffer> buffers = new ArrayList<>();

    Buffers(Listing listing) {
        this.listing = listing;
        this.bases = listing.bases();
        this.last = lastUses();
        this.numbers = new int[bases.length];
        Arrays.fill(numbers, -1);
        for (int i = 0; i < listing.steps().size(); i++) {
            if (!listing.steps().get(i).op().isView()) {
                place(listing.steps().get(i), i);
            }
        }
    }

    /** One past the last step for outputs of the program. */
    private int[] lastUses() {
        int[] uses = new int[bases.length];
        for (int i = 0; i < listing.steps().size(); i++) {
            Listing.Step step = listing.steps().get(i);
            for (int in : step.in()) {
                uses[bases[in]] = i;
            }
            for (int out : step.out()) {
                uses[bases[out]] = i;
            }
        }
        for (int output : listing.outputs()) {
            uses[bases[output]] = listing.steps().size();
        }
        return uses;
    }

    private void place(Listing.Step step, int at) {
        List<Integer> taken = new ArrayList<>();
        for (int o = 0; o < step.out().size(); o++) {
            int out = step.out().get(o);
            Spec spec = listing.values().get(out);
            if (spec.type() != Spec.Type.FLOAT) {
                continue;
            }
            int buffer = overwritten(step, at, o, spec);
            if (buffer >= 0 && !taken.contains(buffer)) {
                buffers.set(buffer, new Buffer(spec.shape().size(), buffers.get(buffer).first, last[out]));
            } else {
                buffer = buffers.size();
                buffers.add(new Buffer(spec.shape().size(), at, last[out]));
            }
            taken.add(buffer);
            numbers[out] = buffer;
        }
    }

    /** The buffer of an input that an output of a step can have; -1 if there is none. */
    private int overwritten(Listing.Step step, int at, int output, Spec spec) {
        for (int in : step.in()) {
            int base = bases[in];
            if (numbers[base] >= 0 && last[base] == at && mayOverwrite(step, output, base, spec)) {
                return numbers[base];
            }
        }
        return -1;
    }

    /** Whether an output can be where a value is: each input that is it, or a view of it, is all of it. */
    private boolean mayOverwrite(Listing.Step step, int output, int base, Spec spec) {
        for (int i = 0; i < step.in().size(); i++) {
            int in = step.in().get(i);
            if (bases[in] == base
                    && (!step.op().mayOverwrite(output, i) || step.op().writes(i)
                            || !listing.values().get(in).equals(spec)
                            || listing.values().get(base).shape().size() != spec.shape().size())) {
                return false;
            }
        }
        return true;
    }

    /** The buffers by number, in the order in which steps write to them first. */
    List<Buffer> all() {
        return buffers;
    }

    /** The most floats that are needed during one step. */
    long most() {
        long[] change = new long[listing.steps().size() + 2];
        for (Buffer buffer : buffers) {
            change[buffer.first] += buffer.length;
            change[buffer.last + 1] -= buffer.length;
        }
        long needed = 0;
        long most = 0;
        for (long more : change) {
            needed += more;
            most = Math.max(most, needed);
        }
        return most;
    }

    /** The buffer of a value that a step computes; -1 for other values, and for views. */
    int of(int value) {
        return numbers[value];
    }
}
