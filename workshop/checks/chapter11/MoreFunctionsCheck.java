package chapter11;

import dev.lanewise.data.Batch;
import dev.lanewise.inference.Inference;
import dev.lanewise.nn.Lambda;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradientCheck;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import dev.lanewise.workshop.Expect;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MoreFunctionsCheck {
    private static final float[] X = {-4, -1.5f, -0.5f, 0.25f, 1, 3};

    @Test
    @Order(1)
    @DisplayName("sigmoid() has the right values and gradients")
    void sigmoid() {
        Tensor x = Tensor.of(Shape.of(2, 3), X);
        Tensor y = MoreFunctions.sigmoid(x);
        shape("sigmoid", y, 2, 3);
        Expect.that(!close(y, v -> 1 / (1 + Math.exp(v))), "sigmoid falls where it should rise: it is 1 / (1 + e^-x), "
                + "with a minus in the exponent");
        values("sigmoid", y, MoreFunctionsCheck::exactSigmoid);
        gradient("sigmoid", MoreFunctions::sigmoid, v -> exactSigmoid(v) * (1 - exactSigmoid(v)));
    }

    @Test
    @Order(2)
    @DisplayName("tanh() has the right values and gradients")
    void tanh() {
        Tensor y = MoreFunctions.tanh(Tensor.of(Shape.of(2, 3), X));
        shape("tanh", y, 2, 3);
        Expect.that(!close(y, v -> Math.tanh(v / 2)), "tanh is too flat: yours is 2 sigmoid(x) - 1, but x itself is "
                + "doubled too: 2 sigmoid(2x) - 1");
        values("tanh", y, Math::tanh);
        gradient("tanh", MoreFunctions::tanh, v -> 1 - Math.tanh(v) * Math.tanh(v));
    }

    @Test
    @Order(3)
    @DisplayName("leakyRelu() has the right values and gradients")
    void leakyRelu() {
        Tensor y = MoreFunctions.leakyRelu(Tensor.of(Shape.of(2, 3), X), 0.1);
        shape("leakyRelu", y, 2, 3);
        Expect.that(!close(y, v -> Math.max(v, 0)), "leakyRelu is relu: for negative numbers it is slope times x, "
                + "not 0");
        Expect.that(!close(y, v -> Math.min(v, 0.1 * v)), "leakyRelu takes the smaller of x and slope x: take the "
                + "larger");
        values("leakyRelu with slope 0.1", y, v -> v > 0 ? v : 0.1 * v);
        gradient("leakyRelu with slope 0.1", x -> MoreFunctions.leakyRelu(x, 0.1), v -> v > 0 ? 1 : 0.1);
        Expect.close("leakyRelu with slope 0.3 of -2", MoreFunctions.leakyRelu(Tensor.of(-2), 0.3).item(), -0.6);
    }

    @Test
    @Order(4)
    @DisplayName("mse() has the right value and gradient")
    void mse() {
        Tensor guess = Tensor.of(new float[][] {{1, 2}, {3, -1}}).requiresGrad(true);
        Tensor target = Tensor.of(new float[][] {{0, 2}, {5, 1}});
        Tensor loss = MoreFunctions.mse(guess, target);
        Expect.shape("the loss", loss.shape().dims());
        Expect.that(loss.item() != 9, "the mean squared error of the differences 1, 0, -2, -2 is 9 / 4: yours is the"
                + " sum");
        Expect.that(loss.item() != 0.5625f && loss.item() != -0.75f, "the mean squared error is the mean of the"
                + " squares, yours has something else: square each difference first, then take the mean");
        Expect.close("the mean squared error of the differences 1, 0, -2, -2", loss.item(), 2.25);
        loss.backward();
        Expect.close("its gradient: twice each difference, by the 4 elements", grad(guess),
                new float[] {0.5f, 0, -1, -1}, 1e-6);
    }

    @Test
    @Order(5)
    @DisplayName("your own operation Sigmoid has the right values, for large numbers and parts of arrays too")
    void operation() {
        values("Sigmoid", MoreFunctions.ownSigmoid(Tensor.of(Shape.of(2, 3), X)), MoreFunctionsCheck::exactSigmoid);
        float[] large = MoreFunctions.ownSigmoid(Tensor.of(-200, 200, -90, 0)).toArray();
        Expect.close("Sigmoid of -200, 200, -90 and 0", large, new float[] {0, 1, 0, 0.5f}, 1e-6);
        Tensor all = Tensor.of(new float[][] {{5, 5}, {0, 1}});
        Tensor part = all.slice(0, 1, 2);
        float[] y = MoreFunctions.ownSigmoid(part).toArray();
        Expect.that(Math.abs(y[0] - exactSigmoid(5)) > 1e-4, "Sigmoid of the second row [0 1] of [[5 5] [0 1]] is that"
                + " of the first: read x[from + i]");
        Expect.close("Sigmoid of the second row [0 1] of [[5 5] [0 1]]", y,
                new float[] {0.5f, (float) exactSigmoid(1)}, 1e-6);
        Inference<Tensor, Tensor> captured = Inference.of(x -> MoreFunctions.ownSigmoid(x.add(0)).mul(1));
        captured.run(part);
        Expect.close("Sigmoid of [0 1] in a captured computation, where outputs too are parts of one array: y[to + i]",
                captured.run(part).toArray(), new float[] {0.5f, (float) exactSigmoid(1)}, 1e-6);
        Expect.close("what Sigmoid was given must stay as it is", all.toArray(), new float[] {5, 5, 0, 1}, 0);
    }

    @Test
    @Order(6)
    @DisplayName("its gradient rule agrees with small steps, and can be differentiated again")
    void rule() {
        Tensor x = Tensor.of(Shape.of(2, 3), X).requiresGrad(true);
        Tensor y = Tensor.of(0.25f, 0.5f);
        float[] once = Sigmoid.gradient(y, Tensor.of(1, 1)).toArray();
        float[] twice = Sigmoid.gradient(y, Tensor.of(2, 2)).toArray();
        Expect.that(!Arrays.equals(once, twice), "the gradient rule gives the same for the gradients 1 and 2 of the "
                + "output: multiply by grad");
        Expect.close("the rule for y = 0.25 and 0.5, and the gradient 1: y (1 - y)", once,
                new float[] {0.1875f, 0.25f}, 1e-6);
        gradient("Sigmoid", MoreFunctions::ownSigmoid, v -> exactSigmoid(v) * (1 - exactSigmoid(v)));
        GradientCheck.Result first = GradientCheck.gradients(in -> MoreFunctions.ownSigmoid(in[0]), x.detach());
        Expect.that(first.passes(), "the gradient of Sigmoid differs from small steps: " + first);
        GradientCheck.Result second = GradientCheck.secondOrder(in -> MoreFunctions.ownSigmoid(in[0]), x.detach());
        Expect.that(second.passes(), "the gradient of the gradient of Sigmoid differs from small steps, so the"
                + " rule is not made of tensors' methods: " + second);
        Tensor far = Tensor.of(-200, 200).requiresGrad(true);
        MoreFunctions.ownSigmoid(far).sum().backward();
        Expect.close("the gradient of Sigmoid at -200 and 200", grad(far), new float[2], 1e-6);
    }

    @Test
    @Order(7)
    @DisplayName("a captured network of your functions learns exclusive or")
    void exclusiveOr() {
        RandomSource random = RandomSource.seed(3);
        Sequential model = new Sequential(
                new Linear(2, 8, random), new Lambda("tanh", MoreFunctions::tanh),
                new Linear(8, 8, random), new Lambda("leaky relu", x -> MoreFunctions.leakyRelu(x, 0.1)),
                new Linear(8, 1, random), new Lambda("sigmoid", MoreFunctions::ownSigmoid));
        Optimizer optimizer = new Adam(model.parameters(), 0.02);
        Batch<Tensor, Tensor> batch = new Batch<>(
                Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}),
                Tensor.of(new float[][] {{0}, {1}, {1}, {0}}));
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.capture(b -> {
            Tensor loss = MoreFunctions.mse(model.forward(b.inputs()), b.targets());
            loss.backward();
            optimizer.step();
            return loss;
        });
        for (int i = 0; i < 400; i++) {
            step.run(batch);
        }
        float[] answers = model.forward(batch.inputs()).toArray();
        Expect.close("0 xor 0, 0 xor 1, 1 xor 0 and 1 xor 1, after 400 steps", answers, new float[] {0, 1, 1, 0}, 0.2);
    }

    private static double exactSigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static boolean close(Tensor y, DoubleUnaryOperator exact) {
        float[] values = y.toArray();
        boolean close = values.length == X.length;
        for (int i = 0; close && i < X.length; i++) {
            close = Math.abs(values[i] - exact.applyAsDouble(X[i])) < 1e-5;
        }
        return close;
    }

    private static void values(String name, Tensor y, DoubleUnaryOperator exact) {
        Expect.close(name + " of " + List.of(-4, -1.5, -0.5, 0.25, 1, 3), y.toArray(), exact(exact), 1e-6);
    }

    private static void gradient(String name, UnaryOperator<Tensor> function, DoubleUnaryOperator slope) {
        Tensor x = Tensor.of(Shape.of(2, 3), X).requiresGrad(true);
        function.apply(x).sum().backward();
        Expect.close("the slope of " + name + " at " + List.of(-4, -1.5, -0.5, 0.25, 1, 3), grad(x), exact(slope),
                1e-5);
    }

    private static float[] exact(DoubleUnaryOperator function) {
        float[] exact = new float[X.length];
        for (int i = 0; i < X.length; i++) {
            exact[i] = (float) function.applyAsDouble(X[i]);
        }
        return exact;
    }

    private static void shape(String name, Tensor y, int... dims) {
        Expect.shape("what " + name + " gives for " + Shape.of(dims), y.shape().dims(), dims);
    }

    private static float[] grad(Tensor x) {
        Tensor grad = x.grad();
        Expect.that(grad != null, "backward() has left no gradient: compute with tensors, not with their numbers");
        return grad.toArray();
    }
}
