package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * A device that runs programs: a GPU, another library. It is given to a program with
 * {@link Options#on(Backend)}, or to a training step, whose captured runs it then computes; the run that is captured is
 * eager, and the CPU's.
 *
 * <p>The device has memory of its own, and the engine says when to copy. So a backend need not know who has changed a
 * tensor on the CPU meanwhile: an optimizer, {@code assign}, a checkpoint that is loaded.
 *
 * <p>A backend keeps what the {@link Listing} says of writes, views and the order of steps. It may compute in another
 * order what does not depend on each other, and fuse as it likes ({@link Listing#unfused}). The bits of the CPU are not
 * required of it; whether it gives them is for its documentation to say.
 */
public interface Backend {
    /**
     * Prepares a program for the device. The engine holds no lock meanwhile: several threads may ask at once, and
     * others may run programs on the device.
     *
     * @throws UnsupportedOperationException if it has ops that the device does not know, all of which are named
     *     ({@link Listing#requireKnown}). The run that was captured has had its effects by then.
     */
    Replay compile(Listing listing);

    /**
     * Whether the device computes in double precision. If not, a program with an op that
     * {@linkplain Op#needsDoubles needs it} is refused, with the name of the op and its step, before it is compiled.
     */
    default boolean hasDoubles() {
        return true;
    }

    /**
     * A program on a device. The engine holds the {@link #lock} when it calls it, so that it is called from one thread
     * at a time, not always the same one, and drops it together with the program; memory that the garbage collector
     * does not know of is best left to a {@link java.lang.ref.Cleaner}.
     *
     * <p>Operands are valid, and may be read or filled, until the method returns.
     */
    interface Replay {
        /**
         * The lock of the device, the same for all its programs, so that these take turns; always the same one. The
         * engine holds it, once, during calls of the other methods, and lets go of it while metrics run, between {@link
         * #run} and {@link #commit}. A device that has the CPU run code of others in the middle of a run, such as ops
         * that it does not know, lets go of it for that. Only {@link #get} of this program, and all calls of others,
         * may come meanwhile.
         *
         * @return unless a device has its own, one that all those share
         */
        default Lock lock() {
            return DeviceRun.SHARED;
        }

        /**
         * Copies a value from outside to the device, where it stays. Called before the first run for every value of
         * {@link Listing#outside()}, and later before a run for those that something else than this replay has changed
         * since. Values of ints and booleans never change.
         *
         * @param number its number
         * @param value operand 0 holds it
         */
        void put(int number, Operands value);

        /**
         * Runs the steps.
         *
         * <p>What its steps {@linkplain Listing#written write} to tensors from outside counts only when {@link #commit}
         * is called. If it is not, since this method or something after it has thrown, the device's copies are what
         * they were before the run; all of them are put again before the next run. Random sources and the counts of
         * optimizers have moved by the whole run, since the device is given their numbers before it begins; those who
         * repeat a failed step restore them.
         *
         * <p>Where an op {@linkplain Op#checksValues checks values}, such as labels, the device checks them too, and
         * throws the same exception, as the step's {@link Listing.Step#place place} {@linkplain
         * dev.lanewise.tensor.Place#located locates} it.
         *
         * @param inputs the run's inputs, to be read from here
         * @param outputs where its outputs go, one for each of {@link Listing#outputs()}
         * @param live the op of this run for each step that has a live source, in the order of the steps. Learning
         *     rates, step counts and addresses of random numbers are its attributes: the engine has asked for them, and
         *     has run the steps with an effect on Java objects between them, which a device passes over. A device that
         *     draws random numbers draws those at that address.
         */
        void run(Operands inputs, Operands outputs, List<Op> live);

        /**
         * Makes what the run has {@linkplain Listing#written written} the values of those tensors: {@link #get} gives
         * them, and the next run begins with them. If it throws, {@link #get} gives what they were before the run, or
         * throws itself if that is gone, until they are {@link #put} again; it never gives something in between.
         */
        void commit();

        /**
         * Copies a value that a run has {@linkplain Listing#written written} back from the device: an input right after
         * {@link #commit}, a value from outside when something on the CPU reads or writes it, which may be after
         * further runs, and on another thread. In a run that is not committed yet, and after one that failed, it gives
         * what was there before that run.
         *
         * @param number its number
         * @param value operand 0 is to be filled
         */
        void get(int number, Operands value);
    }
}
