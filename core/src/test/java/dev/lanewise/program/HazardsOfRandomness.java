package dev.lanewise.program;

import static dev.lanewise.program.Hazard.callers;
import static dev.lanewise.program.Hazard.refused;
import static dev.lanewise.program.Hazard.same;
import static dev.lanewise.program.World.oneTensor;

import dev.lanewise.nn.Dropout;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Random sources that move on, are made and split within, and are read. */
final class HazardsOfRandomness {
    private HazardsOfRandomness() {}

    static void add(List<Hazard> rows) {
        rows.add(same("draws", world -> oneTensor(x -> world.train(x.add(world.random.normal(World.N))))));
        rows.add(same("draws of bounded numbers",
                world -> oneTensor(x -> x.mul(world.random.uniform(-1f, 2f, World.N)))));
        rows.add(same("a mask that is drawn", world -> oneTensor(x -> world.random.bernoulli(0.3f, World.N))));
        rows.add(same("draws of exponential and Gumbel numbers", world -> oneTensor(
                x -> x.add(world.random.exponential(2, World.N)).mul(world.random.gumbel(World.N)))));
        rows.add(same("draws of ints", world -> oneTensor(
                x -> x.add(world.random.randint(-3, 40, World.N).toTensor()))));
        rows.add(same("draws by weights", world -> oneTensor(x -> {
            Tensor weights = x.square().add(0.1);
            Tensor some = world.random.multinomial(weights, World.N, true).toTensor();
            return some.add(world.random.multinomial(weights, World.N, false).toTensor().mul(100));
        })));
        rows.add(same("draws of counts", world -> oneTensor(x -> world.random.poisson(x.square().mul(9)))));
        rows.add(same("draws with means and deviations", world -> oneTensor(
                x -> world.train(world.random.normal(x, x.square())))));
        rows.add(same("draws whose numbers nobody uses", world -> oneTensor(x -> {
            world.random.uniform(World.N);
            return x.add(world.random.uniform(World.N));
        })));
        rows.add(same("a source that draws within and outside", world -> {
            world.between = _ -> world.random.uniform(3);
            return oneTensor(x -> x.add(world.random.uniform(World.N)));
        }));
        rows.add(same("split within", world -> oneTensor(x -> {
            RandomSource child = world.random.split();
            return x.add(child.normal(World.N)).add(child.uniform(World.N));
        })));
        rows.add(same("split within, the parent draws on", world -> oneTensor(x -> {
            RandomSource child = world.random.split();
            Tensor y = x.add(world.random.normal(World.N));
            return y.add(child.split().normal(World.N)).sub(child.normal(World.N));
        })));
        rows.add(same("split within and never drawn from", world -> oneTensor(x -> {
            world.random.split();
            return x.add(world.random.normal(World.N));
        })));
        rows.add(same("a dropout made within", world -> oneTensor(x -> world.train(
                new Dropout(0.4f, world.random).forward(x)))));
        rows.add(same("a source made within of a seed", world -> oneTensor(x -> {
            RandomSource own = RandomSource.seed(1);
            return x.add(own.normal(World.N)).mul(own.uniform(World.N));
        })));
        rows.add(same("a source made within at an address", world -> oneTensor(x -> {
            RandomSource own = RandomSource.at(1, 2, 3);
            return x.add(own.split().normal(World.N)).mul(own.uniform(World.N));
        })));
        rows.add(refused("the index of a source is read", "index() reads where a random source stands",
                world -> oneTensor(
                        x -> world.random.index() % 2 == 0 ? x.neg() : x.add(world.random.uniform(World.N)))));
        rows.add(refused("the stream of a source that was split off", "stream() reads", world -> oneTensor(x -> {
            RandomSource child = world.random.split();
            return RandomSource.at(1, child.stream(), 100).normal(World.N).add(x);
        })));
        rows.add(callers("a draw of a shape that Java counts", "gives float[2]",
                world -> oneTensor(x -> world.random.uniform(++world.counter))));
        rows.add(refused("a permutation", "toArray() reads a value",
                world -> oneTensor(x -> IntTensor.of(world.random.permutation(5)))));
        rows.add(
                refused("a permutation whose refusal is swallowed", "toArray() reads a value", world -> oneTensor(x -> {
                    try {
                        world.random.permutation(5);
                    } catch (IllegalStateException e) {
                        return x.neg();
                    }
                    return x;
                })));
        rows.add(callers("a source made within of a seed that Java counts", "has stream",
                world -> oneTensor(x -> x.add(RandomSource.at(1, world.counter++, 0).normal(World.N)))));
        rows.add(callers("a source that Java replaces", "draws from another random source", world -> {
            RandomSource[] source = {world.random};
            world.between = run -> source[0] = run == 2 ? RandomSource.seed(77) : source[0];
            return oneTensor(x -> x.add(source[0].normal(World.N)));
        }));
        rows.add(callers("another source is split", "splits another random source", world -> {
            RandomSource[] source = {world.random};
            world.between = run -> source[0] = run == 2 ? RandomSource.seed(77) : source[0];
            return oneTensor(x -> x.add(source[0].split().normal(World.N)));
        }));
    }
}
