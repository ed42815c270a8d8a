package dev.lanewise.program;

import static dev.lanewise.program.Hazard.callers;
import static dev.lanewise.program.Hazard.refused;
import static dev.lanewise.program.Hazard.same;
import static dev.lanewise.program.World.oneTensor;

import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Settings that change, state, optimizers made within. */
final class HazardsOfOptimizers {
    private static final String SET = "is set in the middle of the captured computation";
    private static final String MADE = "is made in the middle of the captured computation";

    private HazardsOfOptimizers() {}

    static void add(List<Hazard> rows) {
        settings(rows);
        state(rows);
    }

    private static void settings(List<Hazard> rows) {
        rows.add(same("a learning rate set between runs", world -> {
            world.between = run -> world.optimizer.setLr(0.1 / (run + 1));
            return oneTensor(world::train);
        }));
        rows.add(refused("a learning rate set within", SET, world -> oneTensor(x -> {
            world.optimizer.setLr(0.01);
            return world.train(x);
        })));
        rows.add(refused("a schedule within", "lr() reads the learning rate", world -> oneTensor(x -> {
            world.optimizer.setLr(world.optimizer.lr() * 0.9);
            return world.train(x);
        })));
        rows.add(refused("a learning rate in the loss", "lr() reads the learning rate",
                world -> oneTensor(x -> world.train(x.mul((float) world.optimizer.lr())))));
        rows.add(refused("a learning rate set within, the refusal swallowed", SET, world -> oneTensor(x -> {
            try {
                world.optimizer.setLr(0.01);
            } catch (IllegalStateException e) {
                return world.train(x);
            }
            return world.train(x.neg());
        })));
        rows.add(refused("a momentum set within", SET, world -> oneTensor(x -> {
            world.optimizer.momentum(0.5);
            return world.train(x);
        })));
        rows.add(refused("betas set within", SET, world -> {
            Adam adam = new Adam(List.of(world.w), 0.1);
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                adam.betas(0.5, 0.9).step();
                return loss;
            });
        }));
        rows.add(same("a momentum set between runs", world -> {
            world.between = run -> world.optimizer.momentum(run < 2 ? 0 : 0.9);
            return oneTensor(world::train);
        }));
        rows.add(same("a momentum from the first run, which makes its state", world -> {
            world.optimizer.momentum(0.9);
            return oneTensor(world::train);
        }));
        rows.add(same("weight decay, dampening and nesterov set between runs", world -> {
            world.optimizer.momentum(0.9);
            world.between = run -> world.optimizer.weightDecay(0.01 * run).nesterov(run > 2)
                    .dampening(run == 1 ? 0.5 : 0);
            return oneTensor(world::train);
        }));
        rows.add(same("settings that do not go together from one run on", world -> {
            world.optimizer.momentum(0.9).nesterov(true);
            world.between = run -> world.optimizer.dampening(run < 3 ? 0 : 0.5);
            return oneTensor(world::train);
        }));
        rows.add(same("settings of RMSprop changed between runs", world -> {
            RMSprop rms = new RMSprop(List.of(world.w), 0.01);
            world.between = run -> rms.centered(run > 1).momentum(run > 2 ? 0.9 : 0).alpha(0.9 + 0.01 * run);
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                rms.step();
                return loss;
            });
        }));
    }

    private static void state(List<Hazard> rows) {
        rows.add(same("Adam, which counts its steps", world -> {
            Adam adam = new Adam(List.of(world.w), 0.1);
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                adam.step();
                return loss;
            });
        }));
        rows.add(same("AdamW that also steps outside", world -> {
            AdamW adam = new AdamW(List.of(world.w), 0.1);
            world.between = run -> {
                if (run == 2) {
                    world.loss(Tensor.ones(World.N)).backward();
                    adam.step();
                    adam.zeroGrad();
                }
            };
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                adam.step();
                return loss;
            });
        }));
        rows.add(same("two optimizers by turns", world -> {
            Adam adam = new Adam(List.of(world.v), 0.1);
            return oneTensor(x -> {
                Tensor loss = world.loss(x.mul(world.v));
                loss.backward();
                world.optimizer.step();
                adam.step();
                return loss;
            });
        }));
        rows.add(refused("an Adam made within", MADE, world -> oneTensor(x -> {
            Tensor loss = world.loss(x);
            loss.backward();
            new Adam(List.of(world.w), 0.1).step();
            return loss;
        })));
        rows.add(refused("an SGD without state made within", MADE, world -> oneTensor(x -> {
            Tensor loss = world.loss(x);
            loss.backward();
            new SGD(List.of(world.w), 0.1).step();
            return loss;
        })));
        rows.add(callers("an optimizer that Java replaces", "has turns [Turn[rule=SGD(lr=0.5, ", world -> {
            SGD[] used = {world.optimizer};
            world.between = run -> used[0] = run == 2 ? new SGD(List.of(world.w), 0.5) : used[0];
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                used[0].step();
                return loss;
            });
        }));
        rows.add(same("parameters assigned from outside between runs", world -> {
            world.between = run -> world.w.assign(world.w.mul(0.5f).detach());
            return oneTensor(world::train);
        }));
        rows.add(same("a running average by assignment", world -> oneTensor(x -> {
            Tensor loss = world.train(x);
            world.state.assign(world.state.mul(0.9f).add(world.w.detach().mul(0.1f)));
            return loss;
        })));
    }
}
