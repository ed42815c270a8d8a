package dev.lanewise.program;

import dev.lanewise.jfr.Flight;
import dev.lanewise.jfr.OpEvent;
import dev.lanewise.jfr.ReplayEvent;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of one run at a time: every value of a plan in its place, and the arguments of every step prepared.
 */
final class Frame {
    /**
     * A step with its arguments; {@code refilled} if some depend on the inputs' storage, so that all are filled in for
     * each run.
     */
    private record Call(Draft.Step step, Value[] in, Value[] out, Bound place, boolean refilled) {}

    private final Plan plan;
    private final @Nullable Value[] values;

    /** What a run executes: all steps except views of values whose place is fixed. */
    private final Call[] calls;

    /** Numbers of the inputs and of views of them. */
    private final int[] borrowed;

    /**
     * For each output its slots in fixed arguments; none if a step's own buffer cannot be replaced, null if not
     * determined yet.
     */
    private final @Nullable List<Slot>[] slots;

    /** For each output its own buffer. */
    private final @Nullable Value[] own;

    private boolean redirected;
    private boolean running;

    /** A place in a step's arguments. */
    private record Slot(Value[] arguments, int index) {}

    /**
     * A frame on an array.
     *
     * @param arena with room for {@link Plan#arena} floats on cache lines; a run reads nothing that it has not written
     */
    @SuppressWarnings("unchecked") // an array of lists cannot be made otherwise
    Frame(Plan plan, float[] arena) {
        this.plan = plan;
        this.values = new Value[plan.values()];
        boolean[] fromInput = new boolean[plan.values()];
        for (int number = 0; number < values.length; number++) {
            fromInput[number] = number < plan.inputs();
            values[number] = plan.fixed(number);
        }
        List<Call> made = new ArrayList<>();
        for (Draft.Step step : plan.steps()) {
            boolean refilled = Arrays.stream(step.in()).anyMatch(number -> fromInput[number]);
            Value[] in = new Value[step.in().length];
            fill(in, step.in());
            boolean view = step.op().isView();
            if (view && !refilled) {
                keep(step, Bound.evaluate(step.op(), in));
                continue;
            }
            Value[] out = new Value[view ? 0 : step.out().length];
            for (int o = 0; o < out.length; o++) {
                out[o] = buffer(arena, step.out()[o]);
            }
            keep(step, out);
            if (view) {
                fromInput[step.out()[0]] = true;
            }
            made.add(new Call(step, in, out, new Bound(in, out), refilled));
        }
        this.calls = made.toArray(Call[]::new);
        this.slots = (List<Slot>[]) new List<?>[plan.outputs().length];
        this.own = Arrays.stream(plan.outputs()).mapToObj(number -> values[number]).toArray(Value[]::new);
        this.borrowed = IntStream.range(0, fromInput.length).filter(n -> fromInput[n]).toArray();
    }

    private Value buffer(float[] arena, int number) {
        Spec spec = plan.spec(number);
        return spec.type() == Spec.Type.FLOAT ? spec.on(arena, plan.place(number)) : spec.allocate();
    }

    private void keep(Draft.Step step, Value[] results) {
        for (int o = 0; o < results.length; o++) {
            values[step.out()[o]] = results[o];
        }
    }

    @SuppressWarnings("NullAway") // what depends on the inputs is filled in before the step is run
    private void fill(Value[] arguments, int[] numbers) {
        for (int a = 0; a < arguments.length; a++) {
            arguments[a] = values[numbers[a]];
        }
    }

    /** The slots, among the arguments, of a value that one step computes and that has no view. */
    private List<Slot> slots(int number) {
        List<Slot> found = new ArrayList<>();
        boolean computed = false;
        for (Call call : calls) {
            for (int o = 0; o < call.out.length; o++) {
                if (call.step.out()[o] == number) {
                    found.add(new Slot(call.out, o));
                    computed = true;
                }
            }
            for (int i = 0; i < call.in.length && !call.refilled; i++) {
                if (call.step.in()[i] == number) {
                    found.add(new Slot(call.in, i));
                }
            }
        }
        boolean once = Arrays.stream(plan.outputs()).filter(output -> output == number).count() == 1;
        return computed && once && plan.hasNoView(number) ? found : List.of();
    }

