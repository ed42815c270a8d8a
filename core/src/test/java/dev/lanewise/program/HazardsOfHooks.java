package dev.lanewise.program;

import static dev.lanewise.program.Hazard.refused;
import static dev.lanewise.program.Hazard.same;
import static dev.lanewise.program.World.oneTensor;

import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.GradientHook;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Hooks on gradients, there, gone and replaced; checkpoints. */
final class HazardsOfHooks {
    private HazardsOfHooks() {}

    static void add(List<Hazard> rows) {
        hooks(rows);
        checkpoints(rows);
    }

    private static void checkpoints(List<Hazard> rows) {
        rows.add(same("a checkpoint with dropout", world -> oneTensor(x -> {
            Tensor y = Autograd.checkpoint(in -> world.random.dropout(world.w.mul(in), 0.5).square(), x);
            Tensor loss = y.add(world.random.normal(World.N)).sum();
            loss.backward();
            world.optimizer.step();
            return loss;
        })));
        rows.add(same("a checkpoint with a split-off source and a buffer", world -> oneTensor(x -> {
            Tensor y = Autograd.checkpoint(in -> {
                world.state.assign(world.state.mul(0.5f).add(in.detach()));
                return world.w.mul(in).add(world.random.split().normal(World.N)).square();
            }, x);
            Tensor loss = y.sum().add(world.state.sum());
            loss.backward();
            world.optimizer.step();
            return loss;
        })));
        rows.add(same("a checkpoint in a checkpoint, without gradients later", world -> {
            world.gradients = run -> run < 2;
            return oneTensor(x -> {
                Tensor y = Autograd.checkpoint(outer -> Autograd
                        .checkpoint(in -> world.random.dropout(in, 0.5).mul(world.w), outer.tanh()).square(), x);
                return y.requiresGrad() ? Autograd.grad(y.sum(), Graph.FREE, world.w)[0] : y;
            });
        }));
        rows.add(same("a checkpoint whose parameter is frozen later", world -> {
            world.between = run -> world.v.requiresGrad(run < 2);
            return oneTensor(x -> {
                Tensor loss = Autograd.checkpoint(in -> in.mul(world.w).mul(world.v), x).sum();
                loss.backward();
                world.optimizer.step();
                return loss;
            });
        }));
        rows.add(refused("a checkpoint that reads", "item() reads a value", world -> oneTensor(
                x -> Autograd.checkpoint(in -> in.mul(world.w).mul(in.sum().item()), x))));
    }

    private static void hooks(List<Hazard> rows) {
        rows.add(same("a gradient hook on a parameter from the third run on", world -> {
            world.between = run -> {
                if (run == 2) {
                    Autograd.onGradient(world.w, gradient -> gradient.mul(0.5f));
                }
            };
            return oneTensor(world::train);
        }));
        rows.add(same("a gradient hook that is removed after the second run", world -> {
            GradientHook.Handle handle = Autograd.onGradient(world.w, gradient -> gradient.clamp(-1, 1));
            world.between = run -> {
                if (run == 2) {
                    handle.close();
                }
            };
            return oneTensor(world::train);
        }));
        rows.add(same("a gradient hook that another takes the place of in each run", world -> {
            List<GradientHook.Handle> last = new ArrayList<>();
            world.between = run -> {
                last.forEach(GradientHook.Handle::close);
                last.add(Autograd.onGradient(world.w, gradient -> gradient.mul(run + 1)));
            };
            return oneTensor(world::train);
        }));
        rows.add(same("gradient hooks on values of the run", world -> oneTensor(x -> {
            Tensor y = world.w.mul(x);
            Autograd.onGradient(y, gradient -> gradient.mul(x));
            Tensor loss = y.square().sum();
            loss.backward();
            world.optimizer.step();
            return loss;
        })));
        rows.add(same("a gradient hook that the run adds and removes", world -> oneTensor(x -> {
            try (GradientHook.Handle _ = Autograd.onGradient(world.w, Tensor::neg)) {
                return world.train(x);
            }
        })));
        rows.add(same("a gradient hook that each run adds", world -> oneTensor(x -> {
            Autograd.onGradient(world.w, gradient -> gradient.mul(0.5f));
            return world.train(x);
        })));
        rows.add(same("a gradient hook that keeps what it sees in a buffer", world -> {
            Autograd.onGradient(world.w, gradient -> {
                world.state.assign(gradient.detach());
                return null;
            });
            return oneTensor(world::train);
        }));
        rows.add(same("a gradient hook that draws random numbers", world -> {
            Autograd.onGradient(world.w, gradient -> gradient.add(world.random.normal(World.N)));
            return oneTensor(world::train);
        }));
        rows.add(same("a gradient hook and Autograd.grad, removed later", world -> {
            GradientHook.Handle handle = Autograd.onGradient(world.w, Tensor::square);
            world.between = run -> {
                if (run == 3) {
                    handle.close();
                }
            };
            return oneTensor(x -> Autograd.grad(world.loss(x), Graph.FREE, world.w)[0]);
        }));
        rows.add(refused("a gradient hook that reads its gradient", "item() reads a value", world -> {
            Autograd.onGradient(world.w, gradient -> gradient.mul(gradient.sum().item() > 0 ? 1f : 2f));
            return oneTensor(world::train);
        }));
    }
}
