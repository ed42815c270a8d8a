package dev.lanewise.program;

import static dev.lanewise.program.Hazard.callers;
import static dev.lanewise.program.Hazard.refused;
import static dev.lanewise.program.Hazard.same;
import static dev.lanewise.program.World.oneTensor;

import dev.lanewise.loss.Losses;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Values that Java reads, makes, replaces and writes to; aliases. */
final class HazardsOfValues {
    private static final String READS = " reads a value";
    private static final String MADE = "that Java makes within the computation";

    private HazardsOfValues() {}

    static void add(List<Hazard> rows) {
        reads(rows);
        made(rows);
        aliases(rows);
        shapes(rows);
    }

    private static void reads(List<Hazard> rows) {
        Map<String, Function<Tensor, Object>> reads = Map.of(
                "allClose()", x -> x.allClose(x), "item()", x -> x.sum().item(), "toArray()", Tensor::toArray, "get()",
                x -> x.get(0),
                "toString()", Tensor::toString, "count()", x -> x.gt(0f).count(),
                "hashCode()", x -> x.argmax(0).hashCode(), "equals()",
                x -> x.argmax(0).equals(IntTensor.of(Shape.SCALAR, 1)));
        reads.forEach((name, read) -> {
            rows.add(refused(name, name + READS, world -> oneTensor(x -> read.apply(x).hashCode() > 0 ? x.neg() : x)));
            rows.add(refused(name + " whose refusal is swallowed", name + READS, world -> oneTensor(x -> {
                try {
                    return read.apply(x) == null ? x : x.mul(2f);
                } catch (IllegalStateException e) {
                    return x.neg();
                }
            })));
        });
        rows.add(refused("a value as a key of a map", "hashCode()" + READS, world -> oneTensor(x -> {
            Map<Object, Tensor> map = new HashMap<>(Map.of("x", x));
            return map.getOrDefault(x.argmax(0), x);
        })));
        rows.add(refused("a value of outside is read", "item()" + READS,
                world -> oneTensor(x -> world.state.sum().item() > 0 ? x.neg() : x)));
    }

    private static void made(List<Hazard> rows) {
        rows.add(callers("a counter of Java's", "is made by Java from other numbers",
                world -> oneTensor(x -> x.mul((float) ++world.counter))));
        rows.add(callers("a branch on a counter of Java's", "when it was captured",
                world -> oneTensor(x -> ++world.counter < 3 ? x.mul(2f) : x.sub(2f))));
        rows.add(callers("an op more from one run on", "it applies 2 ops, and 1",
                world -> oneTensor(x -> ++world.counter < 3 ? x.mul(2f) : x.mul(2f).neg())));
        rows.add(callers("an attribute that Java counts", "has low",
                world -> oneTensor(x -> x.clamp(-1f / ++world.counter, 1f))));
        rows.add(callers("a tensor of Java's values", "is made by Java from other numbers",
                world -> oneTensor(x -> x.mul(Tensor.of(Shape.of(1), ++world.counter)))));
        rows.add(callers("ints of Java's", "is made by Java from other numbers",
                world -> oneTensor(x -> x.argmax(0).reshape(1).eq(IntTensor.of(++world.counter)).toTensor()
                        .add(IntTensor.of(world.counter).toTensor()))));
        rows.add(callers("a tensor of outside that Java replaces", "is another object", world -> {
            Tensor[] scale = {Tensor.full(2f, 1)};
            world.between = run -> scale[0] = run == 2 ? Tensor.full(3f, 1) : scale[0];
            return oneTensor(x -> x.mul(scale[0]));
        }));
        rows.add(callers("another output", "its outputs or gradients come from other values", world -> oneTensor(x -> {
            Tensor y = x.mul(2f);
            return ++world.counter < 3 ? y : x;
        })));
        rows.add(callers("operands the other way round", "reads another value", world -> oneTensor(x -> {
            Tensor y = x.mul(2f);
            return ++world.counter < 3 ? x.sub(y) : y.sub(x);
        })));
        rows.add(same("a wrapped array that Java writes to", world -> {
            float[] scale = new float[World.N];
            world.between = run -> scale[7] = run;
            return oneTensor(x -> x.add(Tensor.wrap(scale, Shape.of(World.N))));
        }));
        rows.add(same("constants made within", world -> oneTensor(x -> x.mul(Tensor.linspace(0, 1, World.N)).add(2f))));
        rows.add(refused("a tensor of zeros made within and written to", MADE, world -> oneTensor(x -> {
            Tensor sum = Tensor.zeros(World.N);
            sum.assign(sum.add(x));
            return sum;
        })));
        rows.add(refused("a view of a tensor made within, written to", MADE, world -> oneTensor(x -> {
            Tensor sum = Tensor.zeros(2, World.N);
            sum.slice(0, 0, 1).assign(x.reshape(1, World.N));
            return sum;
        })));
        rows.add(same("a computed tensor, written to", world -> oneTensor(x -> {
            Tensor y = x.mul(2f);
            y.slice(0, 0, 1).assign(Tensor.of(100f));
            return y.add(1f);
        })));
        rows.add(same("a state from outside, written to twice", world -> oneTensor(x -> {
            world.state.assign(world.state.add(x));
            Tensor y = world.state.mul(2f);
            world.state.assign(y.sub(x));
            return y.add(world.state);
        })));
        rows.add(same("what is saved is written to before backward", world -> oneTensor(x -> {
            Tensor loss = world.state.mul(world.w).mul(x).sum();
            world.state.assign(x);
            loss.backward();
            return loss;
        })));
    }

