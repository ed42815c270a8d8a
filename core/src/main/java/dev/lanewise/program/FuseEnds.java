package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.ViewOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fuses elementwise steps into the product or convolution before them, whose op says what may follow it
 * ({@link Op#followedBy}): a bias, the tensor of a residual connection, an activation or its gradient. Nothing else
 * reads the intermediate results. A reshape between them, as leading axes need it, is moved behind the fused step.
 */
final class FuseEnds implements Rewrite {
    @Override
    public void apply(Draft draft) {
        new Pass(draft).run();
    }

    /** One walk over the steps of a draft, each of which keeps its position until the end. */
    private static final class Pass {
        private final Draft draft;
        private final Uses uses;

        /** The step at each position, null if it has moved. */
        private final Draft.@Nullable Step[] at;

        /** Products that have moved before the step at a position. */
        private final Draft.@Nullable Step[] before;

        Pass(Draft draft) {
            this.draft = draft;
            this.uses = new Uses(draft);
            this.at = draft.steps().toArray(Draft.Step[]::new);
            this.before = new Draft.Step[at.length];
        }

        void run() {
            for (int i = 0; i < at.length; i++) {
                Draft.Step end = at[i];
                for (int input = 0; end != null && input < end.in().length && !fuse(i, end, input); input++) {
                    draft.visit();
                }
            }
            draft.replaceSteps(IntStream.range(0, at.length)
                    .mapToObj(i -> Stream.of(before[i], at[i]))
                    .flatMap(steps -> steps)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(ArrayList::new)));
        }

        /** Appends step {@code i} to the one that makes an input of it; false if that is not possible. */
        private boolean fuse(int i, Draft.Step end, int input) {
            if (end.live() != null || end.out().length != 1) {
                return false;
            }
            int value = end.in()[input];
            Draft.Step view = null;
            if (uses.op(value) instanceof ViewOp.Reshape && uses.isReadOnce(value)) {
                view = Objects.requireNonNull(uses.maker(value));
                value = view.in()[0];
            }
            Op first = uses.op(value);
            if (first == null || !uses.isReadOnce(value) || view != null && !canReshapeLater(end, input, value)) {
                return false;
            }
            Draft.Step made = Objects.requireNonNull(uses.maker(value));
            Op both = first.followedBy(end.op(), input, made.in().length, shapes(end, input, value));
            if (both == null || !uses.canReadLater(value, i)) {
                return false;
            }
            int[] in = IntStream.concat(Arrays.stream(made.in()),
                    IntStream.range(0, end.in().length).filter(o -> o != input).map(o -> end.in()[o])).toArray();
            Place place = Draft.Step.placeOf(List.of(made, end));
            remove(made, uses.position(value));
            if (view == null) {
                at[i] = place(new Draft.Step(null, both, in, end.out(), place), i);
            } else {
                remove(view, uses.position(end.in()[input]));
                before[i] = place(new Draft.Step(null, both, in, made.out(), place), i);
                at[i] = place(new Draft.Step(null, view.op(), view.in(), end.out(), view.place()), i);
            }
            return true;
        }

        /** Whether an elementwise step gives the same elements before its input is reshaped. */
        private boolean canReshapeLater(Draft.Step end, int input, int value) {
            int before = lastSize(value);
            int after = lastSize(end.in()[input]);
            return IntStream.range(0, end.in().length).filter(i -> i != input)
                    .allMatch(i -> draft.spec(end.in()[i]).shape().rank() == 1 && before == after);
        }

        private int lastSize(int value) {
            Shape shape = draft.spec(value).shape();
            return shape.rank() == 0 ? 1 : shape.dim(-1);
        }

        /** The shapes of a step's inputs, one of them replaced by another value. */
        private Shape[] shapes(Draft.Step step, int input, int value) {
            Shape[] shapes = new Shape[step.in().length];
            Arrays.setAll(shapes, i -> draft.spec(i == input ? value : step.in()[i]).shape());
            return shapes;
        }

        private Draft.Step place(Draft.Step step, int position) {
            uses.place(step, position);
            return step;
        }

        private void remove(Draft.Step step, int position) {
            Draft.@Nullable Step[] where = at[position] == step ? at : before;
            where[position] = null;
        }
    }
}
