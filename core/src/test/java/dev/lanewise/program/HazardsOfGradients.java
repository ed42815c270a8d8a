package dev.lanewise.program;

import static dev.lanewise.program.Hazard.callers;
import static dev.lanewise.program.Hazard.refused;
import static dev.lanewise.program.Hazard.same;
import static dev.lanewise.program.World.oneTensor;

import dev.lanewise.optim.SGD;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/** Gradients from before, between and after runs. */
final class HazardsOfGradients {
    private static final String OLD_GRADIENT = "has a gradient from before the captured computation";

    private HazardsOfGradients() {}

    static void add(List<Hazard> rows) {
        fromBefore(rows);
        kept(rows);
        within(rows);
    }

    private static void fromBefore(List<Hazard> rows) {
        rows.add(refused("a gradient from before", OLD_GRADIENT, world -> {
            world.between = run -> world.w.setGrad(run == 0 ? Tensor.ones(World.N) : null);
            return oneTensor(world::train);
        }));
        rows.add(refused("a gradient that arrives between runs", OLD_GRADIENT, world -> {
            world.between = run -> world.w.setGrad(run == 2 ? Tensor.ones(World.N) : null);
            return oneTensor(world::train);
        }));
        rows.add(refused("a parameter of the optimizer without a gradient gets one outside", OLD_GRADIENT, world -> {
            SGD both = new SGD(List.of(world.w, world.v), 0.1);
            world.between = run -> world.v.setGrad(run == 2 ? Tensor.ones(World.N) : null);
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                both.step();
                return loss;
            });
        }));
        rows.add(same("a parameter of the optimizer that is frozen at first", world -> {
            SGD both = new SGD(List.of(world.w, world.v), 0.1);
            world.between = run -> world.v.requiresGrad(run > 1);
            return oneTensor(x -> {
                Tensor loss = world.loss(x.mul(world.v));
                loss.backward();
                both.step();
                return loss;
            });
        }));
        rows.add(refused("a parameter thawed that has a gradient by then", OLD_GRADIENT, world -> {
            SGD both = new SGD(List.of(world.w, world.v), 0.1);
            world.v.requiresGrad(false);
            world.between = run -> {
                if (run == 2) {
                    world.v.requiresGrad(true).setGrad(Tensor.ones(World.N));
                }
            };
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                both.step();
                return loss;
            });
        }));
        rows.add(same("a frozen parameter that has an old gradient", world -> {
            SGD both = new SGD(List.of(world.w, world.v), 0.1);
            world.v.requiresGrad(false);
            world.between = _ -> world.v.setGrad(Tensor.ones(World.N));
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                both.step();
                return loss;
            });
        }));
        rows.add(same("zeroGrad at the beginning of a step that old gradients reach", world -> {
            world.between = run -> world.w.setGrad(run % 2 == 0 ? Tensor.ones(World.N) : null);
            return oneTensor(x -> {
                world.optimizer.zeroGrad();
                return world.train(x);
            });
        }));
        rows.add(same("zeroGrad of a parameter that the step does not use", world -> {
            world.keepsGradients = true;
            SGD other = new SGD(List.of(world.v), 0.1);
            world.between = run -> world.v.setGrad(run % 2 == 0 ? Tensor.ones(World.N) : null);
            return oneTensor(x -> {
                other.zeroGrad();
                return x.neg();
            });
        }));
        rows.add(refused("Java looks at a gradient from before", OLD_GRADIENT, world -> {
            world.between = run -> world.v.setGrad(run == 2 ? Tensor.ones(World.N) : null);
            return oneTensor(x -> world.v.grad() == null ? x.neg() : x.add(Objects.requireNonNull(world.v.grad())));
        }));
    }

    private static void kept(List<Hazard> rows) {
        rows.add(same("gradients that add up over runs", world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                return loss;
            });
        }));
        rows.add(same("an optimizer's step outside after two runs", world -> {
            world.keepsGradients = true;
            world.runs = 8;
            world.between = run -> {
                if (run % 2 == 0 && run > 0) {
                    world.optimizer.step();
                    world.optimizer.zeroGrad();
                }
            };
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                return loss;
            });
        }));
        rows.add(same("two backward passes in each of several runs", world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                world.loss(x).backward();
                Tensor loss = world.w.mul(x).mul(1e-3f).sum();
                loss.backward();
                return loss;
            });
        }));
        rows.add(same("gradients that add up over shapes", world -> {
            world.keepsGradients = true;
            world.inputs = run -> List
                    .of(Tensor.full(run, run % 2 == 0 ? new int[] {World.N} : new int[] {2, World.N}));
            return oneTensor(x -> {
                Tensor loss = world.loss(x.add(1f));
                loss.backward();
                return loss;
            });
        }));
        rows.add(same("a first gradient of -0 that is kept", world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                Tensor loss = world.w.mul(Tensor.scalar(-0f)).sum();
                loss.backward();
                return x.neg();
            });
        }));
        rows.add(same("gradients set to nothing at the beginning, and kept", world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                world.optimizer.zeroGrad();
                Tensor loss = world.loss(x);
                loss.backward();
                return loss;
            });
        }));
        rows.add(same("gradients set by Java, added to, and kept", world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                world.w.setGrad(x.mul(2f));
                Tensor loss = world.loss(x);
                loss.backward();
                return loss;
            });
        }));
        rows.add(same("kept gradients that the step clips, with an update outside", world -> {
            world.keepsGradients = true;
            world.between = run -> {
                if (run > 0) {
                    world.optimizer.step();
                    world.optimizer.zeroGrad();
                }
            };
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                world.w.setGrad(world.gradient().mul(0.5f));
                return loss;
            });
        }));
        rows.add(refused("a parameter that an update looks at before its gradient arrives", OLD_GRADIENT, world -> {
            world.keepsGradients = true;
            SGD both = new SGD(List.of(world.w, world.v), 0.1);
            world.watched.remove(world.w);
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                both.step();
                world.optimizer.zeroGrad();
                world.v.mul(x).sum().backward();
                return loss;
            });
        }));
        rows.add(callers("kept gradients that are set to nothing in some runs", "it leaves gradients", world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                if (world.counter++ % 2 == 0) {
                    world.optimizer.zeroGrad();
                }
                Tensor loss = world.loss(x);
                loss.backward();
                return loss;
            });
        }));
        rows.add(callers("a gradient set on another tensor", "it leaves gradients", world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                (++world.counter < 3 ? world.w : world.v).setGrad(x);
                return x;
            });
        }));
        rows.add(same("a gradient of Java's values, kept", world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                world.w.setGrad(Tensor.ones(World.N));
                return x.neg();
            });
        }));
        rows.add(refused("a gradient that arrives at an input", "a gradient arrives at an input",
                world -> oneTensor(x -> {
                    x.requiresGrad(true);
                    Tensor loss = world.loss(x);
                    loss.backward();
                    return loss.detach();
                })));
        rows.add(refused("kept gradients that the step reads", OLD_GRADIENT, world -> {
            world.keepsGradients = true;
            world.watched.remove(world.w);
            world.between = run -> world.w.setGrad(run == 1 ? Tensor.ones(World.N) : null);
            return oneTensor(x -> {
                world.loss(x).backward();
                return world.gradient().mul(1f);
            });
        }));
        rows.add(same("one parameter updated within, the gradient of another kept", world -> {
            world.keepsGradients = true;
            world.watched.remove(world.w);
            return oneTensor(x -> {
                Tensor loss = world.loss(x.mul(world.v));
                loss.backward();
                world.optimizer.step();
                world.optimizer.zeroGrad();
                return loss.add(world.w.sum());
            });
        }));
        rows.add(same("a kept gradient of a parameter that is frozen meanwhile", world -> {
            world.keepsGradients = true;
            world.between = run -> world.w.requiresGrad(run != 2);
            return oneTensor(x -> {
                Tensor loss = world.loss(x).add(world.v.mul(x).sum());
                loss.backward();
                return loss;
            });
        }));
    }

    private static void within(List<Hazard> rows) {
        rows.add(same("clipping by the norm of a gradient", world -> oneTensor(x -> {
            Tensor loss = world.loss(x);
            loss.backward();
            Tensor g = world.gradient();
            world.w.setGrad(g.mul(g.square().sum().sqrt().reciprocal().minimum(1f)));
            world.optimizer.step();
            return loss;
        })));
        rows.add(same("an update written in ops", world -> oneTensor(x -> {
            Tensor loss = world.loss(x);
            loss.backward();
            world.w.assign(world.w.detach().sub(world.gradient().mul(0.1f)));
            return loss;
        })));
        rows.add(same("two steps in one run", world -> oneTensor(x -> {
            world.train(x);
            world.optimizer.zeroGrad();
            return world.train(x.neg());
        })));
        rows.add(same("a gradient of a gradient", world -> oneTensor(x -> {
            Tensor slope = Autograd.grad(world.loss(x), Graph.CREATE, world.w)[0];
            Tensor penalty = slope.square().sum();
            penalty.backward();
            world.optimizer.step();
            return penalty;
        })));
        rows.add(same("two networks against each other", world -> {
            SGD second = new SGD(List.of(world.v), 0.05);
            return oneTensor(x -> {
                Tensor fake = world.w.mul(x);
                Tensor critic = world.v.mul(fake.detach()).square().mean().sub(world.v.mul(x).mean());
                critic.backward();
                second.step();
                second.zeroGrad();
                Tensor loss = world.v.mul(fake).mean().neg();
                loss.backward();
                world.optimizer.step();
                return loss.add(critic);
            });
        }));
        rows.add(same("a step that fails half-way", world -> {
            world.counter = 0;
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                loss.backward();
                if (world.counter++ == 0) {
                    throw new IllegalArgumentException("first run");
                }
                world.optimizer.step();
                return loss;
            });
        }));
        rows.add(same("a backward with the graph retained, walked again", world -> oneTensor(x -> {
            Tensor loss = world.loss(x);
            loss.backward(Tensor.ones(), Graph.RETAIN);
            loss.backward();
            world.optimizer.step();
            return loss;
        })));
    }
}