    private static void aliases(List<Hazard> rows) {
        rows.add(same("a copy keeps its values when what it was made of is written to", world -> oneTensor(x -> {
            Tensor before = world.state.copy();
            world.state.assign(x);
            return before.sub(world.state).mul(2);
        })));
        rows.add(same("a copy carries no gradient on", world -> oneTensor(x -> {
            Tensor loss = world.loss(x).add(world.w.copy().sum());
            loss.backward();
            world.optimizer.step();
            return loss;
        })));
        Tensor both = Tensor.linspace(-1, 1, 2 * World.N);
        Function<List<? extends Value>, List<? extends Value>> move = in -> {
            Tensor target = (Tensor) in.get(0);
            target.assign(((Tensor) in.get(1)).mul(0.5f));
            return List.of(((Tensor) in.get(1)).add(target));
        };
        rows.add(same("inputs that share storage in all runs", world -> {
            world.inputs = run -> {
                Tensor whole = both.mul(run + 1f).detach();
                return List.of(whole.slice(0, 0, World.N), whole.slice(0, 600, 600 + World.N));
            };
            return move;
        }));
        rows.add(same("inputs that share storage in some runs", world -> {
            world.inputs = run -> {
                Tensor whole = both.mul(run + 1f).detach();
                Tensor second = whole.slice(0, 600, 600 + World.N);
                return List.of(whole.slice(0, 0, World.N), run % 2 == 0 ? second : second.add(0f));
            };
            return move;
        }));
        Function<World, Function<List<? extends Value>, List<? extends Value>>> early = world -> in -> {
            Tensor loss = world.loss((Tensor) in.get(0));
            ((Tensor) in.get(1)).assign(Tensor.zeros(World.N));
            loss.backward();
            world.optimizer.step();
            return List.of(loss);
        };
        rows.add(same("inputs that share storage later, written to before backward", world -> {
            world.inputs = run -> {
                Tensor x = both.slice(0, 0, World.N).mul(run + 1f);
                return List.of(x, run < 2 ? x.neg() : x.detach());
            };
            return early.apply(world);
        }));
        rows.add(same("inputs that share storage at first, written to before backward", world -> {
            world.inputs = run -> {
                Tensor whole = both.mul(run + 1f);
                Tensor x = whole.slice(0, 0, World.N);
                return List.of(x, run < 2 ? whole.slice(0, World.N, 2 * World.N) : x.neg());
            };
            return early.apply(world);
        }));
        rows.add(same("an input that shares storage with a state that is written to before backward", world -> {
            world.inputs = run -> List.of(run == 3 ? world.state.detach() : both.slice(0, 0, World.N));
            return oneTensor(x -> {
                Tensor loss = world.loss(x);
                world.state.assign(world.state.add(1f));
                loss.backward();
                world.optimizer.step();
                return loss;
            });
        }));
        rows.add(same("the same input twice", world -> {
            world.inputs = run -> {
                Tensor x = both.slice(0, 0, World.N).mul(run + 1f);
                return List.of(x, run % 2 == 0 ? x : x.neg());
            };
            return move;
        }));
        rows.add(same("an input that is a parameter, detached", world -> {
            world.inputs = run -> List.of(run % 2 == 0 ? world.w.detach() : both.slice(0, 0, World.N));
            return oneTensor(world::train);
        }));
        rows.add(same("an input that the computation writes to", world -> oneTensor(x -> {
            Tensor y = x.mul(2f);
            x.assign(y.add(1f));
            return x.add(y);
        })));
        rows.add(same("an output that is an input, and one that is a parameter", world -> in -> List.of(
                in.get(0), world.w.detach(), world.state, ((Tensor) in.get(0)).mul(world.w.detach()))));
    }

