package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Fits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class EarlyStoppingTest {
    /** Keeps the weights after each epoch, and fails after one of them. */
    private static final class Kept implements Callback {
        private final Fits fits;
        private final int failing;
        private final List<List<float[]>> weights = new ArrayList<>();

        Kept(Fits fits, int failing) {
            this.fits = fits;
            this.failing = failing;
        }

        @Override
        public void epoch(Fit fit) {
            weights.add(fits.weights());
            if (fit.epoch() == failing) {
                throw new IllegalStateException("a fault");
            }
        }
    }

    @Test
    void stopsAfterItsPatienceWithTheBestWeights() {
        Fits fits = new Fits(0.5); // far too fast: the loss soon rises
        EarlyStopping stopping = new EarlyStopping("validation.loss").patience(2);
        Kept kept = new Kept(fits, 0);
        fits.trainer.with(stopping, kept);
        fits.trainer.fit(fits.training, fits.validation, 50);
        int best = fits.trainer.history().lowest("validation.loss").number();

        assertThat(stopping.bestEpoch()).isEqualTo(best);
        assertThat(fits.trainer.epochs()).isEqualTo(best + 2).isLessThan(50);
        assertThat(fits.weights()).containsExactlyElementsOf(kept.weights.get(best - 1));
        assertThat(fits.trainer.evaluate(fits.validation)).containsEntry("loss", stopping.bestValue());
    }

    @Test
    void theBestComesBackAfterAFaultToo() {
        Fits fits = new Fits(0.5);
        Kept kept = new Kept(fits, 9);
        EarlyStopping stopping = new EarlyStopping("validation.loss").patience(40);
        fits.trainer.with(stopping, kept);

        assertThatThrownBy(() -> fits.trainer.fit(fits.training, fits.validation, 50)).hasMessage("a fault");

        assertThat(stopping.bestEpoch()).isLessThan(9);
        assertThat(fits.weights()).containsExactlyElementsOf(kept.weights.get(stopping.bestEpoch() - 1));
    }

    @Test
    void anotherFitBeginsAnew() {
        Fits fits = new Fits(0.5);
        EarlyStopping stopping = new EarlyStopping("validation.loss").patience(1);
        fits.trainer.with(stopping);
        fits.trainer.fit(fits.training, fits.validation, 50);
        int first = fits.trainer.epochs();

        fits.trainer.fit(fits.training, fits.validation, first + 1);

        assertThat(fits.trainer.epochs()).isEqualTo(first + 1);
        assertThat(stopping.bestEpoch()).isEqualTo(first + 1);
    }

    @Test
    void aResultThatIsNotThereIsNamed() {
        Fits fits = new Fits();
        fits.trainer.with(new EarlyStopping("validation.loss"));
        assertThatIllegalArgumentException().isThrownBy(() -> fits.trainer.fit(fits.training, 2))
                .withMessage(
                        "EarlyStopping: the epochs of this fit have no \"validation.loss\", but \"loss\"; it has no "
                                + "validation");
    }

    @Test
    void aLastStateCanBeKept() {
        Fits fits = new Fits(0.5);
        Kept kept = new Kept(fits, 0);
        fits.trainer.with(new EarlyStopping("validation.loss").patience(2).keepLast(), kept);
        fits.trainer.fit(fits.training, fits.validation, 50);
        assertThat(fits.weights()).containsExactlyElementsOf(kept.weights.getLast());
    }

    @Test
    void settingsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EarlyStopping("x").patience(0))
                .withMessage("EarlyStopping: patience of 0 epochs");
        assertThatIllegalArgumentException().isThrownBy(() -> new EarlyStopping("x").minDelta(Double.NaN))
                .withMessage("EarlyStopping: a smallest difference of NaN");
    }
}
