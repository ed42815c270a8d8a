package chapter01;

import dev.lanewise.workshop.Expect;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class LineCheck {
    private static final double[] XS = {0, 1, 2, 3};
    private static final double[] YS = {1, 3, 5, 8};

    @Test
    @Order(1)
    @DisplayName("a line guesses y from x")
    void guess() {
        Line line = new Line(2, 1);
        Expect.close("guess of 2 x + 1 at x = 0", line.guess(0), 1);
        Expect.close("guess of 2 x + 1 at x = 3", line.guess(3), 7);
        Expect.close("guess of -0.5 x + 4 at x = 2", new Line(-0.5, 4).guess(2), 3);
    }

    @Test
    @Order(2)
    @DisplayName("the loss says how wrong a line is")
    void loss() {
        Expect.close("loss of a line through both points",
                new Line(2, 1).loss(new double[] {0, 1}, new double[] {1, 3}), 0);
        double yours = new Line(0, 0).loss(new double[] {1, 2}, new double[] {3, -1});
        Expect.that(Math.abs(yours - 10) > 1e-9,
                "loss of two points with errors -3 and 1: yours is 10.0, which is the sum "
                        + "of the squares; divide by the number of points");
        Expect.that(Math.abs(yours + 1) > 1e-9 && Math.abs(yours + 2) > 1e-9,
                "loss of two points with errors -3 and 1: yours is " + yours
                        + "; square the errors before you add them");
        Expect.close("loss of two points with errors -3 and 1", yours, 5);
        Expect.close("loss of 2 x + 1 on four points", new Line(2, 1).loss(XS, YS), 0.25);
    }

    @Test
    @Order(3)
    @DisplayName("the gradient says where uphill is")
    void gradient() {
        double[] yours = new Line(0, 0).gradient(new double[] {1, 2}, new double[] {3, -1});
        Expect.same("numbers in the gradient", yours.length, 2);
        Expect.that(Math.abs(yours[0] - 1) > 1e-9 || Math.abs(yours[1] - 2) > 1e-9,
                "gradient: both signs are wrong; the error is the guess minus y, not y minus the guess");
        Expect.that(Math.abs(yours[0] + 2) > 1e-9 || Math.abs(yours[1] + 4) > 1e-9,
                "gradient: twice too large; the loss is a mean, so divide by the number of points");
        Expect.that(Math.abs(yours[0] + 2) > 1e-9 || Math.abs(yours[1] + 1) > 1e-9,
                "gradient: yours is [-2.0, -1.0], expected [-1.0, -2.0]; by the slope first, then by the offset");
        Expect.close("derivative by the slope", yours[0], -1);
        Expect.close("derivative by the offset", yours[1], -2);
    }

    @Test
    @Order(4)
    @DisplayName("the gradient agrees with a tiny change of each parameter")
    void numericalGradient() {
        double tiny = 1e-5;
        Line line = new Line(0.7, -0.3);
        double[] yours = line.gradient(XS, YS);
        double bySlope = (new Line(0.7 + tiny, -0.3).loss(XS, YS) - new Line(0.7 - tiny, -0.3).loss(XS, YS))
                / (2 * tiny);
        double byOffset = (new Line(0.7, -0.3 + tiny).loss(XS, YS) - new Line(0.7, -0.3 - tiny).loss(XS, YS))
                / (2 * tiny);
        Expect.close("derivative by the slope", yours[0], bySlope, 1e-4);
        Expect.close("derivative by the offset", yours[1], byOffset, 1e-4);
    }

    @Test
    @Order(5)
    @DisplayName("a step goes downhill")
    void step() {
        Line line = new Line(0, 0);
        line.step(new double[] {1, 2}, new double[] {3, -1}, 0.1);
        Expect.that(line.slope >= 0 && line.offset >= 0,
                "the step goes uphill: subtract rate times the gradient, do not add it");
        Expect.close("slope after a step", line.slope, 0.1);
        Expect.that(Math.abs(line.offset - 0.17) > 1e-9,
                "offset after a step: yours is 0.17, expected 0.2; its derivative "
                        + "was taken when the slope had changed already: take the whole gradient first");
        Expect.close("offset after a step", line.offset, 0.2);
    }

    @Test
    @Order(6)
    @DisplayName("the loss falls with every step")
    void lossFalls() {
        double[] losses = new Line(0, 0).fit(XS, YS, 0.05, 20);
        Expect.same("number of losses that fit returns", losses.length, 20);
        Expect.close("loss before the first step", losses[0], 24.75);
        for (int i = 1; i < losses.length; i++) {
            Expect.atMost("loss before step " + i, losses[i], losses[i - 1]);
        }
    }

    @Test
    @Order(7)
    @DisplayName("the line learns from points around 3 x - 2")
    void learns() {
        double[] xs = new double[50];
        double[] ys = new double[50];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = i / 25.0 - 1;
            ys[i] = 3 * xs[i] - 2 + 0.3 * Math.sin(12.9898 * i);
        }
        Line line = new Line(0, 0);
        line.fit(xs, ys, 0.1, 500);
        Expect.close("slope", line.slope, 3, 0.1);
        Expect.close("offset", line.offset, -2, 0.1);
        Expect.atMost("loss", line.loss(xs, ys), 0.1);
    }
}
