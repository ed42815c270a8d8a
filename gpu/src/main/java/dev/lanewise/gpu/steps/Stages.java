package dev.lanewise.gpu.steps;

import dev.lanewise.tensor.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which ops a device knows, and how each becomes a stage. Families of ops add theirs. */
public final class Stages {
    /** Makes the stage of a step. */
    @FunctionalInterface
    public interface Maker<O extends Op> {
        /** The stage of an op at a site. */
        Stage make(O op, Site site);
    }

    private record Entry<O extends Op>(Class<O> type, Predicate<? super O> takes, Maker<? super O> maker) {
        boolean knows(Op op) {
            return type.isInstance(op) && takes.test(type.cast(op));
        }

        Stage make(Op op, Site site) {
            return maker.make(type.cast(op), site);
        }
    }

    private final List<Entry<?>> entries = new ArrayList<>();

    /** Adds ops of a type. */
    public <O extends Op> void add(Class<O> type, Maker<? super O> maker) {
        add(type, _ -> true, maker);
    }

    /** Adds those ops of a type that fulfil a condition. */
    public <O extends Op> void add(Class<O> type, Predicate<? super O> takes, Maker<? super O> maker) {
        entries.add(new Entry<>(type, takes, maker));
    }

    /** Whether there is a stage for an op; views need none. */
    public boolean knows(Op op) {
        return entries.stream().anyMatch(entry -> entry.knows(op));
    }

    /**
     * The stage of a step.
     *
     * @throws UnsupportedOperationException if there is none, or its sizes are more than kernels count; the message
     *     names the op
     */
    public Stage of(Site site) {
        Op op = site.step().op();
        for (Entry<?> entry : entries) {
            if (entry.knows(op)) {
                try {
                    return entry.make(op, site);
                } catch (UnsupportedOperationException e) {
                    throw new UnsupportedOperationException("gpu: " + op.name() + ": " + e.getMessage(), e);
                }
            }
        }
        throw new UnsupportedOperationException("gpu: no stage for " + op.name());
    }
}
