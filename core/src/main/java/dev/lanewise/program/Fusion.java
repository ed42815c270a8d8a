package dev.lanewise.program;

import dev.lanewise.tensor.primitives.ViewOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces groups of elementwise steps, with broadcasts and reductions of rows, by one step each that is compiled for
 * them. {@code -Dlanewise.fusion=off} leaves all steps as they are.
 *
 * <p>Steps are moved only within a window that holds no writes but the group's own assignments: first come the steps
 * that are independent of the group or that it needs, then the group, then the steps that read its results.
 */
final class Fusion implements Rewrite {
    static final String PROPERTY = "lanewise.fusion";

    @Override
    public void apply(Draft draft) {
        if (isOn()) {
            readBehindDetach(draft);
            draft.dropUnused();
            new Pass(draft).run();
        }
    }

    /**
     * Whether groups are to be fused.
     *
     * @throws IllegalArgumentException if the property says neither on nor off
     */
    static boolean isOn() {
        String setting = System.getProperty(PROPERTY, "on");
        return switch (setting) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new IllegalArgumentException("-D" + PROPERTY + "=" + setting + ": expected on or off");
        };
    }

    /** A detached tensor is the same elements: history does not matter here. */
    private static void readBehindDetach(Draft draft) {
        int[] by = new int[draft.values()];
        Arrays.setAll(by, i -> i);
        for (Draft.Step step : draft.steps()) {
            if (step.op() instanceof ViewOp.Detach) {
                by[step.out()[0]] = by[step.in()[0]];
            }
        }
        draft.replaceReads(by);
    }

    /** One walk over the steps of a draft: those visited, and the rest. */
    private static final class Pass {
        private final Draft draft;
        private final int[] readers;
        private final FusionWindow.Values values;
        private final List<Draft.Step> done = new ArrayList<>();

        /** The steps still to be visited, from {@code next} on. */
        private final Draft.Step[] rest;
        private int next;

        Pass(Draft draft) {
            this.draft = draft;
            this.readers = draft.readers();
            this.values = new FusionWindow.Values(draft);
            this.rest = draft.steps().toArray(Draft.Step[]::new);
        }

        void run() {
            while (next < rest.length) {
                if (!fuse()) {
                    done.add(rest[next++]);
                }
            }
            draft.replaceSteps(done);
        }

        /** Fuses the groups that begin with the next step; false if there are none. */
        private boolean fuse() {
            Set<Draft.Step> excluded = Collections.newSetFromMap(new IdentityHashMap<>());
            FusionWindow window = FusionWindow.at(values, rest, next, excluded);
            while (window != null) {
                Draft.Step open = window.openMask(readers);
                if (open == null) {
                    return replace(window);
                }
                excluded.add(open);
                window = FusionWindow.at(values, rest, next, excluded);
            }
            return false;
        }

        private boolean replace(FusionWindow window) {
            List<Draft.Step> middle = new ArrayList<>();
            for (List<Draft.Step> group : window.groups()) {
                Draft.Step one = group.size() < 2 ? null : one(window.fuser().emptied(), group);
                middle.addAll(one == null ? group : List.of(one));
            }
            if (middle.size() == window.members().size()) {
                return false;
            }
            count(window.members(), -1);
            count(middle, 1);
            List<Draft.Step> steps = window.around(middle);
            next += window.length() - steps.size();
            for (int i = 0; i < steps.size(); i++) {
                rest[next + i] = steps.get(i);
            }
            return true;
        }

        private void count(List<Draft.Step> steps, int by) {
            for (Draft.Step step : steps) {
                for (int in : step.in()) {
                    readers[in] += by;
                }
            }
        }

        /** A group as one step; null if it does not fit without the other members of its window. */
        private Draft.@Nullable Step one(Fuser fuser, List<Draft.Step> group) {
            Map<Integer, Integer> reads = new HashMap<>();
            for (Draft.Step step : group) {
                if (!fuser.add(step)) {
                    return null;
                }
                for (int in : step.in()) {
                    reads.merge(in, 1, Integer::sum);
                }
            }
            Fuser.Fused fused = fuser.fuse(value -> readers[value] > reads.getOrDefault(value, 0));
            return new Draft.Step(null, fused.op(), fused.in(), fused.out(), Draft.Step.placeOf(group));
        }
    }
}
