package dev.lanewise.program;

import dev.lanewise.tensor.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Moves steps that need more room than they free to just before their results are read: the gradient of a large weight
 * to the update, say, in whose place its smaller inputs wait. It changes no bit. Between steps, the buffers that are
 * alive never take more room than before; but while a step runs, its inputs are alive as well, beside what is now
 * computed before it. So all steps stay where they are if the largest need would grow.
 *
 * <p>A step stays where it is if it has effects, draws numbers or checks values, and moves past no step that writes.
 */
final class Deferral {
    /** What a move has to save, in floats: less is not worth another order. */
    private static final int LEAST = 1 << 14;

    /** The part of a key that puts a step itself behind those that are moved to just before it. */
    private static final int ITSELF = Integer.MAX_VALUE;

    private final Draft draft;
    private final List<Draft.Step> steps;
    private final int[] bases;

    /**
     * The order: for each step the position before which it runs, its own if it stays, and within that its own position
     * or {@link #ITSELF}.
     */
    private final long[] keys;

    /** For each value that is no view the keys of the first and the last step that read it or a view of it. */
    private final long[] firstRead;
    private final long[] lastRead;

    /** For each value the positions of the steps that make views of it. */
    private final List<List<Integer>> views = new ArrayList<>();
    private boolean moved;

    private Deferral(Draft draft) {
        this.draft = draft;
        this.steps = draft.steps();
        this.bases = draft.bases();
        this.keys = new long[steps.size()];
        this.firstRead = new long[draft.values()];
        this.lastRead = new long[draft.values()];
        Arrays.setAll(keys, i -> key(i, ITSELF));
        Arrays.fill(firstRead, Long.MAX_VALUE);
        Arrays.fill(lastRead, -1);
    }

    /** Changes the order of a draft's steps. */
    static void apply(Draft draft) {
        List<Draft.Step> before = draft.steps();
        long most = new Buffers(Listing.of(draft)).most();
        new Deferral(draft).run();
        if (new Buffers(Listing.of(draft)).most() > most) {
            draft.replaceSteps(before);
        }
    }

    private static long key(int before, int within) {
        return (long) before << Integer.SIZE | within;
    }

    private void run() {
        for (int value = 0; value < bases.length; value++) {
            views.add(new ArrayList<>(0));
        }
        boolean[] made = new boolean[bases.length];
        for (int i = 0; i < steps.size(); i++) {
            draft.visit();
            Draft.Step step = steps.get(i);
            if (step.op().isView()) {
                views.get(bases[step.in()[0]]).add(i);
            } else {
                Arrays.stream(step.out()).forEach(out -> made[out] = draft.spec(out).type() == Spec.Type.FLOAT);
            }
        }
        for (int output : draft.outputs()) {
            firstRead[bases[output]] = key(steps.size(), ITSELF);
            lastRead[bases[output]] = key(steps.size(), ITSELF);
        }
        int writer = steps.size();
        for (int i = steps.size() - 1; i >= 0; i--) {
            draft.visit();
            Draft.Step step = steps.get(i);
            if (step.op().isView()) {
                continue;
            }
            if (!step.hasEffect() && !step.op().checksValues()) {
                defer(i, step, writer, made);
            }
            writer = step.writes() ? i : writer;
            for (int in : step.in()) {
                firstRead[bases[in]] = Math.min(firstRead[bases[in]], keys[i]);
                lastRead[bases[in]] = Math.max(lastRead[bases[in]], keys[i]);
            }
        }
        if (moved) {
            draft.replaceSteps(IntStream.range(0, steps.size()).boxed()
                    .sorted(Comparator.comparingLong(i -> keys[i])).map(steps::get).toList());
        }
    }

    /** Moves a step as far as it can if that saves room; the steps that read its results have their keys. */
    private void defer(int at, Draft.Step step, int writer, boolean... made) {
        long gain = 0;
        long first = key(writer, ITSELF);
        for (int out : step.out()) {
            gain += made[out] ? draft.spec(out).shape().size() : 0;
            first = Math.min(first, firstRead[out]);
        }
        int before = (int) (first >>> Integer.SIZE);
        long key = key(before, at);
        for (int base : IntStream.of(step.in()).map(in -> bases[in]).distinct().toArray()) {
            gain -= made[base] && lastRead[base] < key ? draft.spec(base).shape().size() : 0;
        }
        if (gain < LEAST || before == at || isNext(at, first)) {
            return;
        }
        keys[at] = key;
        moved = true;
        for (int out : step.out()) {
            for (int view : views.get(out)) {
                keys[view] = Math.max(keys[view], key(before, view));
            }
        }
    }

    /** Whether no step but views lies between a step and the one that is its first reader. */
    private boolean isNext(int at, long reader) {
        int next = at + 1;
        while (next < steps.size() && keys[next] < reader
                && (steps.get(next).op().isView() || keys[next] != key(next, ITSELF))) {
            next++;
        }
        return next == steps.size() || keys[next] >= reader;
    }
}
