package dev.lanewise.gpu;

import dev.lanewise.gpu.families.Elementwise;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.OpenClException;
import dev.lanewise.gpu.steps.Fault;
import dev.lanewise.gpu.steps.Kernels;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;

/** A program on a device: its values lie in memory there, and each step is a stage. */
final class DeviceProgram implements Backend.Replay {
    private static final Value[] NONE = {};

    /**
     * A step and its stage.
     *
     * @param number of the step
     * @param live which of the live steps it is; -1 if its op is always the same
     */
    private record Part(int number, Listing.Step step, Stage stage, int live) {}

    private final Context context;
    private final Listing listing;
    private final Memory memory;
    private final Fault fault;

    /** What outputs and checks need, what else computes, and what writes to tensors from outside. */
    private final List<Part> first = new ArrayList<>();
    private final List<Part> between = new ArrayList<>();
    private final List<Part> last = new ArrayList<>();

    /** The ops of the run for the live steps. */
    private List<Op> live = List.of();

    /** Whether a run has begun that does not count. */
    private boolean begun;

    /** Whether the updates of the last run may not be done yet, so that a fault may be theirs. */
    private boolean updating;

    /** Tensors from outside whose newest elements are gone, until they are put again, and why. */
    private final Map<Integer, Throwable> lost = new HashMap<>();

    /** Names of the ops that run on the CPU, for each such step. */
    private final List<String> onCpu = new ArrayList<>();

    /**
     * A program.
     *
     * @param plain without fused steps, but for those that one kernel can compute
     * @param stages what the device knows
     * @param kernels of the device
     * @param group how many work items a group has, where kernels do not depend on it
     * @param fallback whether steps that the device does not know run on the CPU
     */
    DeviceProgram(Context context, Listing plain, Stages stages, Kernels kernels, int group, boolean fallback) {
        this.context = context;
        Phases phases = Phases.of(plain, step -> !fallback || knows(step, stages));
        this.listing = phases.listing();
        this.memory = new Memory(context, listing, phases.inputsAfterFirst());
        this.fault = new Fault(context);
        List<Listing.Step> live = plain.steps().stream().filter(step -> step.live() != null).toList();
        for (int number = 0; number < listing.steps().size(); number++) {
            Listing.Step step = listing.steps().get(number);
            if (!step.op().isView() && !step.op().hasEffect()) {
                Site site = new Site(number, step, memory.slots(step.in()), memory.slots(step.out()), context, fault,
                        group);
                Stage stage = step.parts().isEmpty() ? stage(site, stages, fallback) : Elementwise.stage(site);
                stage.prepare(kernels);
                part(number, phases).add(new Part(number, step, stage, live.indexOf(step)));
            }
        }
        // somebody may read, while the CPU runs a step between updates, what was there before them
        if (!phases.areApart() || Stream.concat(between.stream(), last.stream())
                .anyMatch(part -> part.stage instanceof HostStage)) {
            memory.keep(listing.written().stream().filter(number -> number >= listing.inputs()).toList());
        }
    }

    /** The part that a step belongs to. */
    private List<Part> part(int number, Phases phases) {
        if (number < phases.first()) {
            return first;
        }
        return number < phases.last() ? between : last;
    }

    private Stage stage(Site site, Stages stages, boolean fallback) {
        Op op = site.step().op();
        if (!fallback) {
            return stages.of(site);
        }
        if (knows(site.step(), stages)) {
            try {
                return stages.of(site);
            } catch (UnsupportedOperationException _) {
                // known, but not with these shapes
            }
        }
        onCpu.add(op.name());
        return new HostStage(site, memory);
    }

    private boolean knows(Listing.Step step, Stages stages) {
        Op op = step.op();
        return !step.parts().isEmpty()
                || stages.knows(op) && (context.device().hasDoubles() || !op.needsDoubles());
    }

    /** Names of the ops that run on the CPU, one for each such step. */
    List<String> onCpu() {
        return List.copyOf(onCpu);
    }

    @Override
    public Lock lock() {
        return context.lock();
    }

