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
 * What a run that is captured does to the gradients of tensors. A run begins and ends without gradients: those that it
 * makes are let go, unless they are to be kept and no update in the run has used them up; then they are added,
 * afterwards and in their order, to what the tensor has.
 */
final class Gradients {
    /** The gradient of one tensor in the course of a run. */
    private static final class Course {
        final Tensor tensor;

        /** Whether the tensor was there before the run. */
        final boolean fromBefore;

        /** What it had when the run began. */
        final @Nullable Tensor old;

        /** Whether that was put aside, to have what the run makes added to it afterwards. */
        boolean lifted;

        /** Whether the run has replaced what was there, by nothing or by the first of those added. */
        boolean replaced;

        /** Whether the run is what it is only if the tensor has no gradient when it begins. */
        boolean needsNone;

        /** What Java has looked at last. */
        @Nullable
        Tensor seen;

        /** Whether the tensor has been written to since Java has looked at its gradient: by an update. */
        boolean used;

        final List<Tensor> added = new ArrayList<>();

        Course(Tensor tensor, boolean fromBefore, @Nullable Tensor old) {
            this.tensor = tensor;
            this.fromBefore = fromBefore;
            this.old = fromBefore ? old : null;
        }

        /** Whether what it had when the run began is there still. */
        boolean hasOld() {
            return old != null && !lifted && !replaced;
        }
    }

    /**
     * Gradients that stay on a tensor when a run has ended.
     *
     * @param tensor a leaf from outside
     * @param replaces whether they take the place of what it had, instead of adding to it
     * @param added in their order
     * @param count how many there are
     */
    record Kept(Tensor tensor, boolean replaces, List<Tensor> added, int count) {
        /** The same for other runs, whose gradients are results of theirs. */
        Kept withoutValues() {
            return new Kept(tensor, replaces, List.of(), count);
        }

        /**
         * Does to the tensor what an eager run does; the first gradient is copied, not added to zeros.
         *
         * @param results gives the results of a run
         * @param first which of them is the first of these gradients
         * @return which of them comes after the last
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

    /** A tensor is written to: an update uses up the gradient that it has looked at. */
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

    /** Refuses what an input would be left with: the run's stand-in for it goes, and its gradient with it. */
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

    /** The gradients that stay, or that are cleared though the tensor may have one when a run begins. */
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

    /** Leaves whose gradient was computed and then let go, though no update has used it and it is no output. */
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

    /** Takes away what the run has made, and puts back what was there if it has failed, or for more to be added. */
    void restore(boolean completed) {
        for (Course course : courses) {
            course.tensor.setGrad(!completed || isKept(course) ? course.old : null);
        }
    }
}
