package chapter08;

import chapter07.Tensor;
import dev.lanewise.workshop.Hole;
import java.util.List;

/** Stochastic gradient descent: moves parameters a little against their gradients. */
public final class Sgd {
    private final List<Tensor> parameters;
    private final double rate;
    private final double momentum;
    private final List<float[]> velocities;

    /**
     * Descent without momentum.
     *
     * @param parameters what to learn
     * @param rate       how far a step goes: the learning rate
     */
    public Sgd(List<Tensor> parameters, double rate) {
        this(parameters, rate, 0);
    }

    /**
     * Descent with momentum.
     *
     * @param parameters what to learn
     * @param rate       the learning rate
     * @param momentum   how much of its velocity a parameter keeps from step to step: 0 to less than 1
     */
    public Sgd(List<Tensor> parameters, double rate, double momentum) {
        this.parameters = List.copyOf(parameters);
        this.rate = rate;
        this.momentum = momentum;
        this.velocities = parameters.stream().map(p -> new float[p.values().length]).toList();
    }

    /** Forgets the gradients: call it before each backward(), as gradients add up. */
    public void zeroGrad() {
        // 1. Tensor.zeroGrad of each parameter.
        throw Hole.fill("clear the gradient of each parameter");
    }

    /** Moves each parameter once, by the gradient that it has now. */
    public void step() {
        for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            if (momentum == 0) {
                descend(parameter.values(), parameter.grad());
            } else {
                roll(parameter.values(), parameter.grad(), velocities.get(i));
            }
        }
    }

    /** Plain descent. */
    void descend(float[] values, float[] grad) {
        // 2. Each value goes by rate times its gradient. The gradient points to where the loss grows: which sign?
        //    (rate is a double: (float) (rate * grad[i]) converts the product.)
        throw Hole.fill("move each value a little against its gradient");
    }

    /** Descent with momentum: a ball that rolls instead of a walker who looks for the way at each step. */
    void roll(float[] values, float[] grad, float[] velocity) {
        // 3. For each i, first velocity[i] = momentum * velocity[i] + grad[i],
        //    then the value goes by rate times the velocity, with the sign as above.
        throw Hole.fill("update each velocity, and move each value against it");
    }
}
