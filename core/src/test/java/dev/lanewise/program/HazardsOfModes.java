package dev.lanewise.program;

import static dev.lanewise.program.Hazard.callers;
import static dev.lanewise.program.Hazard.refused;
import static dev.lanewise.program.Hazard.same;
import static dev.lanewise.program.World.oneTensor;

import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Grad mode, train and eval mode, frozen tensors. */
final class HazardsOfModes {
    private HazardsOfModes() {}

    static void add(List<Hazard> rows) {
        gradMode(rows);
        frozen(rows);
        layers(rows);
    }

    private static void gradMode(List<Hazard> rows) {
        rows.add(same("a step that trains if gradients are on, first run without", world -> {
            world.gradients = run -> run > 1;
            return oneTensor(x -> GradMode.isEnabled() ? world.train(x) : world.loss(x));
        }));
        rows.add(same("a step that trains if gradients are on, first run with", world -> {
            world.gradients = run -> run < 2;
            return oneTensor(x -> GradMode.isEnabled() ? world.train(x) : world.loss(x));
        }));
        rows.add(same("gradients on and off by turns", world -> {
            world.gradients = run -> run % 2 == 0;
            return oneTensor(x -> GradMode.isEnabled() ? world.train(x) : world.loss(x));
        }));
        rows.add(same("backward without gradients throws in later runs", world -> {
            world.gradients = run -> run < 2;
            return oneTensor(world::train);
        }));
        rows.add(same("backward without gradients throws in the first run", world -> {
            world.gradients = run -> run > 0;
            return oneTensor(world::train);
        }));
        rows.add(same("Autograd.grad, gradients off later", world -> {
            world.gradients = run -> run < 2;
            return oneTensor(x -> Autograd.grad(world.loss(x), Graph.FREE, world.w)[0]);
        }));
        rows.add(same("a branch on whether the loss has a history, off first", world -> {
            world.gradients = run -> run > 1;
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                return loss.requiresGrad() ? loss.mul(2f) : loss;
            });
        }));
        rows.add(same("a branch on whether the loss is a leaf, on first", world -> {
            world.gradients = run -> run < 2;
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                return loss.isLeaf() ? loss.mul(2f) : loss;
            });
        }));
        rows.add(same("assigning to what has a history in one mode only", world -> {
            world.gradients = run -> run > 1;
            return oneTensor(x -> {
                Tensor y = world.w.mul(x);
                return y.assign(x).add(1f);
            });
        }));
        rows.add(same("asking for the gradient of what has a history in one mode only", world -> {
            world.gradients = run -> run > 1;
            return oneTensor(x -> {
                Tensor y = world.w.mul(x).requiresGrad(true);
                return y.add(1f);
            });
        }));
        rows.add(same("retainGrad without gradients later", world -> {
            world.gradients = run -> run < 2;
            return oneTensor(x -> world.w.mul(x).retainGrad().add(1f));
        }));
        rows.add(same("a swallowed backward", world -> {
            world.gradients = run -> run > 1;
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                try {
                    loss.backward();
                    world.optimizer.step();
                } catch (IllegalStateException e) {
                    return loss.neg();
                }
                return loss;
            });
        }));
        rows.add(same("gradients switched on within", world -> {
            world.gradients = run -> run % 2 == 1;
            return oneTensor(x -> {
                try (GradMode.Scope _ = GradMode.enableGrad()) {
                    return world.train(x);
                }
            });
        }));
        rows.add(same("a history from outside a scope that is switched on within", world -> {
            world.gradients = run -> run < 2;
            return oneTensor(x -> {
                Tensor y = world.w.mul(x);
                try (GradMode.Scope _ = GradMode.enableGrad()) {
                    Tensor loss = y.square().sum().add(world.w.sum());
                    loss.backward();
                    world.optimizer.step();
                    return loss;
                }
            });
        }));
        rows.add(same("asking for the mode within a scope of its own", world -> {
            world.gradients = run -> run % 2 == 0;
            return oneTensor(x -> {
                try (GradMode.Scope _ = GradMode.noGrad()) {
                    return GradMode.isEnabled() ? x : world.loss(x);
                }
            });
        }));
        rows.add(refused("a scope left open", "has opened or closed a grad mode scope", world -> oneTensor(x -> {
            GradMode.noGrad();
            return world.loss(x);
        })));
    }

    private static void frozen(List<Hazard> rows) {
        rows.add(same("a parameter frozen and thawed by turns", world -> {
            world.between = run -> world.w.requiresGrad(run % 2 == 0);
            return oneTensor(x -> {
                Tensor loss = world.loss(x).add(world.v.mul(x).sum());
                loss.backward();
                world.optimizer.step();
                return loss;
            });
        }));
        rows.add(same("a branch on a tensor that no op uses", world -> {
            world.between = run -> world.v.requiresGrad(run < 2);
            return oneTensor(x -> world.v.requiresGrad() ? x.neg() : x.mul(2f));
        }));
        rows.add(same("a tensor that the step freezes and nothing else uses", world -> {
            world.between = run -> world.v.requiresGrad(run % 2 == 0);
            return oneTensor(x -> {
                world.v.requiresGrad(false);
                return x.neg();
            });
        }));
        rows.add(same("frozen within and thawed again", world -> oneTensor(x -> {
            world.v.requiresGrad(false);
            Tensor loss = world.loss(x.mul(world.v));
            loss.backward();
            world.v.requiresGrad(true);
            world.optimizer.step();
            return loss;
        })));
        rows.add(same("thawed within and left so", world -> {
            world.w.requiresGrad(false);
            return oneTensor(x -> {
                Tensor before = world.w.mul(x).sum();
                world.w.requiresGrad(true);
                world.train(x);
                return before;
            });
        }));
        rows.add(same("a tensor made to require a gradient that is an input elsewhere", world -> oneTensor(x -> {
            Tensor leaf = x.detach().requiresGrad(true);
            leaf.mul(world.w.detach()).square().sum().backward();
            return leaf.grad() == null ? x : leaf.grad();
        })));
    }

    private static void layers(List<Hazard> rows) {
        rows.add(same("dropout switched between runs", world -> {
            world.between = run -> {
                if (run % 2 == 0) {
                    world.dropout.train();
                } else {
                    world.dropout.eval();
                }
            };
            return oneTensor(x -> world.train(world.dropout.forward(x)));
        }));
        rows.add(same("dropout switched off within and left so", world -> oneTensor(x -> {
            Tensor y = world.train(world.dropout.forward(x));
            world.dropout.eval();
            return y;
        })));
        rows.add(same("a branch on a layer's mode", world -> {
            world.between = run -> {
                if (run == 2) {
                    world.dropout.eval();
                }
            };
            return oneTensor(x -> world.dropout.isTraining() ? x.neg() : x);
        }));
        rows.add(same("a layer that the step freezes while another does not", world -> {
            world.between = run -> {
                if (run == 2) {
                    world.linear.unfreeze();
                }
            };
            return oneTensor(x -> {
                world.linear.freeze();
                Tensor loss = world.linear.forward(x.reshape(300, 4)).sum().add(world.loss(x));
                loss.backward();
                world.optimizer.step();
                return loss;
            });
        }));
        rows.add(same("a layer frozen at the end, and thawed outside now and then", world -> {
            world.runs = 9;
            world.between = run -> {
                if (run % 4 == 0) {
                    world.w.requiresGrad(true);
                }
            };
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                if (world.w.requiresGrad()) {
                    loss.backward();
                    world.optimizer.step();
                }
                world.w.requiresGrad(false);
                return loss;
            });
        }));
        rows.add(same("a parameter that each run freezes or thaws", world -> {
            world.runs = 7;
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                world.w.requiresGrad(!world.w.requiresGrad());
                return loss;
            });
        }));
        rows.add(same("dropout switched off at the end, and on outside", world -> {
            world.between = run -> {
                if (run % 2 == 0) {
                    world.dropout.train();
                }
            };
            return oneTensor(x -> {
                Tensor y = world.train(world.dropout.forward(x));
                world.dropout.eval();
                return y;
            });
        }));
        rows.add(callers("a layer that Java replaces", "another object", world -> oneTensor(x -> {
            Tensor scale = ++world.counter > 2 ? world.v : world.w;
            return x.mul(scale);
        })));
    }
}
