package dev.lanewise.program;

import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/**
 * The values from outside of a program that a device runs, kept equal on both sides: what something else has written to
 * is sent before a run, and what the device has written comes when somebody reads it. The caller holds the device's
 * lock, but for {@link #forget}.
 */
final class OutsideValues {
    private static final Value[] NONE = {};

    /** No version, of which there may be all that an {@code int} has. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Backend.Replay replay;
    private final Lock lock;
    private final int[] numbers;
    private final Value[] values;

    /** For each value the version of its storage that the device knows. */
    private final long[] known;

    /** Positions of the values that the program writes to. */
    private final int[] targets;

    /** For each of them, says that the device has newer elements. */
    private final Runnable[] deferrals;

    /**
     * The values of a listing, none of which the device knows.
     *
     * @param written the numbers of what the program writes to, inputs among them
     */
    OutsideValues(Listing listing, Set<Integer> written, Backend.Replay replay, Lock lock) {
        this.replay = replay;
        this.lock = lock;
        this.numbers = listing.outside().keySet().stream().mapToInt(number -> number).toArray();
        this.values = listing.outside().values().toArray(Value[]::new);
        this.known = new long[numbers.length];
        this.targets = written.stream().filter(number -> number >= listing.inputs())
                .mapToInt(number -> Arrays.binarySearch(numbers, number)).toArray();
        this.deferrals = Arrays.stream(targets).mapToObj(this::deferral).toArray(Runnable[]::new);
        forget();
    }

    private Runnable deferral(int target) {
        int number = numbers[target];
        Tensor written = (Tensor) Objects.requireNonNull(values[target]); // ints and booleans never change
        return Bound.deferral(written, lock, elements -> replay.get(number, elements));
    }

    /** Sends what the device does not know. */
    void send() {
        for (int i = 0; i < values.length; i++) {
            long version = Bound.version(values[i]);
            if (known[i] != version) {
                send(i);
                known[i] = version;
            }
        }
    }

    private void send(int i) {
        new Bound(new Value[] {values[i]}, NONE).lend(lock, (in, _) -> replay.put(numbers[i], in));
    }

    /** The device has written to what the program writes to. */
    void defer() {
        for (int i = 0; i < targets.length; i++) {
            deferrals[i].run();
            known[targets[i]] = Bound.version(values[targets[i]]);
        }
    }

    /** The device may have lost any of them, and is sent all before the next run. */
    void forget() {
        Arrays.fill(known, UNKNOWN);
    }
}
