package dev.lanewise.replay;

import dev.lanewise.data.Batched;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The batch that a computation is given while it is captured: one of the same kind, on other tensors. */
public final class StandIn {
    private StandIn() {}

    /**
     * The values of a batch that a caller gives.
     *
     * @param what the subject of messages, {@code step}
     * @throws IllegalArgumentException if the batch or its list is null, which a caller's compiler need not refuse
     */
    public static List<Value> values(String what, @Nullable Batched<?> batch) {
        if (batch == null) {
            throw new IllegalArgumentException(what + ": the batch is null");
        }
        List<Value> values = batch.values();
        if (values == null) {
            throw new IllegalArgumentException(what + ": values() of " + batch.getClass().getSimpleName() + " is null");
        }
        return values;
    }

    /**
     * A batch with other values.
     *
     * @param what the subject of messages, {@code step}
     * @throws IllegalArgumentException if the batch's {@code with} breaks its contract
     */
    public static <B extends Batched<B>> B of(String what, B batch, List<Value> values) {
        String with = what + ": with(...) of " + batch.getClass().getSimpleName();
        B other;
        try {
            other = batch.with(values);
        } catch (ClassCastException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(with + " does not take what values() gives, " + specs(values)
                    + ": " + e.getMessage(), e);
        }
        if (other == null) { // a user's batch need not be null-checked
            throw new IllegalArgumentException(with + " returned null, not a batch");
        }
        List<Value> held = other.values();
        boolean same = held.size() == values.size();
        for (int i = 0; same && i < values.size(); i++) {
            same = held.get(i) == values.get(i);
        }
        if (!same) {
            throw new IllegalArgumentException(with + " was given the values " + specs(values)
                    + ", and the batch that it returned has others or another order: " + specs(held));
        }
        return other;
    }

    private static List<Spec> specs(List<Value> values) {
        return values.stream().map(Spec::of).toList();
    }
}
