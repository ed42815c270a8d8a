package dev.lanewise.kernels.sequence;

import org.jspecify.annotations.Nullable;

/** The sizes of a recurrence, the order of its steps, and which of them a sample has. */
public final class Sequence {
    /** What a step is to a sample: no part of its sequence, a part, or the first. */
    enum Place {
        OUTSIDE, INSIDE, FIRST
    }

    final int time;
    final int samples;
    final int units;
    final boolean backward;
    final int @Nullable [] lengths;

    /**
     * A sequence of {@code time} steps of so many samples.
     *
     * @param units numbers in a state
     * @param backward whether the last step comes first
     * @param lengths from 0 to {@code time}, one for each sample; null if all are {@code time}
     */
    public Sequence(int time, int samples, int units, boolean backward, int @Nullable [] lengths) {
        this.time = time;
        this.samples = samples;
        this.units = units;
        this.backward = backward;
        this.lengths = lengths;
    }

    /** Which step is number i in the order of the recurrence. */
    int step(int i) {
        return backward ? time - 1 - i : i;
    }

    /** The step before step t; outside the sequence if t is the first. */
    int before(int t) {
        return backward ? t + 1 : t - 1;
    }

    /** What step t is to a sample. */
    Place place(int t, int sample) {
        int length = lengths == null ? time : lengths[sample];
        if (t >= length) {
            return Place.OUTSIDE;
        }
        return t == (backward ? length - 1 : 0) ? Place.FIRST : Place.INSIDE;
    }

    /** The first sample after {@code from} to which step t is something else, at most {@code end}. */
    int end(int t, int from, int end) {
        if (lengths == null) {
            return end;
        }
        Place first = place(t, from);
        int sample = from + 1;
        while (sample < end && place(t, sample) == first) {
            sample++;
        }
        return sample;
    }

    /** Where the states of a sample at step t are in {@code [time, samples, units]}. */
    int state(int t, int sample) {
        return (t * samples + sample) * units;
    }

    /** Where the states of all steps would end. */
    long multiplyAdds(int gates) {
        return (long) time * samples * gates * units * units;
    }
}