    @Override
    public void put(int number, Operands value) {
        settle();
        takeBack();
        memory.upload(number, value, 0);
        lost.remove(number);
    }

    @Override
    public void get(int number, Operands value) {
        settle();
        requireHere(number);
        if (begun) {
            memory.downloadKept(number, value, 0);
        } else {
            memory.download(number, value, 0);
        }
    }

    /** Requires that the newest elements of a tensor from outside are still there. */
    private void requireHere(int number) {
        Throwable cause = lost.get(number);
        if (cause != null) {
            throw new OpenClException("gpu: the newest elements of a tensor " + listing.values().get(number).shape()
                    + " were on " + context.device().name() + ", which failed: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void run(Operands inputs, Operands outputs, List<Op> live) {
        takeBack();
        memory.save();
        begun = true;
        for (int i = 0; i < inputs.count(); i++) {
            memory.uploadAhead(i, inputs, i);
        }
        fault.clear();
        this.live = live;
        launch(first);
        try {
            finish(); // also: the inputs are not needed any more
        } catch (OpenClException e) {
            throw e.in("gpu: one of " + first.size() + " steps, which were launched without an error");
        }
        if (!lost.isEmpty()) { // a reader has found that the last updates have failed
            lost.keySet().forEach(this::requireHere);
        }
        refuse(fault.step());
        for (int o = 0; o < outputs.count(); o++) {
            memory.download(listing.outputs().get(o), outputs, o);
        }
    }

    @Override
    public void commit() {
        launch(between);
        long before = context.launches();
        try {
            launch(last);
            context.flush();
        } catch (RuntimeException | Error e) {
            if (context.launches() > before && !memory.keeps()) {
                lose(e);
            }
            throw e;
        }
        begun = false;
        updating = !last.isEmpty();
    }

    /** Waits for all that the device has been given to do. */
    private void finish() {
        try {
            context.finish();
        } catch (OpenClException e) {
            if (updating) {
                lose(e);
            }
            throw e;
        }
        updating = false;
    }

    /** Half of the updates may have been made: nothing that they write is to be read any more. */
    private void lose(Throwable cause) {
        updating = false;
        listing.written().stream()
                .filter(number -> number >= listing.inputs())
                .forEach(number -> lost.put(number, cause));
    }

    private void launch(List<Part> parts) {
        for (Part part : parts) {
            Listing.Step step = part.step;
            try {
                part.stage.launch(op(part));
            } catch (OpenClException e) {
                throw e.in("gpu: step " + part.number + ", " + step.describe());
            } catch (RuntimeException e) { // of a step on the CPU, which an earlier one on the device goes before
                refuse(fault.step());
                throw e;
            }
        }
    }

    /** Has the device come to an end with the last run. */
    private void settle() {
        if (updating) {
            finish();
        }
    }

    /** Undoes what a run has written that did not count. */
    private void takeBack() {
        if (begun) {
            memory.restore();
            begun = false;
        }
    }

    /** The op of a step in this run. */
    private Op op(Part part) {
        return part.live < 0 ? part.step.op() : live.get(part.live);
    }

    /** Throws what the CPU throws in a step for the values that the device has found wanting there. */
    private void refuse(int number) {
        if (number < 0) {
            return;
        }
        Part part = Stream.of(first, between, last).flatMap(List::stream)
                .filter(each -> each.number == number)
                .findFirst()
                .orElseThrow();
        Value[] in = part.step.in().stream().map(this::fetch).toArray(Value[]::new);
        try {
            context.aside(() -> Bound.evaluate(op(part), in));
        } catch (RuntimeException e) {
            Place place = part.step.place();
            throw place == null ? e : place.located(e);
        }
        throw new IllegalStateException("gpu: " + context.device().name() + " refused values in step " + number
                + ", " + part.step.describe() + ", that the CPU takes");
    }

    private Value fetch(int number) {
        Value value = listing.values().get(number).allocate();
        new Bound(NONE, new Value[] {value}).lend((_, out) -> memory.download(number, out, 0));
        return value;
    }
}
