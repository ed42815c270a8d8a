package dev.lanewise.program;

import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.AssignOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program that a backend runs.
 *
 * <p>Locks are taken in this order:
 * <ol>
 * <li>the {@link #turn} of a program, for a whole run;
 * <li>whatever code of others locks: optimizers that give the numbers of a run, metrics, ops that a device has the CPU
 * run, readers of tensors that a device has written;
 * <li>the {@linkplain Backend.Replay#lock lock of a device}, for as long as it works or gives values. Who holds it runs
 * no code of others and takes no second lock, not that of another device either: {@link Bound#lend(Lock,
 * java.util.function.BiConsumer)} lets go of it for that.
 * </ol>
 * So a thread that waits for a device waits for its work alone, and one that has the lock of something while it reads a
 * tensor cannot be waited for by the device. What must not be: waiting, in a metric or an op of a run, for a thread
 * that is about to run the same program.
 *
 * <p>Programs are compiled without any of these.
 */
final class DeviceRun {
    /** The lock of devices that do not have their own. */
    static final Lock SHARED = new ReentrantLock();

    private static final Value[] NONE = {};
    private static final Bound NOTHING = new Bound(NONE, NONE);

    /** Held for a run: a device has memory for one. */
    private final ReentrantLock turn = new ReentrantLock();

    private final Listing listing;

    /** Steps that show values to Java objects, such as metrics: they are run here, with what the device has sent. */
    private final List<Listing.Step> observers;

    /** How many outputs the program has; behind them, the device gives what observers see. */
    private final int results;

    /** Where each input that the program writes to arrives, by number. */
    private final Map<Integer, Value> arrivals = new LinkedHashMap<>();

    /** Steps with numbers of their own in each run, and those with an effect on Java objects, in their order. */
    private final List<Listing.Step> acting;

    private final SharedElements shared;
    private final Backend.Replay replay;

    /** The device's. */
    private final Lock lock;

    private final OutsideValues outside;

    DeviceRun(Backend backend, Listing whole) {
        this.observers = whole.steps().stream().filter(DeviceRun::isObserver).toList();
        this.results = whole.outputs().size();
        this.listing = withoutObservers(whole);
        Set<Integer> written = listing.written();
        written.stream()
                .filter(number -> number < listing.inputs())
                .forEach(number -> arrivals.put(number, listing.values().get(number).allocate()));
        listing.steps().forEach(DeviceRun::requireNoEffectOnValues);
        this.acting = listing.steps().stream()
                .filter(step -> step.live() != null || step.op().hasEffect())
                .toList();
        this.shared = new SharedElements(listing, written);
        if (!backend.hasDoubles()) {
            listing.requireNoDoubles("backend: " + backend.getClass().getSimpleName());
        }
        this.replay = compile(backend);
        this.lock = replay.lock();
        this.outside = new OutsideValues(listing, written, replay, lock);
    }

    private Backend.Replay compile(Backend backend) {
        Backend.Replay compiled = backend.compile(listing);
        if (compiled == null) { // a backend need not be null-checked
            throw new IllegalArgumentException(
                    "backend: " + backend.getClass().getSimpleName() + " compiled a program to null");
        }
        return compiled;
    }

    /** Whether a step shows values to a Java object, and gives the run nothing. */
    private static boolean isObserver(Listing.Step step) {
        return step.op().hasEffect() && step.live() == null && !step.in().isEmpty() && step.out().isEmpty();
    }

    /** The computation without the observers, and with what they see as further outputs. */
    private Listing withoutObservers(Listing whole) {
        int[] bases = whole.bases();
        Set<Integer> written = whole.written();
        List<Integer> outputs = new ArrayList<>(whole.outputs());
        for (Listing.Step observer : observers) {
            for (int seen : observer.in()) {
                if (written.contains(bases[seen])) {
                    throw new UnsupportedOperationException("backend: " + observer.op().name()
                            + " sees a value that the computation writes to, which no device can show as it was");
                }
                outputs.add(seen);
            }
        }
        List<Listing.Step> steps = whole.steps().stream().filter(step -> !isObserver(step)).toList();
        return new Listing(whole.values(), steps, whole.inputs(), outputs, whole.outside());
    }

    /** A step with an effect on Java objects runs here, so that it must have nothing to do with the device's values. */
    private static void requireNoEffectOnValues(Listing.Step step) {
        boolean alone = step.live() == null && step.in().isEmpty() && step.out().isEmpty();
        if (step.op().hasEffect() && !alone) {
            throw new UnsupportedOperationException("backend: " + step.op().name()
                    + " has an effect on Java objects and uses tensors or scalars of the run, so that no device "
                    + "can run it");
        }
    }

    /**
     * Runs the program and returns its results: outputs, and after them the gradients that stay.
     *
     * @throws IllegalStateException if this thread is running it already, in a metric or an op of its own
     */
    List<Value> run(List<? extends Value> inputs) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("backend: a run of a program on a device is begun within another run of "
                    + "it, which the device has no memory for");
        }
        turn.lock();
        try {
            return runAlone(inputs);
        } finally {
            turn.unlock();
        }
    }

    private List<Value> runAlone(List<? extends Value> inputs) {
        shared.refuse(inputs);
        List<Op> live = advance();
        Value[] outputs = new Value[listing.outputs().size()];
        for (int o = 0; o < outputs.length; o++) {
            outputs[o] = listing.values().get(listing.outputs().get(o)).allocate();
        }
        lock.lock();
        try {
            outside.send();
            new Bound(inputs.toArray(Value[]::new), outputs).lend(lock, (in, out) -> replay.run(in, out, live));
            observe(outputs);
            replay.commit();
            outside.defer();
            fetchArrivals();
        } catch (RuntimeException | Error e) {
            outside.forget(); // who knows how far the device has come
            throw e;
        } finally {
            lock.unlock();
        }
        for (Map.Entry<Integer, Value> arrival : arrivals.entrySet()) {
            new Bound(new Value[] {inputs.get(arrival.getKey()), arrival.getValue()}, NONE).run(new AssignOp());
        }
        return observers.isEmpty() ? List.of(outputs) : List.of(outputs).subList(0, results);
    }

    private void fetchArrivals() {
        for (Map.Entry<Integer, Value> arrival : arrivals.entrySet()) {
            new Bound(NONE, new Value[] {arrival.getValue()}).lend((_, out) -> replay.get(arrival.getKey(), out));
        }
    }

    /**
     * Runs the observers without the device's lock, before anything on the CPU has changed: one that throws ends the
     * run.
     */
    private void observe(Value... outputs) {
        if (observers.isEmpty()) {
            return;
        }
        lock.unlock();
        try {
            int next = results;
            for (Listing.Step observer : observers) {
                Value[] seen = Arrays.copyOfRange(outputs, next, next + observer.in().size());
                next += seen.length;
                observe(observer, seen);
            }
        } finally {
            lock.lock();
        }
    }

    private static void observe(Listing.Step observer, Value... seen) {
        try {
            new Bound(seen, NONE).run(observer.op());
        } catch (RuntimeException e) {
            Place place = observer.place();
            throw place == null ? e : place.located(e);
        }
    }

    /** The ops of the live steps in this run. What has an effect on Java objects is run here, in order with them. */
    private List<Op> advance() {
        List<Op> live = new ArrayList<>(acting.size());
        for (Listing.Step step : acting) {
            if (step.live() != null) {
                live.add(step.live().next().get());
            } else {
                NOTHING.run(step.op());
            }
        }
        return Collections.unmodifiableList(live);
    }
}
