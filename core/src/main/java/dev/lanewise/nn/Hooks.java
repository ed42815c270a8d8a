package dev.lanewise.nn;

import dev.lanewise.tensor.Recorder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to the forward computations of one block. Whether a hook does is a condition of what is captured: a
 * program that was captured without a hook does not fit once there is one. A tracer listens to all blocks, and to one
 * thread only.
 */
final class Hooks implements BooleanSupplier {
    /** Is told where the forward computation of a block begins and ends. */
    interface Tracer {
        /** Notes nothing. */
        Tracer NONE = new Tracer() {
            @Override
            public void begins(Block block) {}

            @Override
            public void ends(Block block, Object output) {}
        };

        void begins(Block block);

        void ends(Block block, Object output);
    }

    /** The tracer of this thread. */
    static final ScopedValue<Tracer> TRACER = ScopedValue.newInstance();

    private List<Registration> registered = List.of();

    /** A hook as it was registered once; the same hook may be registered several times. */
    private final class Registration implements ForwardHook.Handle {
        private final ForwardHook hook;

        Registration(ForwardHook hook) {
            this.hook = hook;
        }

        @Override
        public void close() {
            replace(registered.stream().filter(other -> other != this).toList());
        }
    }

    ForwardHook.Handle add(ForwardHook hook) {
        Registration registration = new Registration(hook);
        List<Registration> more = new ArrayList<>(registered);
        more.add(registration);
        replace(List.copyOf(more));
        return registration;
    }

    private void replace(List<Registration> registrations) {
        Recorder.observe(this, this);
        registered = registrations;
    }

    /** Whether anyone is to be told of a computation's end, as a condition that the computation depends on. */
    boolean listen() {
        return Recorder.observe(this, this) || TRACER.isBound();
    }

    @Override
    public boolean getAsBoolean() {
        return !registered.isEmpty();
    }

    void begins(Block block) {
        if (TRACER.isBound()) {
            TRACER.get().begins(block);
        }
    }

    /** Tells the tracer, or the hooks if there is none: they are not told of what is run for a summary. */
    void ends(Block block, Object output, @Nullable Object... inputs) {
        if (TRACER.isBound()) {
            TRACER.get().ends(block, output);
            return;
        }
        List<@Nullable Object> given = new ArrayList<>();
        for (@Nullable
        Object input : inputs) {
            given.add(input);
        }
        List<@Nullable Object> unmodifiable = Collections.unmodifiableList(given);
        registered.forEach(registration -> registration.hook.computed(block, unmodifiable, output));
    }
}
