package dev.lanewise.optim;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/** The parameters of several ranks, and their loss, that {@code large.py} trains. */
final class Matrices {
    private static final Tensor X = values(1, 6, 3);
    private static final Tensor Y = values(2, 6, 2);
    private static final Tensor TARGET = values(3, 2, 3, 2);

    private Matrices() {}

    private static Tensor values(int seed, int... dims) {
        float[] values = new float[Shape.of(dims).size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = ((k * 7 + seed * 3) % 11 - 5) / 8f;
        }
        return Tensor.wrap(values, Shape.of(dims));
    }

    /** Matrices wider and taller, a vector, a number, and matrices in a batch. */
    static List<Tensor> start() {
        List<Tensor> all = List.of(
                values(4, 3, 4), values(5, 4, 2), values(6, 2), Tensor.scalar(1.5), values(8, 2, 3, 2));
        all.forEach(parameter -> parameter.requiresGrad(true));
        return all;
    }

    static Tensor loss(List<Tensor> p) {
        Tensor hidden = X.matmul(p.get(0));
        Tensor errors = hidden.matmul(p.get(1)).add(p.get(2)).mul(p.get(3)).sub(Y);
        Tensor t = p.get(4);
        Tensor apart = t.sub(TARGET).square().mul(t.square().add(1)).mean();
        return errors.square().mean().add(hidden.square().mean().mul(0.125)).add(apart);
    }

    /** What twelve steps make of all parameters, as one vector. */
    static Tensor train(Function<List<Tensor>, Optimizer> make) {
        List<Tensor> parameters = start();
        Optimizer optimizer = make.apply(parameters);
        for (int i = 0; i < 12; i++) {
            parameters.forEach(parameter -> parameter.setGrad(null));
            loss(parameters).backward();
            optimizer.step();
        }
        return Shapes.concat(0, parameters.stream().map(p -> p.detach().reshape(p.size())).toArray(Tensor[]::new));
    }
}
