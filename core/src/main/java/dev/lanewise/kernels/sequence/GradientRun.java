package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of a recurrence, from its last step to its first. The gradient of a state is that of the output, plus
 * what does not pass the product of the next step, plus what does, {@code d W}: added in this order. That of the last
 * states comes first.
 */
abstract class GradientRun implements Parallel.Part {
    final Kernels kernels = KernelLookup.active();
    final Sequence sequence;
    private final int gates;
    private final boolean passes;
    private final StepProduct product;
    private final Blocks blocks;

    /** Gradients of the outputs, of the last states and of the first ones. */
    private final @Nullable Floats ofOutputs;
    private final @Nullable Floats ofLast;
    private final @Nullable Floats ofFirst;

    /** The gradients of the sums that the weight is part of, and others of the same size, if they are others. */
    final Floats ofSums;
    private final @Nullable Floats others;

    /**
     * Gradients to be computed.
     *
     * @param passes whether some of a state's gradient does not pass the product, so that {@link #step} leaves it in
     *     the place of the state's
     */
    GradientRun(
            Sequence sequence, int gates, boolean passes, Floats weight, @Nullable Floats ofOutputs,
            @Nullable Floats ofLast, Floats ofSums, @Nullable Floats others, @Nullable Floats ofFirst) {
        this.sequence = sequence;
        this.gates = gates;
        this.passes = passes;
        this.product = new StepProduct(sequence, sequence.units, gates * sequence.units, weight, false);
        this.blocks = new Blocks(sequence, gates, product);
        this.ofOutputs = ofOutputs;
        this.ofLast = ofLast;
        this.ofSums = ofSums;
        this.others = others;
        this.ofFirst = ofFirst;
    }

    /** Fills in the gradients of other last states of some samples. */
    abstract void start(int sample, int rows, float[] other, int at);

    /**
     * Some samples at step t: the gradients of their sums from those of their states.
     *
     * @param first whether it is the first step of their sequences
     * @param memory has the gradients of their states, those of other states, and as many zeros as states
     */
    abstract void step(int t, int sample, int rows, boolean first, float[] memory, int h, int other, int zeros);

    /** Takes the gradients of other first states. */
    abstract void finish(int sample, int rows, float[] other, int at);

    void run() {
        if (sequence.samples == 0 || sequence.units == 0) {
            return;
        }
        product.open();
        Parallel.forEach(blocks.count, this);
        product.close();
    }

    @Override
    public void run(int block) {
        int sample = blocks.first(block);
        int rows = blocks.first(block + 1) - sample;
        int states = rows * sequence.units;
        int size = SequenceScratch.lines(states);
        SequenceScratch scratch = SequenceScratch.POOL.take();
        scratch.reserve(SequenceScratch.FIRST + 4L * size);
        float[] memory = scratch.memory;
        int h = SequenceScratch.FIRST;
        int through = h + size;
        int other = through + size;
        int zeros = other + size;
        if (ofLast == null) {
            Arrays.fill(memory, h, h + states, 0f);
        } else {
            System.arraycopy(ofLast.data, ofLast.at + sample * sequence.units, memory, h, states);
        }
        Arrays.fill(memory, zeros, zeros + states, 0f);
        start(sample, rows, memory, other);
        boolean apart = passes || sequence.lengths != null;
        for (int i = sequence.time - 1; i >= 0; i--) {
            int t = sequence.step(i);
            outputs(t, sample, rows, memory, h);
            if (passes && i < sequence.time - 1) {
                kernels.zip().add(memory, h, 1, memory, through, 1, memory, h, states);
            }
            steps(t, sample, rows, memory, h, other, zeros);
            if (i > 0 || ofFirst != null) {
                int wide = gates * sequence.units;
                product.run(
                        rows, ofSums.data, ofSums.at + (t * sequence.samples + sample) * wide,
                        memory, apart ? through : h, scratch);
                settle(t, sample, rows, memory, h, through);
            }
        }
        if (ofFirst != null) {
            if (passes && sequence.time > 0) {
                kernels.zip().add(memory, h, 1, memory, through, 1, memory, h, states);
            }
            System.arraycopy(memory, h, ofFirst.data, ofFirst.at + sample * sequence.units, states);
        }
        finish(sample, rows, memory, other);
        SequenceScratch.POOL.giveBack(scratch);
    }

    /** Adds the gradients of the outputs of step t. */
    private void outputs(int t, int sample, int rows, float[] memory, int h) {
        Floats g = ofOutputs;
        if (g == null) {
            return;
        }
        int end;
        for (int from = sample; from < sample + rows; from = end) {
            end = sequence.end(t, from, sample + rows);
            if (sequence.place(t, from) != Sequence.Place.OUTSIDE) {
                int at = h + (from - sample) * sequence.units;
                kernels.zip().add(
                        memory, at, 1, g.data, g.at + sequence.state(t, from), 1, memory, at,
                        (end - from) * sequence.units);
            }
        }
    }

    private void steps(int t, int sample, int rows, float[] memory, int h, int other, int zeros) {
        int end;
        for (int from = sample; from < sample + rows; from = end) {
            end = sequence.end(t, from, sample + rows);
            int past = (from - sample) * sequence.units;
            Sequence.Place place = sequence.place(t, from);
            if (place == Sequence.Place.OUTSIDE) {
                clear(ofSums, t, from, end - from);
                if (others != null) {
                    clear(others, t, from, end - from);
                }
            } else {
                step(t, from, end - from, place == Sequence.Place.FIRST, memory, h + past, other + past, zeros);
            }
        }
    }

    private void clear(Floats d, int t, int sample, int rows) {
        int wide = gates * sequence.units;
        int at = d.at + (t * sequence.samples + sample) * wide;
        Arrays.fill(d.data, at, at + rows * wide, 0f);
    }

    /** With lengths: only samples that step t is a part of get anything from its product. */
    private void settle(int t, int sample, int rows, float[] memory, int h, int through) {
        if (sequence.lengths == null) {
            return;
        }
        int end;
        for (int from = sample; from < sample + rows; from = end) {
            end = sequence.end(t, from, sample + rows);
            int past = (from - sample) * sequence.units;
            int states = (end - from) * sequence.units;
            boolean outside = sequence.place(t, from) == Sequence.Place.OUTSIDE;
            if (passes && outside) {
                Arrays.fill(memory, through + past, through + past + states, 0f);
            } else if (!passes && !outside) {
                System.arraycopy(memory, through + past, memory, h + past, states);
            }
        }
    }
}
