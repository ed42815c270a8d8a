package dev.lanewise.program;

import dev.lanewise.tensor.Fuser;
import dev.lanewise.tensor.ViewOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces groups of elementwise steps, with broadcasts and reductions of rows, by one step each that is compiled for
 * them. {@code -Dlanewise.fusion=off} leaves all steps as they are.
 *
 * <p>Steps are moved only within a window that holds no write but assignments of the group itself: those that the group
 * does not need nor they it come first, then the group, then what reads its results.
 */
final class Fusion implements Rewrite {
    static final String PROPERTY = "lanewise.fusion";

    @Override
    public void apply(Draft draft) {
        if (!isOn()) {
            return;
        }
        readBehindDetach(draft);
        draft.dropUnused();
        for (int first = 0; first < draft.steps().size();) {
            if (!fuse(draft, first)) {
                first++;
            }
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
        for (Draft.Step step : draft.steps()) {
            if (step.op() instanceof ViewOp.Detach) {
                draft.replace(step.out()[0], step.in()[0]);
            }
        }
    }

    /** Fuses what the step begins; false if that is nothing. */
    private static boolean fuse(Draft draft, int first) {
        int[] readers = draft.readers();
        Set<Integer> excluded = new HashSet<>();
        FusionWindow window = FusionWindow.at(draft, first, excluded);
        while (window != null) {
            int open = window.openMask(readers);
            if (open < 0) {
                return replace(draft, window, readers);
            }
            excluded.add(open);
            window = FusionWindow.at(draft, first, excluded);
        }
        return false;
    }

    private static boolean replace(Draft draft, FusionWindow window, int[] readers) {
        List<Draft.Step> middle = new ArrayList<>();
        boolean fused = false;
        for (List<Draft.Step> group : window.groups()) {
            Draft.Step one = group.size() < 2 ? null : one(window.fuser().emptied(), group, readers);
            fused |= one != null;
            middle.addAll(one == null ? group : List.of(one));
        }
        if (fused) {
            window.replaceMembers(draft.steps(), middle);
        }
        return fused;
    }

    /** A group as one step; null if it does not fit without the other members of its window. */
    private static Draft.@Nullable Step one(Fuser fuser, List<Draft.Step> group, int[] readers) {
        Map<Integer, Integer> reads = new HashMap<>();
        for (Draft.Step step : group) {
            if (!fuser.add(step.op(), step.in(), step.out())) {
                return null;
            }
            for (int in : step.in()) {
                reads.merge(in, 1, Integer::sum);
            }
        }
        Fuser.Fused fused = fuser.fuse(value -> readers[value] > reads.getOrDefault(value, 0));
        return new Draft.Step(null, fused.op(), fused.in(), fused.out());
    }
}
