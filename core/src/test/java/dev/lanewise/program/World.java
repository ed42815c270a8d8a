package dev.lanewise.program;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** What a hazardous computation works on; made anew for each way of running it, always with the same numbers. */
final class World {
    /** Enough elements that steps are fused. */
    static final int N = 1200;

    final Tensor w = RandomSource.at(1, 1, 0).normal(N).requiresGrad(true);
    final Tensor v = RandomSource.at(1, 2, 0).normal(N).requiresGrad(true);
    final Tensor state = Tensor.zeros(N);
    final Linear linear = new Linear(4, 3, RandomSource.at(1, 3, 0));
    final RandomSource random = RandomSource.at(1, 4, 0);
    final Dropout dropout = new Dropout(0.5f, RandomSource.at(1, 5, 0));
    final SGD optimizer = new SGD(List.of(w), 0.1);

    /** Something of Java's. */
    int counter;

    int runs = 5;

    /** What happens before each run. */
    IntConsumer between = _ -> {};

    /** Whether a run has gradients on. */
    IntPredicate gradients = _ -> true;

    IntFunction<List<? extends Value>> inputs = run -> List.of(RandomSource.at(2, run, 0).normal(N));

    /** Whether gradients stay on leaves from run to run. */
    boolean keepsGradients;

    /** Whose values are compared after each run, and whose gradients are let go. */
    final List<Tensor> watched = new ArrayList<>(List.of(w, v, state, linear.weight()));

    /** The gradient of w x^2 and an update by it. */
    Tensor train(Tensor x) {
        Tensor loss = loss(x);
        loss.backward();
        optimizer.step();
        return loss;
    }

    Tensor loss(Tensor x) {
        return w.mul(x).square().sum();
    }

    Tensor gradient() {
        return Objects.requireNonNull(w.grad());
    }

    /** Modes, and where the random source stands. */
    int[] modes() {
        return new int[] {w.requiresGrad() ? 1 : 0, v.requiresGrad() ? 1 : 0, linear.weight().requiresGrad() ? 1 : 0,
            dropout.isTraining() ? 1 : 0, (int) random.index()};
    }

    /** A computation of one tensor. */
    static Function<List<? extends Value>, List<? extends Value>> oneTensor(Function<Tensor, Value> body) {
        return in -> List.of(body.apply((Tensor) in.get(0)));
    }
}
