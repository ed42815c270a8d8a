package chapter08;

import chapter07.Tensor;
import dev.lanewise.workshop.Expect;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SgdCheck {

    @Test
    @Order(1)
    @DisplayName("zeroGrad() clears the gradient of every parameter")
    void zeroGrad() {
        Tensor a = withGrad(new float[] {1, 2}, 5, -6);
        Tensor b = withGrad(new float[] {3}, 7);
        new Sgd(List.of(a, b), 0.1).zeroGrad();
        Expect.close("the gradient of the first parameter", a.grad(), new float[2], 0);
        Expect.close("the gradient of the second parameter", b.grad(), new float[1], 0);
        Expect.close("the values of the first parameter, which zeroGrad must leave alone", a.values(),
                new float[] {1, 2}, 0);
    }

    @Test
    @Order(2)
    @DisplayName("step() moves every parameter against its gradient")
    void step() {
        Tensor a = withGrad(new float[] {1, 2}, 5, -6);
        Tensor b = withGrad(new float[] {3}, 7);
        new Sgd(List.of(a, b), 0.1).step();
        Expect.that(a.values()[0] != 1.5f, "step() moved the value 1 to 1.5 at the gradient 5 and the rate 0.1: "
                + "the gradient points to where the loss grows, so subtract");
        Expect.that(a.values()[0] != -4, "step() moved the value 1 by its whole gradient, 5: multiply by the rate");
        Expect.close("the values 1 and 2 after a step at the gradients 5 and -6 and the rate 0.1", a.values(),
                new float[] {0.5f, 2.6f}, 1e-6);
        Expect.close("the value 3 of the second parameter after a step at the gradient 7", b.values(),
                new float[] {2.3f}, 1e-6);
        Expect.close("the gradients, which a step leaves alone", a.grad(), new float[] {5, -6}, 0);
    }

    @Test
    @Order(3)
    @DisplayName("descent finds the way between two rings")
    void rings() {
        Rings rings = new Rings(1);
        double before = rings.loss().item();
        Sgd sgd = new Sgd(rings.parameters(), 0.3);
        for (int step = 0; step < 400; step++) {
            descend(rings, sgd);
        }
        Expect.that(rings.loss().item() < before, "the loss on two rings grew from %.3f to %.3f in 400 steps: "
                .formatted(before, rings.loss().item()) + "does step() subtract, and does zeroGrad() clear?");
        Expect.atLeast("the share of points on the right side after 400 steps", rings.accuracy(), 0.98);
    }

    @Test
    @Order(4)
    @DisplayName("with momentum, a step keeps a part of the one before")
    void momentum() {
        Tensor a = withGrad(new float[] {1, 2}, 5, -6);
        Sgd sgd = new Sgd(List.of(a), 0.1, 0.5);
        sgd.step();
        Expect.close("the values 1 and 2 after the first step with momentum: as without it", a.values(),
                new float[] {0.5f, 2.6f}, 1e-6);
        sgd.step();
        Expect.that(Math.abs(a.values()[0]) > 1e-6, "the second step with momentum is as long as the first: keep the "
                + "velocity in the array, velocity[i] = momentum * velocity[i] + grad[i]");
        Expect.close("the values after the second step: velocities 0.5 * 5 + 5 and 0.5 * -6 - 6", a.values(),
                new float[] {-0.25f, 3.5f}, 1e-6);
        a.zeroGrad();
        sgd.step();
        Expect.close("the values after a third step at the gradient 0: half the velocity is left", a.values(),
                new float[] {-0.625f, 3.95f}, 1e-6);
    }

    @Test
    @Order(5)
    @DisplayName("in a narrow valley momentum gets further than plain descent")
    void valley() {
        double plain = valley(0);
        double rolling = valley(0.8);
        Expect.that(rolling < plain / 10, "height after 60 steps in the valley (x^2 + 30 y^2) / 2: yours is %.2g "
                .formatted(plain) + "without momentum and %.2g with 0.8, expected a tenth or less".formatted(rolling));
    }

    private static double valley(double momentum) {
        Tensor place = Tensor.parameter(1, 2, 4, 1);
        Sgd sgd = new Sgd(List.of(place), 0.03, momentum);
        float[] at = place.values();
        for (int i = 0; i < 60; i++) {
            sgd.zeroGrad();
            place.grad()[0] = at[0];
            place.grad()[1] = 30 * at[1];
            sgd.step();
        }
        return (at[0] * at[0] + 30 * at[1] * at[1]) / 2;
    }

    private static void descend(Rings rings, Sgd sgd) {
        sgd.zeroGrad();
        rings.loss().backward();
        sgd.step();
    }

    private static Tensor withGrad(float[] values, float... grad) {
        Tensor parameter = Tensor.parameter(1, values.length, values);
        System.arraycopy(grad, 0, parameter.grad(), 0, grad.length);
        return parameter;
    }
}
