package dev.lanewise.data;

/**
 * Which samples an epoch consists of, and in which order: {@link DataLoader#sampler}.
 *
 * <p>The order depends on the epoch's number and on nothing else. So there is no state to be saved: a training that is
 * resumed within an epoch, on another machine or with another number of workers, asks again and has the same samples.
 * {@link Samplers} has the usual ones.
 */
public interface Sampler {
    /** How many samples an epoch has, the same for each. */
    int size();

    /**
     * The indices of an epoch's samples, {@link #size} of them.
     *
     * @param epoch from 0
     */
    int[] order(long epoch);
}
