package dev.lanewise.optim;

import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;

/** The three parameters, and their loss, that {@code pytorch.py} trains. */
final class Quadratics {
    private static final List<Tensor> TARGETS = List.of(Tensor.of(0, 1, -1, 2), Tensor.of(1, 1), Tensor.of(-1f));

    private Quadratics() {}

    static List<Tensor> start() {
        return List.of(Tensor.of(1, -2, 0.5f, 3).requiresGrad(true), Tensor.of(0.5f, -0.25f).requiresGrad(true),
                Tensor.of(2f).requiresGrad(true));
    }

    static Tensor loss(List<Tensor> parameters) {
        Tensor sum = Tensor.scalar(0);
        for (int i = 0; i < TARGETS.size(); i++) {
            sum = sum.add(parameters.get(i).sub(TARGETS.get(i)).square().sum());
        }
        return sum.mul(parameters.get(0).square().mean());
    }

    /** Takes steps, and gives all parameters as one vector. */
    static Tensor train(List<Tensor> parameters, Optimizer optimizer, int steps, Consumer<List<Tensor>> clip) {
        for (int i = 0; i < steps; i++) {
            optimizer.zeroGrad();
            loss(parameters).backward();
            clip.accept(parameters);
            optimizer.step();
        }
        return Shapes.concat(0, parameters.stream().map(Tensor::detach).toArray(Tensor[]::new));
    }
}
