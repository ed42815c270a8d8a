package dev.lanewise.replay;

import dev.lanewise.data.Batched;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a computation and comes out of it, a tensor or a {@link Batched} record of tensors, taken apart and
 * put together again on other tensors.
 */
public final class StandIn {
    private StandIn() {}

    /**
     * The tensors of a caller's object.
     *
     * @param what the subject of messages, {@code step}
     * @param role what the object is to it, {@code batch}
     * @throws IllegalArgumentException if it is null or no tensors, or its list or a value in it is null, which a
     *     caller's compiler need not refuse
     */
    public static List<Value> values(String what, String role, @Nullable Object object) {
        return switch (object) {
            case Value value -> List.of(value);
            case Batched<?> batch -> held(what, batch);
            case null -> throw new IllegalArgumentException(what + ": the " + role + " is null");
            default -> throw new IllegalArgumentException(what + ": the " + role + " is a "
                    + object.getClass().getSimpleName() + ", neither a tensor nor a Batched record of tensors");
        };
    }

    private static List<Value> held(String what, Batched<?> batch) {
        List<Value> values = batch.values();
        if (values == null) {
            throw new IllegalArgumentException(
                    what + ": values() of " + batch.getClass().getSimpleName() + " is null");
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                throw new IllegalArgumentException(
                        what + ": value " + i + " of " + batch.getClass().getSimpleName() + " is null");
            }
        }
        return values;
    }

    /**
     * An object of the same kind on other tensors.
     *
     * @param what the subject of messages, {@code step}
     * @throws IllegalArgumentException if the {@code with} of a batch breaks its contract
     */
    @SuppressWarnings("unchecked") // with(...) gives a batch of the same class, and a tensor stands for one
    public static <T> T of(String what, T object, List<Value> values) {
        if (!(object instanceof Batched<?> batch)) {
            return (T) values.getFirst();
        }
        Batched<?> other;
        try {
            other = batch.with(values);
        } catch (ClassCastException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    with(what, batch) + " does not take what values() gives, " + specs(values)
                            + ": " + e.getMessage(),
                    e);
        }
        if (other == null) { // a user's batch need not be null-checked
            throw new IllegalArgumentException(with(what, batch) + " returned null, not a batch");
        }
        List<Value> held = held(what, other);
        if (!same(held, values)) {
            throw new IllegalArgumentException(with(what, batch) + " was given the values " + specs(values)
                    + ", and the batch that it returned has others or another order: " + specs(held));
        }
        return (T) other;
    }

    private static String with(String what, Batched<?> batch) {
        return what + ": with(...) of " + batch.getClass().getSimpleName();
    }

    /**
     * Refuses an object whose tensors are not those that it has given before.
     *
     * @param values what it has given
     */
    static void requireConstant(String what, Object object, List<Value> values) {
        if (object instanceof Batched<?> batch && !same(values, held(what, batch))) {
            throw new IllegalArgumentException(what + ": values() of " + batch.getClass().getSimpleName()
                    + " gives other tensors each time it is called; it has to give those that the batch holds");
        }
    }

    private static boolean same(List<Value> some, List<Value> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i) == others.get(i);
        }
        return same;
    }

    /**
     * Applies a computation to an object of the same kind on other tensors.
     *
     * @throws IllegalArgumentException also if a cast fails, since the object is of another kind than the computation
     *     takes, past the compiler
     */
    public static <X, Y> Y apply(String what, Function<X, Y> computation, X object, List<Value> values) {
        X input = of(what, object, values);
        try {
            return computation.apply(input);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(what + ": a cast fails when it is given a "
                    + input.getClass().getSimpleName() + " of " + specs(values) + ": " + e.getMessage(), e);
        }
    }

    private static List<Spec> specs(List<Value> values) {
        return values.stream().map(Spec::of).toList();
    }
}
