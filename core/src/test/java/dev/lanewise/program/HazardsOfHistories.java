package dev.lanewise.program;

import static dev.lanewise.program.Hazard.callers;
import static dev.lanewise.program.Hazard.refused;
import static dev.lanewise.program.Hazard.same;
import static dev.lanewise.program.World.oneTensor;

import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.CustomFunction;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Histories from before, and functions of the user's own. */
final class HazardsOfHistories {
    private static final String OLD_HISTORY = "whose history was recorded before the captured computation";

    private HazardsOfHistories() {}

    static void add(List<Hazard> rows) {
        rows.add(refused("a history made before the step", OLD_HISTORY, world -> {
            Tensor features = world.v.mul(2f);
            return oneTensor(x -> world.loss(x).add(features.sum()));
        }));
        rows.add(refused("backward from a loss made before", OLD_HISTORY, world -> {
            Tensor loss = world.v.mul(2f).sum();
            return oneTensor(x -> {
                loss.backward();
                return x.neg();
            });
        }));
        rows.add(refused("a hidden state with a history from before the first run", OLD_HISTORY, world -> {
            Tensor[] hidden = {world.v.mul(1f)};
            return oneTensor(x -> {
                hidden[0] = hidden[0].mul(world.w).add(x);
                return hidden[0].sum();
            });
        }));
        rows.add(callers("a hidden state that Java hands on from run to run", OLD_HISTORY, world -> {
            Tensor[] hidden = {world.v};
            return oneTensor(x -> {
                hidden[0] = hidden[0].mul(world.w).add(x);
                return hidden[0].sum();
            });
        }));
        rows.add(same("a detached tensor made before", world -> {
            Tensor features = world.v.mul(2f).detach();
            return oneTensor(x -> world.loss(x).add(features.sum()));
        }));
        rows.add(same("an own function", world -> oneTensor(x -> {
            CustomFunction cube = new CustomFunction() {
                @Override
                public Tensor[] forward(Context context, Tensor... in) {
                    context.save(in[0]);
                    return new Tensor[] {in[0].mul(in[0]).mul(in[0])};
                }

                @Override
                public Tensor[] backward(Context context, Tensor... grads) {
                    return new Tensor[] {grads[0].mul(context.saved(0).square()).mul(3f)};
                }
            };
            Tensor loss = Autograd.apply(cube, world.w.mul(x))[0].sum();
            loss.backward();
            world.optimizer.step();
            return loss;
        })));
        rows.add(same("an own function whose output does not depend on its input", world -> oneTensor(x -> {
            CustomFunction constant = new CustomFunction() {
                @Override
                public Tensor[] forward(Context context, Tensor... in) {
                    return new Tensor[] {Tensor.ones(World.N)};
                }

                @Override
                public Tensor[] backward(Context context, Tensor... grads) {
                    return new Tensor[] {grads[0].mul(2f)};
                }
            };
            Tensor loss = Autograd.apply(constant, world.w)[0].mul(x).sum();
            loss.backward();
            world.optimizer.step();
            return loss;
        })));
        rows.add(refused("an own function that reads its input", "toArray() reads a value", world -> oneTensor(x -> {
            CustomFunction reading = new CustomFunction() {
                @Override
                public Tensor[] forward(Context context, Tensor... in) {
                    return new Tensor[] {Tensor.of(in[0].toArray())};
                }

                @Override
                public Tensor[] backward(Context context, Tensor... grads) {
                    return grads;
                }
            };
            return Autograd.apply(reading, world.w)[0].mul(x).sum();
        })));
    }
}
