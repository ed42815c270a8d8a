package dev.lanewise.program;

import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program as data: the steps in the order in which they run, and the values that they name by number. For exporters,
 * which read what was {@linkplain Program#captured captured}, and for other devices, which are given what
 * {@linkplain Program#listing runs} ({@link Backend}). It is printed with a line for each step.
 *
 * <p>A value has the same number in both listings of a program. Numbers 0 to {@code inputs - 1} are the inputs; some
 * may belong to values that no step names any more. Steps are read thus:
 * <ul>
 * <li>An op {@link Op#writes} to inputs of its step. What is written to comes from outside or is an input, and has its
 * new elements when the next step reads it, under any number.
 * <li>The output of an op that {@link Op#isView is a view} is another name for elements of its first input, from
 * {@link Op#viewOffset} on: what is written to one shows in the other.
 * <li>A step with a {@link Step#live live} source has the op that this gives, in each run another.
 * <li>A step whose op {@link Op#hasEffect has an effect} on Java objects, such as a random source, must run even if
 * nothing reads its outputs, and before the live steps that come after it.
 * </ul>
 *
 * <p>A listing is a copy, and nothing done to it changes the program. Only the values from outside are the tensors
 * themselves: parameters, optimizer state, constants.
 *
 * @param values types and shapes, by number
 * @param steps the steps in order
 * @param inputs how many inputs there are
 * @param outputs numbers of the outputs, and after them of the gradients that the program keeps
 * @param outside the values that no step computes, by number
 */
public record Listing(
        List<Spec> values, List<Step> steps, int inputs, List<Integer> outputs, Map<Integer, Value> outside) {
    /**
     * One application of an op.
     *
     * @param op the op as it was captured
     * @param live gives the op of each run; null if that is always {@code op}
     * @param in numbers of the inputs
     * @param out numbers of the outputs
     * @param parts what is computed, step by step, by an op that stands for several; else empty. Their values have
     *     numbers of the same listing.
     * @param place where in the model it was applied, or for a gradient where the op in the forward pass was; of a step
     *     that stands for several, where one may fail, or else the first was. Null outside of all blocks.
     */
    public record Step(
            Op op, @Nullable Live live, List<Integer> in, List<Integer> out, List<Step> parts, @Nullable Place place) {
        /** Copies the lists. */
        public Step {
            in = List.copyOf(in);
            out = List.copyOf(out);
            parts = List.copyOf(parts);
        }

        /** Whether the op, or one of those that it stands for, {@link Op#needsDoubles needs doubles}. */
        public boolean needsDoubles() {
            return op.needsDoubles() || parts.stream().anyMatch(Step::needsDoubles);
        }

        /**
         * The op with its attributes, such as {@code matmul(transA=false, transB=true)}, without the steps it is for.
         */
        public String describe() {
            return parts.isEmpty() ? Attributes.describe(op) : op.name();
        }
    }

    /** Copies the lists and the map. */
    public Listing {
        values = List.copyOf(values);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        outside = Collections.unmodifiableMap(new TreeMap<>(outside));
    }

    /** A draft as it is now. */
    static Listing of(Draft draft) {
        List<Spec> values = new ArrayList<>();
        Map<Integer, Value> outside = new TreeMap<>();
        for (int number = 0; number < draft.values(); number++) {
            values.add(draft.spec(number));
            Value fixed = draft.fixed(number);
            if (fixed != null) {
                outside.put(number, fixed);
            }
        }
        List<Step> steps = draft.steps().stream().map(Listing::step).toList();
        return new Listing(values, steps, draft.inputs(), numbers(draft.outputs()), outside);
    }

    private static Step step(Draft.Step step) {
        List<Step> parts = step.op() instanceof FusedOp fused ? fused.parts() : List.of();
        return new Step(step.op(), step.live(), numbers(step.in()), numbers(step.out()), parts, step.place());
    }

    static List<Integer> numbers(int... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** The same computation with each step that stands for several replaced by those. */
    public Listing unfused() {
        List<Step> all = steps.stream()
                .flatMap(step -> step.parts.isEmpty() ? Stream.of(step) : step.parts.stream())
                .toList();
        return new Listing(values, all, inputs, outputs, outside);
    }

    /** Numbers of the inputs and values from outside that steps write to, by themselves or through views. */
    public SequencedSet<Integer> written() {
        SequencedSet<Integer> written = new LinkedHashSet<>();
        int[] bases = bases();
        for (Step step : steps) {
            for (int i = 0; i < step.in.size(); i++) {
                if (step.op.writes(i)) {
                    written.add(bases[step.in.get(i)]);
                }
            }
        }
        written.removeIf(number -> number >= inputs && !outside.containsKey(number));
        return written;
    }

    /** For each value the number of what it is a view of; its own if it is none. */
    public int[] bases() {
        int[] bases = new int[values.size()];
        Arrays.setAll(bases, i -> i);
        for (Step step : steps) {
            if (step.op.isView()) {
                bases[step.out.getFirst()] = bases[step.in.getFirst()];
            }
        }
        return bases;
    }

    /**
     * Refuses a computation with ops that a consumer does not know, naming all of them. An op that stands for several
     * is known if it, or each of those, is.
     *
     * @param consumer the subject of the message
     * @param known whether the consumer knows an op
     * @throws UnsupportedOperationException if there are others
     */
    public void requireKnown(String consumer, Predicate<? super Op> known) {
        TreeSet<String> unknown = new TreeSet<>();
        for (Step step : steps) {
            if (!known.test(step.op)) {
                (step.parts.isEmpty() ? Stream.of(step) : step.parts.stream())
                        .map(Step::op)
                        .filter(known.negate())
                        .forEach(op -> unknown.add(op.name()));
            }
        }
        if (!unknown.isEmpty()) {
            throw new UnsupportedOperationException(
                    consumer + ": the computation uses ops that it does not know: " + String.join(", ", unknown));
        }
    }

    /**
     * Refuses a computation in double precision, naming the first step that needs it.
     *
     * @param consumer the subject of the message
     * @throws UnsupportedOperationException if there is one
     */
    void requireNoDoubles(String consumer) {
        for (int number = 0; number < steps.size(); number++) {
            if (steps.get(number).needsDoubles()) {
                throw new UnsupportedOperationException(consumer + " has no doubles, which step " + number
                        + " needs: " + new ListingText(this).line(steps.get(number)));
            }
        }
    }

    /** Bytes that the buffers of a run on the CPU take: one array, in which values that are not needed make room. */
    public long bufferBytes() {
        return (long) Float.BYTES * Placement.of(this).size();
    }

    /**
     * The steps, a line each, with numbers, types and shapes of their values, the value of a constant that has no
     * dimensions, and the block that they belong to; then what the outputs are, and how much memory a run takes. The
     * attributes of a step with a live source are those of the captured run.
     */
    @Override
    public String toString() {
        return new ListingText(this).toString();
    }
}
