package dev.lanewise.program;

import dev.lanewise.kernels.Thresholds;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.AssignOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run of steps that begins with one that can be fused, sorted into members, which can be fused with it; steps that
 * depend on a member and so come after; and the rest, which can come before.
 *
 * <p>A window ends before a step that writes, other than an assignment that becomes a member; before a live step that
 * depends on a member (live steps keep their order); and, once it has an assignment, before a step of the rest that
 * might read what was assigned: tensors from outside may share storage without the plan knowing. No effect moves before
 * or behind a step that checks values, which may throw. Aliasing among the members is checked by the fused op itself.
 */
final class FusionWindow {
    /** What all windows over a draft know of its values. */
    static final class Values {
        private final Draft draft;
        private final int[] bases;

        /** The last window in which a value was computed by a member, or depends on one. */
        private final int[] computed;
        private final int[] dependent;
        private int windows;

        Values(Draft draft) {
            this.draft = draft;
            this.bases = draft.bases();
            this.computed = new int[draft.values()];
            this.dependent = new int[draft.values()];
        }
    }

    private final Values values;
    private final int number;
    private final Fuser fuser;
    private final List<Draft.Step> members = new ArrayList<>();
    private final List<Draft.Step> before = new ArrayList<>();
    private final List<Draft.Step> after = new ArrayList<>();

    /** What members assign to, by the value that it is a view of. */
    private final Set<Integer> assigned = new HashSet<>();
    private boolean afterReadsMemory;

    /** Whether a step that comes after the members may throw: then no effect may move before it. */
    private boolean afterMayThrow;

    private FusionWindow(Values values, Draft.Step[] steps, int first, Fuser fuser, Set<Draft.Step> excluded) {
        this.values = values;
        this.number = ++values.windows;
        this.fuser = fuser;
        accept(steps[first]);
        int end = Math.min(steps.length, first + Thresholds.FUSED_WINDOW);
        int next = first + 1;
        while (next < end && !fuser.isFull() && take(steps[next], excluded.contains(steps[next]))) {
            next++;
        }
    }

    /**
     * The window that begins with a step; null if it cannot be fused with anything.
     *
     * @param excluded steps that must not be members
     */
    static @Nullable FusionWindow at(Values values, Draft.Step[] steps, int first, Set<Draft.Step> excluded) {
        Draft.Step step = steps[first];
        if (step.hasEffect() || excluded.contains(step)) {
            return null;
        }
        Fuser fuser = Fuser.of(step, values.draft::spec);
        return fuser == null ? null : new FusionWindow(values, steps, first, fuser, excluded);
    }

    /** The collection that the members were added to. */
    Fuser fuser() {
        return fuser;
    }

    /** The steps that can be fused, in order. */
    List<Draft.Step> members() {
        return members;
    }

    /** Adds one more step; false if the window ends before it. */
    private boolean take(Draft.Step step, boolean exclude) {
        values.draft.visit();
        boolean depends = isAny(values.dependent, step.in());
        if (!depends && !exclude && step.live() == null && isMovable(step)
                && fuser.add(step)) {
            accept(step);
            return true;
        }
        if (step.writes() || afterMayThrow && step.hasEffect()
                || !assigned.isEmpty() && step.op().checksValues()) {
            return false;
        }
        if (depends || isAny(values.computed, step.in())) {
            if (step.live() != null) {
                return false;
            }
            after.add(step);
            afterMayThrow |= step.op().checksValues();
            afterReadsMemory |= readsMemory(step);
            mark(values.dependent, step.out());
            return true;
        }
        if (!assigned.isEmpty() && readsMemory(step)) {
            return false;
        }
        before.add(step);
        return true;
    }

    private boolean isAny(int[] marks, int... numbers) {
        for (int value : numbers) {
            if (marks[value] == number) {
                return true;
            }
        }
        return false;
    }

    private void mark(int[] marks, int... numbers) {
        for (int value : numbers) {
            marks[value] = number;
        }
    }

    private int base(int value) {
        return values.bases[value];
    }

    /** An assignment moves before the steps that come after the members: none of those may read what it writes. */
    private boolean isMovable(Draft.Step step) {
        return !(step.op() instanceof AssignOp)
                || !afterReadsMemory && !afterMayThrow && !readByAfter(base(step.in()[0]));
    }

    private boolean readByAfter(int target) {
        for (Draft.Step step : after) {
            for (int in : step.in()) {
                if (base(in) == target) {
                    return true;
                }
            }
        }
        return false;
    }

    private void accept(Draft.Step step) {
        members.add(step);
        mark(values.computed, step.out());
        if (step.op() instanceof AssignOp) {
            assigned.add(base(step.in()[0]));
        }
    }

    /** Whether a step reads floats that may be aliased from outside, or that a member assigns. */
    private boolean readsMemory(Draft.Step step) {
        if (step.op().isView()) {
            return false;
        }
        for (int in : step.in()) {
            int read = base(in);
            if (values.draft.spec(read).type() == Spec.Type.FLOAT && (read < values.draft.inputs()
                    || values.draft.fixed(read) != null || assigned.contains(read))) {
                return true;
            }
        }
        return false;
    }

    /** A member whose mask is read outside the group, and which must therefore stay out; null if there is none. */
    Draft.@Nullable Step openMask(int... readers) {
        Map<Integer, Integer> reads = new HashMap<>();
        for (Draft.Step member : members) {
            for (int in : member.in()) {
                reads.merge(in, 1, Integer::sum);
            }
        }
        for (Draft.Step member : members) {
            for (int out : member.out()) {
                if (values.draft.spec(out).type() == Spec.Type.BOOL && readers[out] > reads.getOrDefault(out, 0)) {
                    return member;
                }
            }
        }
        return null;
    }

    /** The members grouped by dependence; one group of all if one assigns, which fixes their order. */
    List<List<Draft.Step>> groups() {
        if (!assigned.isEmpty()) {
            return List.of(members);
        }
        int[] group = new int[members.size()];
        Map<Integer, Integer> source = new HashMap<>();
        for (int m = 0; m < group.length; m++) {
            group[m] = m;
            for (int in : members.get(m).in()) {
                Integer from = source.get(in);
                if (from != null) {
                    int old = group[from];
                    for (int other = 0; other < m; other++) {
                        group[other] = group[other] == old ? m : group[other];
                    }
                }
            }
            source.put(members.get(m).out()[0], m);
        }
        Map<Integer, List<Draft.Step>> groups = new LinkedHashMap<>();
        for (int m = 0; m < group.length; m++) {
            groups.computeIfAbsent(group[m], _ -> new ArrayList<>()).add(members.get(m));
        }
        return List.copyOf(groups.values());
    }

    /** How many steps the window has. */
    int length() {
        return before.size() + members.size() + after.size();
    }

    /** The steps of the window with the members replaced. */
    List<Draft.Step> around(List<Draft.Step> middle) {
        List<Draft.Step> steps = new ArrayList<>(before);
        steps.addAll(middle);
        steps.addAll(after);
        return steps;
    }
}
