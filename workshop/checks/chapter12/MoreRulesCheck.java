package chapter12;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.Tanh;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import dev.lanewise.workshop.Expect;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MoreRulesCheck {
    private static final double RATE = 0.01;
    private static final double KEEP_MEAN = 0.9;
    private static final double KEEP_SQUARE = 0.999;

    @Test
    @Order(1)
    @DisplayName("rmsProp() takes the right first step")
    void rmsPropStep() {
        float[] values = {1, 2};
        float[] square = new float[2];
        MoreRules.rmsProp(values, new float[] {4, -40}, square, RATE, 0.75);
        Expect.that(square[0] != 0, "the mean square of the gradients is still 0 after a step: store it in square[i]");
        Expect.close("the mean squares after the gradients 4 and -40, a quarter of each square", square,
                new float[] {4, 400}, 1e-3);
        Expect.that(values[0] != 1, "the first value is still 1 after a step: move it, and store it in values[i]");
        Expect.that(values[0] < 1, "the first value went up from 1 to " + values[0] + " at the gradient 4: subtract");
        Expect.that(Math.abs(values[0] - 0.99) > 1e-5, "the first value went from 1 to " + values[0]
                + ": divide by the root of the mean square, 2, not by the mean square, 4");
        Expect.close("the values after a step: both go by 0.02, as each gradient is twice its root mean square", values,
                new float[] {0.98f, 2.02f}, 1e-6);
    }

    @Test
    @Order(2)
    @DisplayName("rmsProp() goes step by step where Lanewise's RMSprop goes")
    void rmsPropSteps() {
        float[] values = {1, -2, 3, 0.5f};
        float[] square = new float[4];
        Tensor parameter = Tensor.of(values.clone()).requiresGrad(true);
        RMSprop library = new RMSprop(List.of(parameter), RATE).alpha(0.9);
        Random random = new Random(1);
        for (int step = 1; step <= 20; step++) {
            float[] grad = gradient(random);
            parameter.setGrad(Tensor.of(grad));
            library.step();
            MoreRules.rmsProp(values, grad, square, RATE, 0.9);
            Expect.that(!Float.isNaN(values[3]), "the value whose gradient is always 0 is NaN: 0 was divided by 0, so"
                    + " add EPS to the root");
            Expect.close("the values after step " + step + " of RMSProp", values, parameter.toArray(), 1e-5);
        }
    }

    @Test
    @Order(3)
    @DisplayName("adam() takes the right first two steps")
    void adamSteps() {
        double correction = MoreRules.correction(0.9, 1);
        Expect.that(Math.abs(correction - 0.9) > 1e-9, "the correction of 0.9 at step 1: yours is 0.9, expected 0.1;"
                + " that is the part of the 0, and the correction is 1 minus it");
        Expect.close("the correction of 0.9 at step 1", correction, 0.1, 1e-9);
        Expect.close("the correction of 0.9 at step 3", MoreRules.correction(0.9, 3), 0.271, 1e-9);
        float[] values = {1, 2};
        float[] mean = new float[2];
        float[] square = new float[2];
        adam(values, new float[] {4, -40}, mean, square, 1);
        Expect.close("the means after the first gradients, 4 and -40, a tenth of each: the correction is not stored",
                mean, new float[] {0.4f, -4}, 1e-5);
        Expect.close("the mean squares after the first gradients, a thousandth of each square", square,
                new float[] {0.016f, 1.6f}, 1e-4);
        Expect.that(values[0] != 1, "the first value is still 1 after a step: move it, and store it in values[i]");
        Expect.that(values[0] < 1, "the first value went up from 1 to " + values[0] + " at the gradient 4: subtract");
        Expect.that(Math.abs(1 - values[0] - RATE * 0.1 / Math.sqrt(0.001)) > 1e-5, "the first step is 3.16 times as"
                + " long as it should be: divide both means by their corrections");
        Expect.that(Math.abs(values[0] - 0.999) > 1e-5, "the first step is a tenth of what it should be: divide the"
                + " mean by its correction too");
        Expect.close("the values after the first step: each goes by the rate, whatever its gradient", values,
                new float[] {0.99f, 2.01f}, 1e-6);
        adam(values, new float[] {4, -40}, mean, square, 2);
        Expect.close("the values after a second step at the same gradients: by the rate again", values,
                new float[] {0.98f, 2.02f}, 1e-6);
    }

    @Test
    @Order(4)
    @DisplayName("adam() goes step by step where Lanewise's Adam goes")
    void adamManySteps() {
        float[] values = {1, -2, 3, 0.5f};
        float[] mean = new float[4];
        float[] square = new float[4];
        Tensor parameter = Tensor.of(values.clone()).requiresGrad(true);
        Adam library = new Adam(List.of(parameter), RATE);
        Random random = new Random(2);
        for (int step = 1; step <= 50; step++) {
            float[] grad = gradient(random);
            parameter.setGrad(Tensor.of(grad));
            library.step();
            adam(values, grad, mean, square, step);
            Expect.close("the values after step " + step + " of Adam", values, parameter.toArray(), 1e-5);
        }
    }

    @Test
    @Order(5)
    @DisplayName("adam() takes the same way if the loss is a thousand times as large, and ends in the valley")
    void scale() {
        float[] plain = valley(1);
        Expect.close("the place after 300 steps in the valley (x^2 + 30 y^2) / 2", plain, new float[2], 0.05);
        Expect.close("the place after 300 steps in the valley times 1000, compared with the plain one", valley(1000),
                plain, 1e-3);
    }

    @Test
    @Order(6)
    @DisplayName("OwnAdam goes step by step where Lanewise's Adam goes")
    void ownAdam() {
        Tensor own = Tensor.of(1, -2, 3, 0.5f).requiresGrad(true);
        Tensor other = Tensor.of(1, -2, 3, 0.5f).requiresGrad(true);
        Optimizer mine = new OwnAdam(List.of(own), RATE);
        Optimizer library = new Adam(List.of(other), RATE);
        Random random = new Random(3);
        Rule first = new Rule(own.toArray()); // the usual mistakes
        Rule uncorrected = new Rule(own.toArray());
        for (int step = 1; step <= 20; step++) {
            float[] grad = gradient(random);
            own.setGrad(Tensor.of(grad));
            other.setGrad(Tensor.of(grad));
            float[] before = own.toArray();
            mine.step();
            library.step();
            first.step(grad, 1);
            uncorrected.step(grad, Integer.MAX_VALUE);
            Expect.that(!Arrays.equals(own.toArray(), before), "step " + step + " has moved nothing: change the"
                    + " parameter by p.value().assign(...)");
            if (!near(own, other.toArray())) {
                Expect.that(!near(own, uncorrected.values), "step " + step + " goes where Adam without its corrections"
                        + " goes: divide both means by them before the division by the root");
                Expect.that(!near(own, first.values), "step " + step + " goes where Adam goes if its corrections stay"
                        + " those of step 1: 1 - KEEP_MEAN to the power of step, by live.of((lr, step) -> ...)");
            }
            Expect.close("the values after step " + step + " of OwnAdam", own.toArray(), other.toArray(), 1e-5);
        }
    }

    @Test
    @Order(7)
    @DisplayName("a captured step with OwnAdam learns exclusive or, with the bits of uncaptured steps")
    void captured() {
        Tensor in = Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
        Batch<Tensor, Tensor> batch = new Batch<>(in, Tensor.of(new float[][] {{0}, {1}, {1}, {0}}));
        Sequential plain = network();
        Sequential replayed = network();
        Optimizer first = new OwnAdam(plain.parameters(), 0.02);
        Optimizer second = new OwnAdam(replayed.parameters(), 0.02);
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.capture(b -> learn(replayed, second, b));
        float loss = Float.NaN;
        for (int i = 1; i <= 200; i++) {
            float expected = learn(plain, first, batch).item();
            first.zeroGrad();
            loss = step.run(batch).item();
            Expect.that(loss == expected, "at step " + i + " the loss is " + loss + " with a captured step, " + expected
                    + " without: a captured step runs update() once, so a number that Java computes in it stays what"
                    + " it was; take those that change from live");
        }
        Expect.atMost("the loss after 200 steps", loss, 0.05);
    }

    /** Adam on a plain array, at a step that may be wrong. */
    private static final class Rule {
        private final float[] values;
        private final float[] mean;
        private final float[] square;

        Rule(float[] values) {
            this.values = values;
            this.mean = new float[values.length];
            this.square = new float[values.length];
        }

        void step(float[] grad, int step) {
            adam(values, grad, mean, square, step);
        }
    }

    private static boolean near(Tensor actual, float[] expected) {
        float[] values = actual.toArray();
        boolean near = true;
        for (int i = 0; i < values.length; i++) {
            near &= Math.abs(values[i] - expected[i]) <= 1e-5;
        }
        return near;
    }

    private static Tensor learn(Sequential model, Optimizer optimizer, Batch<Tensor, Tensor> batch) {
        Tensor loss = Losses.bceWithLogits(model.forward(batch.inputs()), batch.targets());
        loss.backward();
        optimizer.step();
        return loss;
    }

    private static Sequential network() {
        RandomSource random = RandomSource.seed(4);
        return new Sequential(new Linear(2, 8, random), new Tanh(), new Linear(8, 1, random));
    }

    /** Three gradients of different sizes, and one that is always 0. */
    private static float[] gradient(Random random) {
        return new float[] {
            (float) random.nextGaussian(), (float) (100 * random.nextGaussian()), random.nextFloat() / 100, 0};
    }

    private static void adam(float[] values, float[] grad, float[] mean, float[] square, int step) {
        MoreRules.adam(values, grad, mean, square, step, RATE, KEEP_MEAN, KEEP_SQUARE);
    }

    private static float[] valley(float scale) {
        float[] at = {2, 0.5f};
        float[] mean = new float[2];
        float[] square = new float[2];
        for (int step = 1; step <= 300; step++) {
            float[] grad = {scale * at[0], scale * 30 * at[1]};
            MoreRules.adam(at, grad, mean, square, step, 0.05, KEEP_MEAN, KEEP_SQUARE);
        }
        return at;
    }
}