    private static int[] labels(int last) {
        int[] labels = new int[400];
        labels[399] = last;
        return labels;
    }

    private static void shapes(List<Hazard> rows) {
        rows.add(same("batches of several sizes", world -> {
            world.inputs = run -> List.of(RandomSource.at(3, run, 0).normal(1 + run % 3, 4),
                    IntTensor.wrap(new int[1 + run % 3], Shape.of(1 + run % 3)));
            return in -> {
                Tensor loss = Losses.crossEntropy(world.linear.forward((Tensor) in.get(0)), (IntTensor) in.get(1));
                loss.backward();
                return List.of(loss, world.linear.weight().grad() == null ? loss : world.linear.weight().grad());
            };
        }));
        rows.add(same("a branch on the shape", world -> {
            world.inputs = run -> List.of(Tensor.full(run, run % 2 == 0 ? World.N : 1));
            return oneTensor(x -> x.size() > 1 ? world.loss(x) : x.neg());
        }));
        rows.add(same("a wrong label in one run", world -> {
            world.inputs = run -> List.of(RandomSource.at(3, run, 0).normal(2, 4), IntTensor.of(0, run == 2 ? 3 : 1));
            return in -> {
                Tensor loss = Losses.crossEntropy(world.linear.forward((Tensor) in.get(0)), (IntTensor) in.get(1));
                loss.backward();
                return List.of(loss);
            };
        }));
        rows.add(same("an index out of range before an assignment", world -> {
            world.inputs = run -> List.of(RandomSource.at(3, run, 0).normal(World.N),
                    IntTensor.of(run == 2 ? World.N : 1));
            return in -> {
                Tensor y = ((Tensor) in.get(0)).mul(2f).add(1f);
                Tensor taken = Indexing.take(y, (IntTensor) in.get(1));
                world.state.assign(y);
                return List.of(taken);
            };
        }));
        rows.add(same("an assignment before an index out of range", world -> {
            world.inputs = run -> List.of(RandomSource.at(3, run, 0).normal(World.N),
                    IntTensor.of(run == 2 ? World.N : 1));
            return in -> {
                Tensor x = (Tensor) in.get(0);
                world.state.assign(x.mul(2f).add(1f));
                return List.of(Indexing.take(world.v.detach(), (IntTensor) in.get(1)), x.mul(3f).sub(1f));
            };
        }));
        rows.add(same("a wrong label before a draw", world -> {
            world.inputs = run -> List.of(RandomSource.at(3, run, 0).normal(400, 3),
                    IntTensor.wrap(labels(run == 2 ? 3 : 1), Shape.of(400)));
            return in -> {
                Tensor logits = ((Tensor) in.get(0)).mul(2f).add(1f);
                Tensor loss = Losses.crossEntropy(logits, (IntTensor) in.get(1));
                return List.of(loss, world.random.normal(World.N));
            };
        }));
        rows.add(same("labels and a mask from outside, after an update", world -> {
            IntTensor real = IntTensor.of(1, 1);
            world.inputs = run -> List.of(RandomSource.at(3, run, 0).normal(2, 4));
            SGD own = new SGD(world.linear.parameters(), 0.1);
            return oneTensor(x -> {
                for (int i = 0; i < 2; i++) {
                    own.zeroGrad();
                    Tensor y = world.linear.forward(x);
                    Tensor masked = Indexing.where(BoolTensor.of(true, false, true), y, y.mul(2f));
                    Losses.crossEntropy(masked, real).backward();
                    own.step();
                }
                return world.linear.forward(x).sum();
            });
        }));
        rows.add(same("an empty batch", world -> {
            world.inputs = run -> List.of(Tensor.zeros(run % 2, 4));
            return oneTensor(x -> world.linear.forward(x).sum());
        }));
    }
}
