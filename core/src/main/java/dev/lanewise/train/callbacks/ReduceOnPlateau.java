package dev.lanewise.train.callbacks;

import dev.lanewise.optim.Plateau;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;

/**
 * Tells a {@link Plateau} of a result after each epoch, so that the learning rate falls when it no longer improves.
 *
 * {@snippet :
 * Plateau plateau = new Plateau(0.1).patience(3);
 * Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Trainer.of(
 *         model, new SGD(model.parameters(), plateau), Losses::crossEntropy);
 * trainer.with(new ReduceOnPlateau(plateau, "validation.loss"));
 * }
 *
 * <p>What the plateau remembers is part of the optimizer's state, so a resumed training goes on with it. A fit
 * whose optimizer does not ask the plateau is refused before it begins.
 */
public final class ReduceOnPlateau implements Callback {
    private final Plateau plateau;
    private final String name;

    /**
     * Tells a plateau, which is the schedule of the optimizer.
     *
     * @param name of the result in the history, such as {@code validation.loss}
     */
    public ReduceOnPlateau(Plateau plateau, String name) {
        this.plateau = Required.nonNull("ReduceOnPlateau: the plateau", plateau);
        this.name = Required.nonNull("ReduceOnPlateau: the name", name);
    }

    @Override
    public void check(Fit fit) {
        fit.requireResult("ReduceOnPlateau", name);
        fit.optimizer().filter(optimizer -> !plateau.mayServe(optimizer)).ifPresent(optimizer -> {
            throw new IllegalStateException("ReduceOnPlateau: the learning rate of " + optimizer
                    + " does not come from " + plateau + "; give that to the optimizer in the place of a number");
        });
    }

    @Override
    public void epoch(Fit fit) {
        plateau.observe(fit.history().last(name));
    }

    /** For example {@code ReduceOnPlateau("validation.loss", plateau(0.1, ...))}. */
    @Override
    public String toString() {
        return "ReduceOnPlateau(" + Printable.quoted(name) + ", " + plateau + ")";
    }
}
