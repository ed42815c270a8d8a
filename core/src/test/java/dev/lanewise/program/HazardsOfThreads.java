package dev.lanewise.program;

import static dev.lanewise.program.Hazard.refused;
import static dev.lanewise.program.Hazard.same;
import static dev.lanewise.program.World.oneTensor;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** What other threads make, use and read. */
final class HazardsOfThreads {
    private static final String MADE_ELSEWHERE = "that another thread has made since the captured computation began";
    private static final String USED_ELSEWHERE = "on another thread uses a value";

    private HazardsOfThreads() {}

    /** Computes on another thread; what is thrown there is thrown here, as a wait for a future would. */
    private static <T> T elsewhere(Supplier<T> body) {
        try {
            return CompletableFuture.supplyAsync(body, task -> Thread.ofPlatform().start(task)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    static void add(List<Hazard> rows) {
        rows.add(refused("a part of the forward pass on another thread", USED_ELSEWHERE,
                world -> oneTensor(x -> world.train(elsewhere(() -> x.mul(2f))))));
        rows.add(refused("a part of it with parameters only", MADE_ELSEWHERE, world -> oneTensor(x -> {
            Tensor decayed = elsewhere(() -> world.v.mul(0.5f));
            return world.loss(x.mul(decayed));
        })));
        rows.add(refused("augmentation on another thread", MADE_ELSEWHERE, world -> {
            RandomSource noise = RandomSource.seed(5);
            return oneTensor(x -> world.train(x.add(elsewhere(() -> noise.normal(World.N)))));
        }));
        rows.add(refused("a view made on another thread", MADE_ELSEWHERE, world -> {
            Tensor data = Tensor.linspace(0, 1, 10 * World.N);
            return oneTensor(x -> {
                int at = world.counter++;
                return x.add(elsewhere(() -> data.slice(0, at, at + World.N)));
            });
        }));
        rows.add(refused("labels made on another thread", MADE_ELSEWHERE, world -> oneTensor(x -> {
            int label = world.counter++;
            return elsewhere(() -> IntTensor.of(label)).toTensor().add(x);
        })));
        rows.add(refused("a gradient made on another thread, kept", MADE_ELSEWHERE, world -> {
            world.keepsGradients = true;
            return oneTensor(x -> {
                world.w.setGrad(elsewhere(() -> Tensor.full(++world.counter, World.N)));
                return x;
            });
        }));
        rows.add(refused("an output made on another thread", MADE_ELSEWHERE, world -> {
            return oneTensor(x -> elsewhere(() -> Tensor.full(++world.counter, 3)));
        }));
        rows.add(refused("a value read on another thread", USED_ELSEWHERE,
                world -> oneTensor(x -> elsewhere(() -> x.sum().item() > 0) ? x.neg() : x)));
        rows.add(refused("a value read on another thread, swallowed", USED_ELSEWHERE, world -> oneTensor(x -> {
            Tensor sum = x.sum();
            try {
                return elsewhere(sum::item) > 0 ? x.neg() : x;
            } catch (IllegalStateException e) {
                return x.mul(3f);
            }
        })));
        rows.add(refused("a parameter of outside assigned on another thread", USED_ELSEWHERE, world -> oneTensor(x -> {
            Tensor y = x.mul(2f);
            elsewhere(() -> world.state.assign(y));
            return world.state.add(x);
        })));
        rows.add(same("another thread that computes for itself", world -> oneTensor(x -> {
            elsewhere(() -> Tensor.ones(3).mul(2f).sum().item());
            return world.train(x);
        })));
        rows.add(same("data made on another thread before the run", world -> {
            world.inputs = run -> List.of(elsewhere(() -> RandomSource.at(2, run, 0).normal(World.N)));
            return oneTensor(world::train);
        }));
    }

}