    /**
     * Makes the run write output {@code o} into a value of the caller's, until {@link #release}; returns false if the
     * output can only be copied. The value must share storage with nothing that the run reads.
     */
    boolean redirect(int o, Value target) {
        List<Slot> places = slots[o];
        if (places == null) {
            places = slots(plan.outputs()[o]);
            slots[o] = places;
        }
        if (places.isEmpty()) {
            return false;
        }
        redirected = true;
        values[plan.outputs()[o]] = target; // for steps whose arguments are filled in for each run
        for (Slot slot : places) {
            slot.arguments[slot.index] = target;
        }
        return true;
    }

    /**
     * Runs the steps in order. The inputs stay borrowed until {@link #release}. If a step fails, those after it that
     * {@link Op#restores restore} what was moved by then still run, and the error names the place of the step in the
     * model, as it did in the captured run.
     */
    void run(List<? extends Value> inputs) {
        running = true;
        for (int i = 0; i < plan.inputs(); i++) {
            values[i] = inputs.get(i);
        }
        ReplayEvent replay = Flight.replay();
        boolean recorded = Flight.recordsSteps();
        int at = 0;
        try {
            for (; at < calls.length; at++) {
                if (recorded) {
                    runRecorded(calls[at]);
                } else {
                    run(calls[at]);
                }
            }
        } catch (RuntimeException e) {
            restoreAfter(at);
            Place place = calls[at].step.place();
            throw place == null ? e : place.located(e);
        } catch (Error e) {
            restoreAfter(at);
            throw e;
        }
        if (replay != null) {
            replay.end(calls.length, Float.BYTES * (long) plan.arena());
        }
    }

    private void runRecorded(Call call) {
        OpEvent event = Flight.step();
        run(call);
        if (event != null && event.isKept()) {
            Draft.Step step = call.step;
            Spec[] in = Arrays.stream(step.in()).mapToObj(plan::spec).toArray(Spec[]::new);
            Spec[] out = Arrays.stream(step.out()).mapToObj(plan::spec).toArray(Spec[]::new);
            long bytes = Stream.of(in, out).flatMap(Arrays::stream).mapToLong(Spec::bytes).sum();
            Place place = step.place();
            event.end(step.op().name(), place == null ? null : place.title(), in, out, bytes);
        }
    }

    private void run(Call call) {
        Draft.Step step = call.step;
        if (call.refilled) {
            fill(call.in, step.in());
        }
        Op op = step.live() == null ? step.op() : step.live().next().get();
        if (op.isView()) {
            keep(step, Bound.evaluate(op, call.in));
        } else {
            call.place.run(op);
        }
    }

    /**
     * Runs the steps after a failed one that restore, if what they copy had been computed: nothing has been moved
     * before. Their buffers are still as they were, since no other step is to write there until they have run.
     */
    private void restoreAfter(int failed) {
        BitSet missing = new BitSet();
        for (int i = failed; i < calls.length; i++) {
            Arrays.stream(calls[i].step.out()).forEach(missing::set);
        }
        for (int i = failed + 1; i < calls.length; i++) {
            if (calls[i].step.op().restores() && Arrays.stream(calls[i].step.in()).noneMatch(missing::get)) {
                run(calls[i]);
            }
        }
    }

    /** Copies of the first outputs. */
    List<Value> outputs(int count) {
        Value[] copies = new Value[count];
        for (int o = 0; o < copies.length; o++) {
            copies[o] = copy(output(o));
        }
        return List.of(copies);
    }

    /** The value of output {@code o}, valid until the next run. */
    Value output(int o) {
        return Objects.requireNonNull(values[plan.outputs()[o]]);
    }

    /** Releases the inputs and targets of the last run. */
    @SuppressWarnings("NullAway") // they are filled in again before they are used
    void release() {
        for (int number : borrowed) {
            values[number] = null;
        }
        for (Call call : calls) {
            if (call.refilled) {
                Arrays.fill(call.in, null);
            }
        }
        for (int o = 0; redirected && o < own.length; o++) {
            if (slots[o] != null && own[o] != null) {
                redirect(o, own[o]);
            }
        }
        redirected = false;
        running = false;
    }

    /** Whether a run has begun and has not been released. */
    boolean isRunning() {
        return running;
    }

    /** The same values on storage of their own, without history. */
    static Value copy(Value value) {
        return switch (value) {
            case Tensor x -> Tensor.wrap(x.toArray(), x.shape());
            case IntTensor x -> IntTensor.wrap(x.toArray(), x.shape());
            case BoolTensor x -> BoolTensor.of(x.shape(), x.toArray());
        };
    }
}
