package dev.lanewise.program;

import dev.lanewise.tensor.Fuser;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.UpdateOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run of steps from one that can be fused on, told apart: members, which can be fused with it; what depends on a
 * member and so comes after them; the rest, which can come before.
 *
 * <p>A window ends before a step that writes, other than an assignment that becomes a member; before a live step that
 * depends on a member (live steps keep their order); and, once it has an assignment, before a step of the rest that
 * might read what was assigned: tensors from outside may share storage without the plan knowing. Within the members the
 * fused op looks at the storage itself.
 */
final class FusionWindow {
    /** Steps that are looked at: far more than a group ever has. */
    private static final int LONGEST = 512;

    private final Draft draft;
    private final int first;
    private final Fuser fuser;
    private final List<Draft.Step> members = new ArrayList<>();
    private final List<Draft.Step> before = new ArrayList<>();
    private final List<Draft.Step> after = new ArrayList<>();

    /** Positions of the members. */
    private final List<Integer> positions = new ArrayList<>();

    /** Values that members compute, and what depends on them. */
    private final Set<Integer> computed = new HashSet<>();
    private final Set<Integer> dependent = new HashSet<>();

    /** Values that are views, and what they are views of. */
    private final Map<Integer, Integer> viewed = new HashMap<>();
    private final Set<Integer> assigned = new HashSet<>();
    private boolean afterReadsMemory;

    private FusionWindow(Draft draft, int first, Fuser fuser, Set<Integer> excluded) {
        this.draft = draft;
        this.first = first;
        this.fuser = fuser;
        for (int i = 0; i < first; i++) {
            noteView(draft.steps().get(i));
        }
        accept(first);
        int end = Math.min(draft.steps().size(), first + LONGEST);
        for (int i = first + 1; i < end && take(i, excluded.contains(i)); i++) {
            noteView(draft.steps().get(i));
        }
    }

    /** The window that begins with a step; null if it cannot be fused with anything. */
    static @Nullable FusionWindow at(Draft draft, int first, Set<Integer> excluded) {
        Draft.Step step = draft.steps().get(first);
        if (step.hasEffect() || excluded.contains(first)) {
            return null;
        }
        Fuser fuser = Fuser.of(step.op(), step.in(), step.out(), draft::spec);
        return fuser == null ? null : new FusionWindow(draft, first, fuser, excluded);
    }

    /** The collection that the members were added to. */
    Fuser fuser() {
        return fuser;
    }

    private void noteView(Draft.Step step) {
        if (step.op().isView()) {
            viewed.put(step.out()[0], base(step.in()[0]));
        }
    }

    private int base(int value) {
        return viewed.getOrDefault(value, value);
    }

    /** Takes one more step; false if the window ends before it. */
    private boolean take(int position, boolean exclude) {
        Draft.Step step = draft.steps().get(position);
        boolean depends = Arrays.stream(step.in()).anyMatch(dependent::contains);
        if (!depends && !exclude && step.live() == null && isMovable(step)
                && fuser.add(step.op(), step.in(), step.out())) {
            accept(position);
            return true;
        }
        if (step.op().writes()) {
            return false;
        }
        if (depends || Arrays.stream(step.in()).anyMatch(computed::contains)) {
            if (step.live() != null) {
                return false;
            }
            after.add(step);
            afterReadsMemory |= readsMemory(step);
            Arrays.stream(step.out()).forEach(dependent::add);
            return true;
        }
        if (!assigned.isEmpty() && readsMemory(step)) {
            return false;
        }
        before.add(step);
        return true;
    }

    /** An assignment moves before what comes after the members: none of that may read what it writes. */
    private boolean isMovable(Draft.Step step) {
        return !(step.op() instanceof UpdateOp.Assign) || !afterReadsMemory && !readByAfter(base(step.in()[0]));
    }

    private boolean readByAfter(int target) {
        return after.stream().anyMatch(step -> Arrays.stream(step.in()).anyMatch(in -> base(in) == target));
    }

    private void accept(int position) {
        Draft.Step step = draft.steps().get(position);
        members.add(step);
        positions.add(position);
        Arrays.stream(step.out()).forEach(computed::add);
        if (step.op() instanceof UpdateOp.Assign) {
            assigned.add(base(step.in()[0]));
        }
    }

    /** Whether a step reads floats that somebody else may have another name for, or that a member assigns. */
    private boolean readsMemory(Draft.Step step) {
        return !step.op().isView() && Arrays.stream(step.in()).map(this::base).anyMatch(
                in -> draft.spec(in).type() == Spec.Type.FLOAT
                        && (in < draft.inputs() || draft.fixed(in) != null || assigned.contains(in)));
    }

    /** The position of a member that gives a mask which others read: it has to stay out; -1 if there is none. */
    int openMask(int[] readers) {
        int[] reads = new int[readers.length];
        members.forEach(step -> Arrays.stream(step.in()).forEach(in -> reads[in]++));
        for (int m = 0; m < members.size(); m++) {
            for (int out : members.get(m).out()) {
                if (draft.spec(out).type() == Spec.Type.BOOL && readers[out] > reads[out]) {
                    return positions.get(m);
                }
            }
        }
        return -1;
    }

    /** The members that are connected by what they compute; all of them where one assigns, which fixes their order. */
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

    /** Puts other steps in place of the members, between what comes before and after them. */
    void replaceMembers(List<Draft.Step> steps, List<Draft.Step> others) {
        List<Draft.Step> window = steps.subList(first, first + members.size() + before.size() + after.size());
        window.clear();
        window.addAll(before);
        window.addAll(others);
        window.addAll(after);
    }
}
