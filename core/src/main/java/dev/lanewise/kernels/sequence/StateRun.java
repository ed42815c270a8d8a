package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A recurrence: for each step the product of the states with the weight, and then new states from it and the inputs'
 * part. Without a first state there is no product at the first step.
 *
 * <p>A block of samples reads its states from the outputs of the step before. With lengths these are 0 beyond a
 * sample's end, so then its states have a place of their own.
 */
abstract class StateRun implements Parallel.Part {
    final Kernels kernels = KernelLookup.active();
    final Sequence sequence;
    private final int gates;
    private final StepProduct product;
    private final Blocks blocks;
    private final @Nullable Floats bias;
    private final @Nullable Floats first;

    /** The states after each step, and the last ones. */
    final Floats y;
    private final Floats last;

    StateRun(
            Sequence sequence, int gates, Floats weight, @Nullable Floats bias, @Nullable Floats first, Floats y,
            Floats last) {
        this.sequence = sequence;
        this.gates = gates;
        this.product = new StepProduct(sequence, gates * sequence.units, sequence.units, weight, true);
        this.blocks = new Blocks(sequence, gates, product);
        this.bias = bias;
        this.first = first;
        this.y = y;
        this.last = last;
    }

    /**
     * Some samples at step t, which is part of their sequences: gates and states.
     *
     * @param start whether no step was before
     * @param memory has their sums {@code [rows, gates * units]}, and as many zeros as states
     * @param before their states before
     */
    abstract void step(
            int t, int sample, int rows, boolean start, float[] memory, int sums, int zeros, float[] before, int bo);

    /** Some samples at step t, which is no part of their sequences: no gates, and other states as before. */
    abstract void pass(int t, int sample, int rows, boolean start);

    /** Copies other states after the last step of some samples. */
    abstract void finish(int sample, int rows);

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
        SequenceScratch scratch = SequenceScratch.POOL.take();
        int sums = SequenceScratch.FIRST;
        int own = sums + SequenceScratch.lines(rows * gates * sequence.units);
        int zeros = own + SequenceScratch.lines(states);
        scratch.reserve(zeros + (long) states);
        float[] memory = scratch.memory;
        Arrays.fill(memory, zeros, zeros + states, 0f);
        if (first == null) {
            Arrays.fill(memory, own, own + states, 0f);
        } else {
            System.arraycopy(first.data, first.at + sample * sequence.units, memory, own, states);
        }
        for (int i = 0; i < sequence.time; i++) {
            int t = sequence.step(i);
            boolean here = i > 0 && sequence.lengths == null;
            float[] before = here ? y.data : memory;
            int at = here ? y.at + sequence.state(sequence.before(t), sample) : own;
            sums(i, rows, before, at, memory, sums, scratch);
            int end;
            for (int from = sample; from < sample + rows; from = end) {
                end = sequence.end(t, from, sample + rows);
                int past = from - sample;
                advance(
                        t, from, end - from, i == 0, memory, sums + past * gates * sequence.units,
                        before, at + past * sequence.units, own + past * sequence.units, zeros);
            }
        }
        boolean here = sequence.time > 0 && sequence.lengths == null;
        System.arraycopy(
                here ? y.data : memory, here ? y.at + sequence.state(sequence.step(sequence.time - 1), sample) : own,
                last.data, last.at + sample * sequence.units, states);
        finish(sample, rows);
        SequenceScratch.POOL.giveBack(scratch);
    }

    private void sums(
            int i, int rows, float[] before, int at, float[] memory, int sums, SequenceScratch scratch) {
        int wide = gates * sequence.units;
        if (i == 0 && first == null) {
            Arrays.fill(memory, sums, sums + rows * wide, 0f);
        } else {
            product.run(rows, before, at, memory, sums, scratch);
        }
        if (bias != null) {
            kernels.activation().addBias(memory, sums, wide, rows, wide, bias.data, bias.at);
        }
    }

    private void advance(
            int t, int sample, int rows, boolean start, float[] memory, int sums, float[] before, int at, int own,
            int zeros) {
        int to = y.at + sequence.state(t, sample);
        int states = rows * sequence.units;
        if (sequence.place(t, sample) == Sequence.Place.OUTSIDE) {
            Arrays.fill(y.data, to, to + states, 0f);
            pass(t, sample, rows, start);
        } else {
            step(t, sample, rows, start, memory, sums, zeros, before, at);
            if (sequence.lengths != null) {
                System.arraycopy(y.data, to, memory, own, states);
            }
        }
    }
}
