package chapter06;

import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.workshop.Expect;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScalarCheck {

    @Test
    @Order(1)
    @DisplayName("a sum knows its inputs and slopes")
    void sums() {
        Scalar a = Scalar.of(3);
        Scalar b = Scalar.of(5);
        Scalar sum = a.add(b);
        Expect.close("3 + 5", sum.value(), 8);
        Expect.same("the inputs of 3 + 5", values(sum), List.of(3.0, 5.0));
        Expect.close("the slope of a + b for a", sum.slope(0), 1);
        Expect.close("the slope of a + b for b", sum.slope(1), 1);
    }

    @Test
    @Order(2)
    @DisplayName("a product knows its inputs and slopes, and a difference is right")
    void products() {
        Scalar product = Scalar.of(3).mul(Scalar.of(5));
        Expect.close("3 * 5", product.value(), 15);
        Expect.same("the inputs of 3 * 5", values(product), List.of(3.0, 5.0));
        if (product.slope(0) == 3 && product.slope(1) == 5) {
            fail("slopes of 3 * 5: yours are 3 and 5, expected 5 and 3: the slope for a factor is the other factor");
        }
        Expect.close("the slope of 3 * 5 for the 3", product.slope(0), 5);
        Expect.close("the slope of 3 * 5 for the 5", product.slope(1), 3);
        Expect.close("7 - 5", Scalar.of(7).sub(Scalar.of(5)).value(), 2);
    }

    @Test
    @Order(3)
    @DisplayName("relu, exp and log know their values and slopes")
    void functions() {
        for (double x : new double[] {-1.5, -0.25, 0.5, 2}) {
            function("relu", Scalar::relu, v -> Math.max(v, 0), x);
            function("exp", Scalar::exp, Math::exp, x);
        }
        for (double x : new double[] {0.25, 1, 3}) {
            function("log", Scalar::log, Math::log, x);
        }
        Expect.close("the slope of relu(0)", Scalar.of(0).relu().slope(0), 0);
    }

    private static void function(String name, UnaryOperator<Scalar> yours, DoubleUnaryOperator expected, double x) {
        Scalar y = yours.apply(Scalar.of(x));
        String call = name + "(" + x + ")";
        Expect.close(call, y.value(), expected.applyAsDouble(x));
        Expect.same("the inputs of " + call, values(y), List.of(x));
        double h = 1e-5;
        double slope = (expected.applyAsDouble(x + h) - expected.applyAsDouble(x - h)) / (2 * h);
        Expect.close("the slope of " + call, y.slope(0), slope, 1e-6);
    }

    @Test
    @Order(4)
    @DisplayName("order() lists each number once, after its inputs")
    void order() {
        Scalar a = Scalar.of(2);
        Scalar b = Scalar.of(3);
        Scalar shared = a.mul(b);
        Scalar result = shared.add(a).mul(shared);
        List<Scalar> order = result.order();
        Set<Scalar> before = new HashSet<>();
        for (Scalar number : order) {
            if (!before.containsAll(number.inputs())) {
                fail("order() has the number " + number.value() + " before one of its inputs: visit the inputs first");
            }
            if (!before.add(number)) {
                fail("order() has the number " + number.value() + " twice: remember which numbers were visited");
            }
        }
        Expect.same("how many numbers (a*b + a) * (a*b) is made of, a, b, a*b and itself included", order.size(), 5);
        Expect.same("the last number in order() is the result", order.getLast() == result, true);
        Scalar doubled = a;
        for (int i = 0; i < 20; i++) {
            doubled = doubled.add(doubled);
        }
        Expect.same("how many numbers 20 doublings of a are made of", doubled.order().size(), 21);
    }

    @Test
    @Order(5)
    @DisplayName("backward() multiplies slopes along a chain")
    void chain() {
        Scalar x = Scalar.of(0.5);
        Scalar y = x.mul(Scalar.of(3)).exp().log().relu();
        y.backward();
        Expect.close("the gradient of y itself", y.grad(), 1);
        if (x.grad() == 0) {
            fail("the gradient of x in y = relu(log(exp(3x))): yours is 0, expected 3: "
                    + "begin with the result's gradient at 1, and go through order() from its end");
        }
        Expect.close("the gradient of x in y = relu(log(exp(3x)))", x.grad(), 3, 1e-9);
    }

    @Test
    @Order(6)
    @DisplayName("a number that is used twice gets both gradients")
    void usedTwice() {
        Scalar x = Scalar.of(3);
        x.mul(x).backward();
        if (x.grad() == 3) {
            fail("the gradient of x in x * x at 3: yours is 3, expected 6: "
                    + "x is used twice, so add to its gradient instead of setting it");
        }
        Expect.close("the gradient of x in x * x at 3", x.grad(), 6);

        Scalar a = Scalar.of(2);
        Scalar square = a.mul(a);
        square.mul(square).add(square).backward();
        Expect.close("the gradient of a in a^4 + a^2 at 2 (computed from s = a*a as s*s + s)", a.grad(), 36);
    }

    @Test
    @Order(7)
    @DisplayName("gradients add up over two results until they are cleared")
    void addUp() {
        Scalar w = Scalar.of(2);
        w.mul(Scalar.of(3)).backward();
        w.mul(Scalar.of(4)).backward();
        if (w.grad() == 4) {
            fail("the gradient of w after backward() of 3w and of 4w: yours is 4, expected 7: "
                    + "backward() must leave the gradients of given numbers, and add to them");
        }
        Expect.close("the gradient of w after backward() of 3w and of 4w", w.grad(), 7);
        w.zeroGrad();
        Scalar result = w.mul(w).mul(Scalar.of(5));
        result.backward();
        result.backward();
        if (w.grad() > 40.001) {
            fail("the gradient of w after backward() twice on 5w^2 at 2: yours is " + w.grad() + ", expected 40: "
                    + "computed numbers begin at 0 in each backward(), only given ones add up");
        }
        Expect.close("the gradient of w after backward() twice on 5w^2 at 2", w.grad(), 40);
    }

    @Test
    @Order(8)
    @DisplayName("the loss of a whole network has the gradients that small steps measure")
    void network() {
        double[] weights = {0.4, -0.7, 1.1, 0.3, -0.2, 0.9, 0.5, -1.3, 0.8, 0.1};
        Scalar[] parameters = new Scalar[weights.length];
        for (int i = 0; i < weights.length; i++) {
            parameters[i] = Scalar.of(weights[i]);
        }
        Scalar loss = loss(parameters);
        loss.backward();
        for (int i = 0; i < weights.length; i++) {
            double h = 1e-5;
            double measured = (shifted(weights, i, h) - shifted(weights, i, -h)) / (2 * h);
            Expect.close("the gradient of weight " + i + " of a network of two layers", parameters[i].grad(), measured,
                    1e-6);
        }
    }

    /** Two inputs, two hidden numbers, two scores; the cross entropy of the first class. */
    private static Scalar loss(Scalar[] w) {
        Scalar x = Scalar.of(0.6);
        Scalar y = Scalar.of(-0.9);
        Scalar h1 = x.mul(w[0]).add(y.mul(w[1])).add(w[2]).relu();
        Scalar h2 = x.mul(w[3]).add(y.mul(w[4])).add(w[5]).relu();
        Scalar s1 = h1.mul(w[6]).add(h2.mul(w[7]));
        Scalar s2 = h1.mul(w[8]).add(h2.mul(w[9]));
        return s1.exp().add(s2.exp()).log().sub(s1);
    }

    private static double shifted(double[] weights, int index, double h) {
        Scalar[] w = new Scalar[weights.length];
        for (int i = 0; i < weights.length; i++) {
            w[i] = Scalar.of(weights[i] + (i == index ? h : 0));
        }
        return loss(w).value();
    }

    private static List<Double> values(Scalar number) {
        return number.inputs().stream().map(Scalar::value).toList();
    }
}
