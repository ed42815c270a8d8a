package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.loss.Losses;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Lookahead;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.Plateau;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.Schedules;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Fits;
import dev.lanewise.train.Trainer;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ReduceOnPlateauTest {
    /** With a factor of 0.5 after each result but the first. */
    private static Plateau eager() {
        return new Plateau(0.1).patience(0).factor(0.5).absoluteThreshold(100);
    }

    /** Trains with an optimizer of the model's parameters, and returns it. */
    private static Optimizer trained(Plateau plateau, Function<List<Tensor>, Optimizer> made) {
        Fits fits = new Fits();
        Optimizer optimizer = made.apply(fits.model.parameters());
        Trainer.<IntTensor>of(fits.model, optimizer, Losses::crossEntropy)
                .with(new ReduceOnPlateau(plateau, "loss")).fit(fits.training, 3);
        return optimizer;
    }

    @Test
    void aPlateauIsToldOfEachEpoch() {
        Plateau plateau = eager();
        assertThat(((SGD) trained(plateau, all -> new SGD(all, plateau))).lr()).isEqualTo(0.025);
    }

    @Test
    void aPlateauThatTheOptimizerDoesNotAskIsRefused() {
        Plateau plateau = eager();
        for (Function<List<Tensor>, Optimizer> made : List.<Function<List<Tensor>, Optimizer>>of(
                all -> new SGD(all, 0.1),
                all -> new SGD(all, eager()), // with the same settings
                all -> new Lookahead(new Adam(all, Schedules.cosine(0.1, 9))),
                all -> new ParameterGroups(new SGD(all.subList(0, 2), 0.1),
                        new SGD(all.subList(2, all.size()), eager().times(2))),
                all -> {
                    SGD set = new SGD(all, plateau);
                    set.setLr(0.3);
                    return set;
                })) {
            assertThatIllegalStateException().isThrownBy(() -> trained(plateau, made))
                    .withMessageStartingWith("ReduceOnPlateau: the learning rate of ")
                    .withMessageEndingWith(" does not come from " + plateau
                            + "; give that to the optimizer in the place of a number");
        }
        assertThat(plateau.at(0)).isEqualTo(0.1);
    }

    @Test
    void aPlateauThatIsAskedByWayOfOthersIsTold() {
        for (Function<Plateau, Function<List<Tensor>, Optimizer>> made : List
                .<Function<Plateau, Function<List<Tensor>, Optimizer>>>of(
                        plateau -> all -> new SGD(all, Schedules.warmup(2, plateau.times(2))),
                        plateau -> all -> new Lookahead(new SGD(all, plateau)),
                        plateau -> all -> new SGD(all, step -> plateau.at(step) / 2), // what it asks is not known
                        plateau -> all -> new ParameterGroups(new SGD(all.subList(0, 2), 0.1),
                                new SGD(all.subList(2, all.size()), plateau)))) {
            Plateau plateau = eager();
            trained(plateau, made.apply(plateau));
            assertThat(plateau.at(0)).isEqualTo(0.025);
        }
    }
}
