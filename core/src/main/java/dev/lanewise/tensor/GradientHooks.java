package dev.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient hooks of one tensor, in the order of their registration. Those of a leaf that existed before a captured
 * computation are a condition of the program: it fits as long as they are the same ones.
 */
final class GradientHooks {
    /** The leaf that they belong to; null for an output of a node. */
    private final @Nullable Tensor leaf;

    private volatile List<Registration> registered = List.of();

    /** A hook as it was registered once; the same hook may be registered several times. */
    private final class Registration implements GradientHook.Handle {
        private final GradientHook hook;

        Registration(GradientHook hook) {
            this.hook = hook;
        }

        @Override
        public void close() {
            replace(this, false);
        }
    }

    GradientHooks(@Nullable Tensor leaf) {
        this.leaf = leaf;
    }

    /** The hooks of a leaf as a walk finds them; null for none. */
    static @Nullable GradientHooks found(Tensor leaf) {
        Capture capture = ThreadState.capture();
        if (capture != null && capture.origin(leaf) == Recorder.Origin.BEFORE) {
            GradientHooks hooks = ofLeaf(leaf);
            hooks.observe();
            return hooks;
        }
        return leaf.gradientHooks;
    }

    static GradientHooks ofLeaf(Tensor leaf) {
        synchronized (leaf) {
            GradientHooks hooks = leaf.gradientHooks;
            if (hooks == null) {
                hooks = new GradientHooks(leaf);
                leaf.gradientHooks = hooks;
            }
            return hooks;
        }
    }

    private void observe() {
        List<Registration> now = registered;
        Recorder.observe(this, () -> registered == now);
    }

    GradientHook.Handle add(GradientHook hook) {
        Registration registration = new Registration(hook);
        replace(registration, true);
        return registration;
    }

    private synchronized void replace(Registration registration, boolean add) {
        Capture capture = ThreadState.capture();
        if (capture != null && leaf != null && capture.origin(leaf) == Recorder.Origin.BEFORE) {
            observe();
        }
        List<Registration> others = new ArrayList<>(registered);
        others.remove(registration);
        if (add) {
            others.add(registration);
        }
        registered = List.copyOf(others);
    }

    /** What becomes of a gradient. */
    Tensor apply(Tensor gradient) {
        Tensor current = gradient;
        for (Registration registration : registered) {
            Tensor replaced = registration.hook.arrives(current);
            if (replaced != null) {
                if (!replaced.shape().equals(gradient.shape())) {
                    throw new IllegalStateException("onGradient: a hook gave shape " + replaced.shape()
                            + " in place of a gradient of shape " + gradient.shape());
                }
                current = replaced;
            }
        }
        return current;
    }

    boolean isEmpty() {
        return registered.isEmpty();
    }
}
