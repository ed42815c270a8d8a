package dev.lanewise.program;

import dev.lanewise.random.RandomOp;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares two recordings of a computation: the first difference is where a replay of one would have departed from the
 * other.
 */
final class Verifier {
    /**
     * The parts of a run that are compared.
     *
     * @param draft its ops, before rewrites
     * @param guards the conditions it depended on
     * @param kept the gradients that it leaves
     */
    record Observed(Draft draft, List<Guard> guards, List<Gradients.Kept> kept) {
        static Observed of(Recording recording) {
            return new Observed(new Draft(recording), recording.tape().guards(),
                    recording.kept().stream().map(Gradients.Kept::withoutValues).toList());
        }
    }

    private final Draft then;
    private final Draft now;

    /** The random sources that a later run has made or split off, by their counterparts in the captured run. */
    private final IdentityHashMap<Object, Object> sources = new IdentityHashMap<>();

    private Verifier(Draft then, Draft now) {
        this.then = then;
        this.now = now;
    }

    /**
     * The first difference, as a clause; null if there is none.
     *
     * @param then what was captured
     * @param now a later run
     */
    static @Nullable String difference(Observed then, Observed now) {
        Verifier verifier = new Verifier(then.draft, now.draft);
        String steps = verifier.steps();
        if (steps != null) {
            return steps;
        }
        if (!sameKept(then.kept, now.kept)) {
            return "it leaves gradients on other tensors, or in another way, than when it was captured";
        }
        if (!Arrays.equals(then.draft.outputs(), now.draft.outputs())) {
            return "its outputs or gradients come from other values";
        }
        String values = verifier.values();
        return values != null ? values : conditions(then.guards, now.guards);
    }

    private static boolean sameKept(List<Gradients.Kept> then, List<Gradients.Kept> now) {
        boolean same = then.size() == now.size();
        for (int i = 0; same && i < then.size(); i++) {
            Gradients.Kept was = then.get(i);
            Gradients.Kept is = now.get(i);
            same = was.tensor() == is.tensor() && was.replaces() == is.replaces() && was.count() == is.count();
        }
        return same;
    }

    private @Nullable String steps() {
        List<Draft.Step> before = then.steps();
        List<Draft.Step> after = now.steps();
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            String difference = step(before.get(i), after.get(i));
            if (difference != null) {
                return "op " + i + difference;
            }
        }
        if (before.size() != after.size()) {
            return "it applies " + after.size() + " ops, and " + before.size() + " when it was captured; the first "
                    + (before.size() > after.size()
                            ? "that is missing is " + describe(then, before.get(after.size()))
                            : "that is new is " + describe(now, after.get(before.size())));
        }
        return null;
    }

    private @Nullable String step(Draft.Step before, Draft.Step after) {
        String is = describe(this.now, after);
        if (!describe(then, before).equals(is)) {
            return " is " + is + ", and was " + describe(then, before) + " when it was captured";
        }
        for (int out = 0; out < Math.min(before.out().length, after.out().length); out++) {
            Spec was = then.spec(before.out()[out]);
            if (!was.equals(now.spec(after.out()[out]))) {
                return " (" + is + ") gives " + now.spec(after.out()[out]) + ", and " + was + " when it was captured";
            }
        }
        for (int in = 0; in < before.in().length; in++) {
            if (before.in()[in] != after.in()[in]) {
                return " (" + is + ") reads another value as its input " + in + " than when it was captured";
            }
        }
        Live was = before.live();
        Live now = after.live();
        if (was == null || now == null) {
            return was == now
                    ? attributes(before.op(), after.op(), is)
                    : " (" + is + ") has scalars that change, or had";
        }
        if (same(was.owner(), now.owner())) {
            return null; // its scalars advance as they would in a replay
        }
        return was.owner() instanceof RandomSource
                ? " (" + is + ") draws from another random source than when it was captured"
                : attributes(before.op(), after.op(), is); // another optimizer, which may do the same
    }

    private static String describe(Draft draft, Draft.Step step) {
        StringBuilder text = new StringBuilder(step.op().name());
        for (int i = 0; i < step.in().length; i++) {
            text.append(i == 0 ? " of " : ", ").append(draft.spec(step.in()[i]));
        }
        return text.toString();
    }

    /** Compares the attributes of two ops of one kind, arrays by their elements. */
    private @Nullable String attributes(Op before, Op after, String description) {
        if (before instanceof RandomOp.Split was && after instanceof RandomOp.Split is) {
            sources.put(was.child(), is.child());
            return same(was.parent(), is.parent()) ? null : " splits another random source than when it was captured";
        }
        if (before instanceof RandomOp.Place was && after instanceof RandomOp.Place is) {
            sources.put(was.source(), is.source());
        }
        if (before.getClass() != after.getClass()) {
            return " (" + description + ") is another op than when it was captured";
        }
        for (RecordComponent component : Attributes.of(before)) {
            Object was = Attributes.value(component, before);
            Object is = Attributes.value(component, after);
            if (!same(was, is)) {
                return " (" + description + ") has " + component.getName() + " " + Attributes.text(is) + ", and "
                        + Attributes.text(was) + " when it was captured";
            }
        }
        return null;
    }

    private boolean same(Object was, Object is) {
        return sources.getOrDefault(was, was) == is || Objects.deepEquals(was, is);
    }

    /** Compares values from outside by identity, and those that Java code has made within the runs bit by bit. */
    private @Nullable String values() {
        for (int number = 0; number < then.values(); number++) {
            Value was = then.fixed(number);
            Value is = now.fixed(number);
            if (was == null || is == null || was == is) {
                continue;
            }
            String what = "a value " + then.spec(number) + " that " + user(number) + " uses ";
            if (!then.isConstant(number) || !now.isConstant(number)) {
                return what
                        + "is another object than when it was captured; assign to the first, or give it as an input";
            }
            if (!sameBits(was, is)) {
                return what + "is made by Java from other numbers than when it was captured; give it as an input";
            }
        }
        return null;
    }

    private String user(int number) {
        for (Draft.Step step : then.steps()) {
            for (int in : step.in()) {
                if (in == number) {
                    return step.op().name();
                }
            }
        }
        return "an output";
    }

    private static boolean sameBits(Value was, Value is) {
        return switch (was) {
            case Tensor x -> is instanceof Tensor y && Arrays.equals(bits(x), bits(y));
            case IntTensor x -> x.equals(is);
            case BoolTensor x -> x.equals(is);
        };
    }

    private static int[] bits(Tensor tensor) {
        float[] values = tensor.toArray();
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
        return bits;
    }

    private static @Nullable String conditions(List<Guard> then, List<Guard> now) {
        for (int i = 0; i < Math.min(then.size(), now.size()); i++) {
            Object owner = now.get(i).owner();
            boolean same = then.get(i).value() == now.get(i).value()
                    && then.get(i).owner().getClass() == owner.getClass();
            if (!same) {
                return "it asks for a mode of " + owner.getClass().getSimpleName()
                        + " that it did not ask for, or that was different, when it was captured";
            }
        }
        return then.size() == now.size()
                ? null
                : "it depends on " + now.size() + " modes, and on " + then.size() + " when it was captured";
    }
}
