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
 * makes are let go, unless they are to be kept and nothing in the run has read them; then they are added, afterwards
 * and in their order, to what the tensor has.
 */
final class Gradients {
    /** The gradient of one tensor in the course of a run. */
    private static final class Course {
        final Tensor tensor;

        /** Whether the tensor was there before the run. */
        final boolean fromBefore;

        /** What it had when the run first changed it. */
        @Nullable
        Tensor old;

        /** Whether that was put aside, to have what the run makes added to it afterwards. */
        boolean lifted;

        /** Whether the run has replaced what was there, by nothing or by the first of those added. */
        boolean replaced;

        /** Whether Java has looked at it. */
        boolean read;

        final List<Tensor> added = new ArrayList<>();

        Course(Tensor tensor, boolean fromBefore) {
            this.tensor = tensor;
            this.fromBefore = fromBefore;
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

    private Course course(Tensor tensor) {
        return byTensor.computeIfAbsent(tensor, _ -> {
            Course course = new Course(tensor, tape.isFromBefore(tensor));
            courses.add(course);
            return course;
        });
    }

    /** A gradient arrives; returns the one to add it to. */
    @Nullable
    Tensor receives(Tensor tensor, @Nullable Tensor old, Tensor gradient) {
        Course course = course(tensor);
        Tensor begun = old;
        if (isOld(course, old)) {
            if (!keep) {
                throw oldGradient(tensor);
            }
            course.old = old;
            course.lifted = true;
            begun = null;
        }
        course.added.add(gradient);
        return begun;
    }

    /** Whether a gradient was there when the run began. */
    private static boolean isOld(Course course, @Nullable Tensor gradient) {
        return gradient != null && course.fromBefore && course.added.isEmpty() && !course.replaced;
    }

    void isRead(Tensor tensor, @Nullable Tensor gradient) {
        Course course = course(tensor);
        course.read = true;
        if (course.lifted || isOld(course, gradient)) {
            throw oldGradient(tensor);
        }
    }

    void isReplaced(Tensor tensor, @Nullable Tensor old, @Nullable Tensor gradient) {
        Course course = course(tensor);
        if (isOld(course, old)) {
            course.old = old;
        }
        course.lifted = false;
        course.replaced = true;
        course.added.clear();
        if (gradient != null) {
            course.added.add(gradient);
        }
    }

    private IllegalStateException oldGradient(Tensor tensor) {
        return tape.refuse("a tensor " + tensor.shape()
                + " has a gradient from before the captured computation; call zeroGrad() first");
    }

    /** What must hold when a further run begins. */
    List<Guard> guards() {
        List<Guard> guards = new ArrayList<>();
        for (Course course : courses) {
            if (course.fromBefore && !isKept(course)) {
                Tensor tensor = course.tensor;
                guards.add(new Guard(tensor, () -> tensor.grad() == null, true));
            }
        }
        return guards;
    }

    private boolean isKept(Course course) {
        return keep && course.fromBefore && !course.read;
    }

    /** The gradients that stay. */
    List<Kept> kept() {
        List<Kept> kept = new ArrayList<>();
        for (Course course : courses) {
            if (isKept(course)) {
                kept.add(new Kept(course.tensor, course.replaced, List.copyOf(course.added),
                        course.added.size()));
            }
        }
        return kept;
    }

    /** Leaves whose gradient was computed, and then let go though nothing has read it. */
    List<Tensor> unread() {
        List<Tensor> unread = new ArrayList<>();
        for (Course course : courses) {
            if (course.fromBefore && !course.read && !course.added.isEmpty() && !isKept(course)) {
                unread.add(course.tensor);
            }
        }
        return unread;
    }

    /** Takes away what the run has made, and puts back what it had put aside; for after the run. */
    void restore(boolean completed) {
        for (Course course : courses) {
            boolean back = !completed || isKept(course);
            course.tensor.setGrad(back ? course.old : null);
        }
    }
}
