package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.ops.Recurrence;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The steps of a recurrence in their order, or back, and the kernels that all recurrences share. */
final class RecurrentSteps {
    private static final String FILE = "recurrence";

    private final Site site;
    private final Slot x;
    private final Slot weight;
    private final @Nullable Slot lengths;
    private final @Nullable Slot first;
    private final boolean backward;
    private final int samples;
    private final int units;

    /** How many there are. */
    final int time;

    /**
     * Of a site.
     *
     * @param x {@code [T, N, G H]}
     * @param weight {@code [G H, H]}
     * @param lengths {@code [N]}
     * @param first the states before the first step; null for zeros
     */
    RecurrentSteps(
            Site site, Slot x, Slot weight, Recurrence.Direction direction, @Nullable Slot lengths,
            @Nullable Slot first) {
        this.site = site;
        this.x = x;
        this.weight = weight;
        this.lengths = lengths;
        this.first = first;
        this.backward = direction == Recurrence.Direction.BACKWARD;
        this.time = x.shape().dim(0);
        this.samples = x.shape().dim(1);
        this.units = weight.shape().dim(1);
    }

    /** Which step is number i. */
    int step(int i) {
        return backward ? time - 1 - i : i;
    }

    /** The states of step t. */
    Slot at(int t, Slot states) {
        return new Slot(states.buffer(), states.offset() + t * samples * units,
                Spec.floats(Shape.of(samples, units)));
    }

    /** Room for the states of a step. */
    Slot scratch() {
        return site.scratch((long) samples * units);
    }

    /** Copies states, or zeros if there are none. */
    Stage state(@Nullable Slot from, Slot to) {
        return Launch.inFile(FILE, "state_of", site.items((long) samples * units),
                arguments -> arguments.slot(from == null ? to : from).value(from != null).slot(to)
                        .value(samples * units));
    }

    /**
     * Checks of lengths, all steps, and the states behind the last.
     *
     * @param rest sets the arguments that a kernel has besides, for the step of a number in their order
     */
    Stage states(String kernel, Slot last, Numbers rest) {
        int wide = weight.shape().dim(0);
        List<Stage> stages = new ArrayList<>();
        Slot given = lengths;
        if (given != null) {
            stages.add(Launch.inFile(FILE, "check_lengths", site.items(samples),
                    arguments -> arguments.slot(given).values(time, samples).fault(site)));
        }
        Slot columns = site.scratch((long) wide * units);
        stages.add(Launch.inFile(FILE, "transpose", site.items(columns.size()),
                arguments -> arguments.slot(weight).slot(columns).values(wide, units, wide * units)));
        Slot before = scratch();
        Slot after = scratch();
        stages.add(state(first, before));
        for (int i = 0; i < time; i++) {
            int number = i;
            Slot from = i % 2 == 0 ? before : after;
            Slot to = i % 2 == 0 ? after : before;
            stages.add(Launch.inFile(FILE, kernel, site.items((long) samples * units), arguments -> {
                arguments.slot(x).slot(columns).slot(from).slot(to).slot(site.out(0));
                lengths(arguments);
                arguments.values(step(number), samples, units).value(number == 0 && first == null);
                rest.set(number, arguments);
            }));
        }
        stages.add(state(time % 2 == 0 ? before : after, last));
        return new Sequence(stages);
    }

    /** Sets arguments for a step of a number. */
    @FunctionalInterface
    interface Numbers {
        void set(int number, Arguments arguments);
    }

    private void lengths(Arguments arguments) {
        arguments.slot(lengths == null ? weight : lengths).value(lengths != null);
    }

    /**
     * All steps from the last on.
     *
     * @param h the gradients of the states, which kernels change
     * @param d the gradients of the sums {@code h W^T}
     * @param rest sets the arguments that the kernel has besides
     */
    void gradients(
            List<Stage> stages, String kernel, Slot h, Slot d, @Nullable Slot ofOutputs, Consumer<Arguments> rest) {
        for (int i = time - 1; i >= 0; i--) {
            int t = step(i);
            int before = i == 0 ? t : step(i - 1);
            boolean behind = i < time - 1;
            int after = behind ? step(i + 1) : t;
            stages.add(Launch.inFile(FILE, kernel, site.items((long) samples * units), arguments -> {
                arguments.slot(h).slot(d).slot(weight).slot(ofOutputs == null ? h : ofOutputs)
                        .value(ofOutputs != null);
                lengths(arguments);
                arguments.values(t, before, after).value(behind).values(time, samples, units).value(backward);
                rest.accept(arguments);
            }));
        }
    }

    /**
     * The gradients of the states before the first step.
     *
     * @param passes whether some of them does not pass the product
     */
    Stage firstGradient(Slot h, Slot d, boolean passes, Slot to) {
        int gates = units == 0 ? 0 : weight.shape().dim(0) / units;
        return Launch.inFile(FILE, "first_state_gradient", site.items((long) samples * units), arguments -> {
            arguments.slot(h).slot(d).slot(weight);
            lengths(arguments);
            arguments.value(time == 0 ? 0 : step(0)).value(time > 0).values(samples, units, gates).value(passes)
                    .slot(to);
        });
    }
}
