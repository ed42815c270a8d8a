package dev.lanewise.program;

import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a captured run does to the gradients of tensors. A run begins and ends without gradients: those that it makes
 * are dropped, unless they are to be kept and no update in the run has used them; then they are added at the end, in
 * order, to the gradient that the tensor has.
 */
final class Gradients {
    /** The gradient of one tensor during a run. */
    private static final class Course {
        final Tensor tensor;

        /** Whether the tensor existed before the run. */
        final boolean fromBefore;

        /** The gradient it had when the run began. */
        final @Nullable Tensor old;

        /** Whether that was set aside, so that the gradients of the run are added to it at the end. */
        boolean lifted;

        /** Whether the run has replaced the gradient by none, or by the first of those added. */
        boolean replaced;

        /** Whether the run is repeatable only if the tensor has no gradient when it begins. */
        boolean needsNone;

        /** The gradient that Java code has read last. */
        @Nullable
        Tensor seen;

        /** Whether an update has written to the tensor since Java code read its gradient. */
        boolean used;

        final List<Tensor> added = new ArrayList<>();

        Course(Tensor tensor, boolean fromBefore, @Nullable Tensor old) {
            this.tensor = tensor;
            this.fromBefore = fromBefore;
            this.old = fromBefore ? old : null;
        }

        /** Whether the gradient it had when the run began is still there. */
        boolean hasOld() {
            return old != null && !lifted && !replaced;
        }
    }

    /**
     * Gradients that stay on a tensor when a run has ended.
     *
     * @param tensor a leaf from outside
     * @param replaces whether they replace what it had, instead of being added to it
     * @param added the gradients, in order
     * @param count how many there are
     */
    record Kept(Tensor tensor, boolean replaces, List<Tensor> added, int count) {
        /** The same for other runs, which have their own gradients among their results. */
        Kept withoutValues() {
            return new Kept(tensor, replaces, List.of(), count);
        }

        /**
         * Updates the tensor's gradient as an eager run does; the first gradient is copied, not added to zeros.
         *
         * @param results gives the results of a run
         * @param first index among them of the first of these gradients
         * @return index after the last of these gradients
         */
        int keep(IntFunction<Value> results, int first) {
            Tensor sum = replaces ? null : tensor.grad();
            try (GradMode.Scope _ = GradMode.noGrad()) {
                for (int i = first; i < first + count; i++) {
                    Tensor gradient = (Tensor) results.apply(i);
                    sum = sum == null ? (Tensor) Frame.copy(gradient) : sum.add(gradient);
                }
            }
            tensor.setGrad(sum);
            return first + count;
        }
    }

    /** Shapes of tensors for a message, the first few of them. */
    static String shapes(List<Tensor> tensors) {
        String few = tensors.stream().limit(MOST_NAMED).map(tensor -> tensor.shape().toString())
                .collect(Collectors.joining(", "));
        return tensors.size() > MOST_NAMED ? few + ", ..." : few;
    }

    /** Shapes that a message lists. */
    private static final int MOST_NAMED = 8;

    private final Tape tape;
    private final boolean keep;
    private final List<Course> courses = new ArrayList<>();
    private final IdentityHashMap<Tensor, Course> byTensor = new IdentityHashMap<>();

    Gradients(Tape tape, boolean keep) {
        this.tape = tape;
        this.keep = keep;
    }

    private Course course(Tensor tensor, @Nullable Tensor gradient) {
        return byTensor.computeIfAbsent(tensor, _ -> {
            Course course = new Course(tensor, tape.isFromBefore(tensor), gradient);
            courses.add(course);
            return course;
        });
    }

    /** A gradient arrives; returns the one to add it to. */
    @Nullable
    Tensor receives(Tensor tensor, @Nullable Tensor old, Tensor gradient) {
        Course course = course(tensor, old);
        tape.uses(gradient, "backward");
        if (course.hasOld()) {
            if (!keep || course.needsNone) {
                throw oldGradient(tensor);
            }
            course.lifted = true;
        }
        course.needsNone |= !keep && !course.replaced;
        boolean first = course.added.isEmpty();
        course.added.add(gradient);
        course.used = false;
        return first ? null : old;
    }

    void isRead(Tensor tensor, @Nullable Tensor gradient) {
        Course course = course(tensor, gradient);
        if (course.hasOld() || course.lifted) {
            throw oldGradient(tensor);
        }
        course.needsNone |= !course.replaced;
        course.seen = gradient;
    }

    void isReplaced(Tensor tensor, @Nullable Tensor old, @Nullable Tensor gradient) {
        Course course = course(tensor, old);
        course.lifted = false;
        course.replaced = true;
        course.used = false;
        course.added.clear();
        if (gradient != null) {
            tape.uses(gradient, "setGrad");
            course.added.add(gradient);
        }
    }

    /** A tensor is written to: an update uses the gradient that was read. */
    void isWritten(Value value) {
        Course course = value instanceof Tensor tensor ? byTensor.get(tensor) : null;
        if (course != null) {
            course.used = course.seen != null;
        }
    }

    private IllegalStateException oldGradient(Tensor tensor) {
        return tape.refuse("a tensor " + tensor.shape()
                + " has a gradient from before the captured computation; call zeroGrad() first");
    }

    /**
     * Refuses gradients that remain on inputs: the run's stand-in for an input is dropped, and its gradient with it.
     */
    void requireNoneOfInputs(List<Value> inputs) {
        for (Value input : inputs) {
            Course course = input instanceof Tensor tensor ? byTensor.get(tensor) : null;
            if (course != null && course.seen == null && !course.added.isEmpty()) {
                throw tape
                        .refuse("a gradient arrives at an input " + input.shape() + " and would be lost with the run; "
                                + "read it within the computation and give it as an output");
            }
        }
    }

    /** What must hold when a further run begins. */
    List<Guard> guards() {
        List<Guard> guards = new ArrayList<>();
        for (Course course : courses) {
            if (course.fromBefore && course.needsNone) {
                Tensor tensor = course.tensor;
                guards.add(new Guard(tensor, () -> tensor.grad() == null, true));
            }
        }
        return guards;
    }

    private boolean isKept(Course course) {
        boolean changed = course.replaced || !course.added.isEmpty();
        return course.fromBefore && changed && (keep ? !course.used : !course.needsNone);
    }

    /** The gradients that stay, or that are cleared although the tensor may have one when a run begins. */
    List<Kept> kept() {
        List<Kept> kept = new ArrayList<>();
        for (Course course : courses) {
            if (isKept(course)) {
                List<Tensor> added = keep ? List.copyOf(course.added) : List.of();
                kept.add(new Kept(course.tensor, course.replaced, added, added.size()));
            }
        }
        return kept;
    }

    /** Leaves whose gradient is dropped although no update has used it and it is not an output. */
    List<Tensor> unused(List<Value> outputs) {
        List<Tensor> unused = new ArrayList<>();
        for (Course course : courses) {
            boolean given = outputs.stream().anyMatch(output -> output == course.seen);
            if (!keep && course.fromBefore && !course.added.isEmpty() && !course.used && !given) {
                unused.add(course.tensor);
            }
        }
        return unused;
    }

    /** Removes the run's gradients, and restores earlier ones if it has failed or more are to be added to them. */
    void restore(boolean completed) {
        for (Course course : courses) {
            course.tensor.setGrad(!completed || isKept(course) ? course.old : null);
        }
    }
}
