package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.steps.Kernels;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Value;
import java.util.Map;
import java.util.TreeMap;

/**
 * A step that the device does not know: its inputs are copied to the CPU, and back what it computes and writes to. The
 * op may be anybody's, and runs without the device's lock.
 */
final class HostStage implements Stage {
    private static final Value[] NONE = {};

    private final Context context;
    private final Memory memory;
    private final Listing.Step step;

    /** The step's values on the CPU, by number. */
    private final Map<Integer, Value> values = new TreeMap<>();

    private final Bound bound;

    /**
     * A step.
     *
     * @throws UnsupportedOperationException if it writes to elements that it also sees under another number, which
     *     copies would not show
     */
    HostStage(Site site, Memory memory) {
        this.context = site.context();
        this.memory = memory;
        this.step = site.step();
        requireApart(site);
        this.bound = new Bound(
                step.in().stream().map(number -> value(number, site.in(step.in().indexOf(number))))
                        .toArray(Value[]::new),
                step.out().stream().map(number -> value(number, site.out(step.out().indexOf(number))))
                        .toArray(Value[]::new));
    }

    private Value value(int number, Slot slot) {
        return values.computeIfAbsent(number, _ -> slot.spec().allocate());
    }

    private void requireApart(Site site) {
        for (int target = 0; target < step.in().size(); target++) {
            for (int other = 0; step.op().writes(target) && other < step.in().size(); other++) {
                if (!step.in().get(other).equals(step.in().get(target)) && overlap(site.in(target), site.in(other))) {
                    throw new UnsupportedOperationException("gpu: " + step.op().name() + " in step " + site.number()
                            + " writes to elements of a tensor that it reads as another one, and cannot run on the CPU "
                            + "within a program of " + site.context().device().name());
                }
            }
        }
    }

    private static boolean overlap(Slot a, Slot b) {
        return a.buffer() == b.buffer() && a.offset() < b.offset() + b.size() && b.offset() < a.offset() + a.size();
    }

    @Override
    public void prepare(Kernels kernels) {
        // no kernel
    }

    @Override
    public void launch(Op op) {
        values.forEach((number, value) -> {
            if (step.in().contains(number)) {
                new Bound(NONE, new Value[] {value}).lend((_, out) -> memory.download(number, out, 0));
            }
        });
        try {
            context.aside(() -> bound.run(op));
        } catch (RuntimeException e) {
            Place place = step.place();
            throw place == null ? e : place.located(e);
        }
        step.out().forEach(this::upload);
        for (int i = 0; i < step.in().size(); i++) {
            if (op.writes(i)) {
                upload(step.in().get(i));
            }
        }
    }

    private void upload(int number) {
        Value value = values.get(number);
        if (value != null) {
            new Bound(new Value[] {value}, NONE).lend((in, _) -> memory.upload(number, in, 0));
        }
    }
}
