package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Scans;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which outputs take the place of an input, and that a wrong place is noticed. */
@Tag("quick")
class PlacementTest {
    private static final int LENGTH = 1024;

    private final Tensor outside = RandomSource.seed(1).normal(LENGTH);

    /** Steps as applied: nothing is fused. */
    private Listing listing(Function<Tensor, List<Tensor>> computation) {
        return Program.capture(List.of(Tensor.ones(LENGTH)), in -> computation.apply((Tensor) in.get(0))).program()
                .captured();
    }

    private int buffers(Function<Tensor, List<Tensor>> computation) {
        int size = Placement.of(listing(computation)).size();
        assertThat(size % LENGTH).isZero();
        return size / LENGTH;
    }

    private static Tensor sum(Tensor x) {
        return Scans.cumsum(x, 0);
    }

    @Test
    void whatNothingReadsAnyMoreIsOverwritten() {
        assertThat(buffers(x -> List.of(sum(x).mul(2f).exp().add(x)))).isOne();
        assertThat(buffers(x -> List.of(outside.sub(sum(x))))).isOne();
    }

    @Test
    void aViewOfAllIsOverwrittenToo() {
        assertThat(buffers(x -> List.of(sum(x).reshape(2, LENGTH / 2).mul(2f)))).isOne();
        assertThat(buffers(x -> {
            Tensor y = sum(x).detach();
            return List.of(y.mul(y));
        })).isOne();
    }

    @Test
    void inputsAndWhatIsOutsideAreNotOverwritten() {
        assertThat(buffers(x -> List.of(x.mul(outside)))).isOne();
        float[] before = outside.toArray();
        Tensor input = Tensor.ones(LENGTH);
        Program program = Program.capture(List.of(input), in -> List.of(((Tensor) in.get(0)).mul(outside))).program();
        program.run(List.of(input));
        assertThat(outside.toArray()).isEqualTo(before);
        assertThat(input.toArray()).containsOnly(1f);
    }

    @Test
    void whatIsReadLaterIsNotOverwritten() {
        assertThat(buffers(x -> {
            Tensor y = sum(x);
            return List.of(sum(y.mul(2f)).add(y));
        })).isEqualTo(3);
        assertThat(buffers(x -> {
            Tensor y = sum(x);
            return List.of(y.mul(2f), y);
        })).isEqualTo(2);
    }

    @Test
    void whatAViewThatLivesOnSeesIsNotOverwritten() {
        assertThat(buffers(x -> {
            Tensor y = sum(x);
            Tensor part = y.slice(0, 0, LENGTH / 2);
            Tensor z = y.mul(2f);
            return List.of(z.add(Shapes.concat(0, part, part)));
        })).isGreaterThan(2);
    }

    @Test
    void aStepThatAlsoReadsAPartDoesNotOverwriteTheWhole() {
        assertThat(buffers(x -> {
            Tensor y = sum(x).reshape(1, LENGTH);
            return List.of(y.mul(y.slice(1, 3, 4)));
        })).isEqualTo(2);
    }

    @Test
    void opsThatReadOtherElementsDoNotOverwrite() {
        assertThat(buffers(x -> List.of(sum(sum(x))))).isEqualTo(2);
    }

    // ---- the check

    private static void assertWrong(Listing listing, int[] places, String message) {
        Placement wrong = new Placement(places, 4 * LENGTH);
        assertThatThrownBy(() -> new PlacementCheck(listing, wrong).require())
                .isInstanceOf(IllegalStateException.class).hasMessageContaining(message);
    }

    @Test
    void aPlaceThatIsUsedTooEarlyIsNoticed() {
        Listing listing = listing(x -> {
            Tensor y = sum(x);
            return List.of(sum(y).mul(x).add(y));
        });
        int[] places = Placement.of(listing).places();
        new PlacementCheck(listing, new Placement(places, 4 * LENGTH)).require();
        int first = listing.steps().get(0).out().getFirst();
        int third = listing.steps().get(2).out().getFirst();
        int[] wrong = places.clone();
        wrong[third] = places[first];
        assertWrong(listing, wrong, "is used for another one before add reads it");
    }

    @Test
    void anOpThatMayNotOverwriteIsNoticed() {
        Listing listing = listing(x -> List.of(sum(sum(x))));
        int[] places = Placement.of(listing).places();
        places[listing.steps().get(1).out().getFirst()] = places[listing.steps().get(0).out().getFirst()];
        assertWrong(listing, places, "cumSum would write its output");
    }

    @Test
    void anOutputBesideItsInputIsNoticed() {
        Listing listing = listing(x -> List.of(sum(x).mul(2f)));
        int[] places = Placement.of(listing).places();
        places[listing.steps().get(1).out().getFirst()] += 1;
        assertWrong(listing, places, "mul would write its output");
    }

    @Test
    void anOutputOfTheProgramIsKept() {
        Listing listing = listing(x -> List.of(sum(x), sum(x.mul(2f))));
        int[] places = Placement.of(listing).places();
        places[listing.steps().get(2).out().getFirst()] = places[listing.steps().get(0).out().getFirst()];
        assertWrong(listing, places, "before the caller reads it");
    }
}
