package chapter07;

import static chapter07.Reference.dot;
import static chapter07.Reference.doubles;
import static chapter07.Reference.floats;
import static chapter07.Reference.measured;
import static chapter07.Reference.random;

import dev.lanewise.workshop.Expect;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TensorCheck {
    private static final double TOLERANCE = 1e-4;

    @Test
    @Order(1)
    @DisplayName("matmul, addRow and relu have the right values")
    void values() {
        Tensor x = Tensor.of(2, 3, 1, 2, 3, 4, 5, 6);
        Tensor w = Tensor.of(3, 2, 1, 0, 0, 1, 10, 100);
        Expect.close("[[1 2 3] [4 5 6]] matmul [[1 0] [0 1] [10 100]]", x.matmul(w).values(),
                new float[] {31, 302, 64, 605}, 0);
        Tensor row = Tensor.of(1, 3, -3, 0, 0.5f);
        Expect.close("[[1 2 3] [4 5 6]] addRow [-3 0 0.5]", x.addRow(row).values(),
                new float[] {-2, 2, 3.5f, 1, 5, 6.5f}, 0);
        Tensor mixed = Tensor.of(2, 2, -1, 2, 0, -0.5f);
        Expect.close("relu of [[-1 2] [0 -0.5]]", mixed.relu().values(), new float[] {0, 2, 0, 0}, 0);
        Expect.close("what relu was given must stay as it is", mixed.values(), new float[] {-1, 2, 0, -0.5f}, 0);
    }

    @Test
    @Order(2)
    @DisplayName("relu and crossEntropy pass gradients back as small steps measure them")
    void oneInput() {
        float[] values = random(1, 12);
        float[] seed = random(2, 12);
        Tensor x = Tensor.parameter(3, 4, values.clone());
        x.relu().applyRule(seed.clone());
        Expect.that(!Arrays.equals(x.grad(), seed), "relu's rule passes everything back: where the input is negative, "
                + "the output does not react to it, and nothing may be added");
        rule("relu's gradient for its input", x, measured(v -> dot(Reference.relu(v), seed), doubles(values)));
        twice("relu's gradient for its input", x, () -> x.relu().applyRule(seed.clone()));

        int[] labels = {3, 0, 1};
        Tensor scores = Tensor.parameter(3, 4, values.clone());
        scores.crossEntropy(labels).applyRule(1);
        float[] slopes = measured(v -> Reference.crossEntropy(v, labels), doubles(values));
        rule("crossEntropy's gradient for the scores", scores, slopes);
        Tensor again = Tensor.parameter(3, 4, values.clone());
        again.crossEntropy(labels).applyRule(-2);
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] *= -2;
        }
        Expect.that(!close(again.grad(), scores.grad()), "crossEntropy's rule ignores the gradient that it is given, "
                + "which is that of the loss: multiply by grad[0]");
        rule("crossEntropy's gradient for the scores if that of the loss is -2", again, slopes);
    }

    @Test
    @Order(3)
    @DisplayName("addRow passes gradients back as small steps measure them")
    void addRow() {
        float[] values = random(3, 12);
        float[] terms = random(4, 4);
        float[] seed = random(5, 12);
        Tensor x = Tensor.parameter(3, 4, values.clone());
        Tensor row = Tensor.parameter(1, 4, terms.clone());
        x.addRow(row).applyRule(seed.clone());
        rule("addRow's gradient for the matrix", x,
                measured(v -> dot(Reference.addRow(v, doubles(terms)), seed), doubles(values)));
        Expect.that(!close(row.grad(), Arrays.copyOfRange(seed, 8, 12)), "addRow's gradient for the row is that of the "
                + "last row of the sum: the row was added to every row, so add up all of them");
        float[] sums = measured(v -> dot(Reference.addRow(doubles(values), v), seed), doubles(terms));
        rule("addRow's gradient for the row", row, sums);
        twice("addRow's gradient for the row", row, () -> x.addRow(row).applyRule(seed.clone()));

        Tensor data = Tensor.of(3, 4, values.clone());
        row.zeroGrad();
        withData("addRow", data.addRow(row), seed);
        rule("addRow's gradient for the row if the matrix is data, which wants none", row, sums);
        Tensor plain = Tensor.of(1, 4, terms.clone());
        x.zeroGrad();
        withData("addRow", x.addRow(plain), seed);
        rule("addRow's gradient for the matrix if the row is data, which wants none", x, seed);
    }

    @Test
    @Order(4)
    @DisplayName("matmul passes gradients back as small steps measure them")
    void matmul() {
        float[] a = random(6, 6);
        float[] b = random(7, 12);
        float[] seed = random(8, 8);
        Tensor left = Tensor.parameter(2, 3, a.clone());
        Tensor right = Tensor.parameter(3, 4, b.clone());
        float[] forLeft = measured(v -> dot(Reference.matmul(v, doubles(b), 2, 3, 4), seed), doubles(a));
        float[] forRight = measured(v -> dot(Reference.matmul(doubles(a), v, 2, 3, 4), seed), doubles(b));
        left.matmul(right).applyRule(seed.clone());
        rule("matmul's gradient for the left factor", left, forLeft);
        rule("matmul's gradient for the right factor", right, forRight);
        twice("matmul's gradient for the right factor", right, () -> left.matmul(right).applyRule(seed.clone()));
        left.zeroGrad();
        left.matmul(right).applyRule(seed.clone());
        twice("matmul's gradient for the left factor", left, () -> left.matmul(right).applyRule(seed.clone()));
        right.zeroGrad();
        withData("matmul", Tensor.of(2, 3, a.clone()).matmul(right), seed);
        rule("matmul's gradient for the right factor if the left one is data, which wants none", right, forRight);
        left.zeroGrad();
        withData("matmul", left.matmul(Tensor.of(3, 4, b.clone())), seed);
        rule("matmul's gradient for the left factor if the right one is data, which wants none", left, forLeft);
    }

    @Test
    @Order(5)
    @DisplayName("the tape has every result once, in the order in which they were computed")
    void tape() {
        Tensor w = Tensor.parameter(2, 2, 1, 2, 3, 4);
        Tensor first = w.relu();
        Tensor second = first.matmul(first);
        Tensor third = second.matmul(first);
        List<Tensor> tape = third.tape();
        Expect.that(!tape.contains(w), "the tape has a parameter on it, which was not computed: its number is 0");
        Expect.same("the length of the tape of f = relu(w), s = f f, t = s f", tape.size(), 3);
        Expect.same("the numbers of the results on it", tape.stream().map(Tensor::number).toList(), List.of(1, 2, 3));
        Expect.that(tape.get(2) == third, "the last tensor on the tape is not the result itself");
        Tensor long1 = w;
        for (int i = 0; i < 20_000; i++) {
            long1 = long1.relu();
        }
        Expect.same("the length of the tape of 20,000 relu in a row", long1.tape().size(), 20_000);
    }

    @Test
    @Order(6)
    @DisplayName("backward() goes through a layer and its loss")
    void layer() {
        Tensor x = Tensor.of(4, 3, random(9, 12));
        Tensor w = Tensor.parameter(3, 5, random(10, 15));
        Tensor b = Tensor.parameter(1, 5, random(11, 5));
        int[] labels = {4, 0, 2, 0};
        Tensor loss = x.matmul(w).addRow(b).crossEntropy(labels);
        loss.backward();
        double[] data = doubles(x.values());
        double[] bias = doubles(b.values());
        rule("the gradient of w in crossEntropy(x w + b)", w, measured(v -> Reference.crossEntropy(
                Reference.addRow(Reference.matmul(data, v, 4, 3, 5), bias), labels), doubles(w.values())));
        rule("the gradient of b in crossEntropy(x w + b)", b, measured(v -> Reference.crossEntropy(
                Reference.addRow(Reference.matmul(data, doubles(w.values()), 4, 3, 5), v), labels), bias));
        Expect.same("whether x, which is data, has got a gradient", x.wantsGrad(), false);
    }

    @Test
    @Order(7)
    @DisplayName("a tensor that is used twice gets both gradients, and parameters add up until they are cleared")
    void usedTwice() {
        float[] values = random(12, 9);
        int[] labels = {2, 0, 1};
        Tensor w = Tensor.parameter(3, 3, values.clone());
        float[] slopes = measured(v -> {
            double[] h = Reference.relu(v);
            return Reference.crossEntropy(Reference.matmul(Reference.matmul(h, h, 3, 3, 3), h, 3, 3, 3), labels);
        }, doubles(values));
        Tensor h = w.relu();
        Tensor loss = h.matmul(h).matmul(h).crossEntropy(labels);
        loss.backward();
        rule("the gradient of w in crossEntropy(h h h) with h = relu(w)", w, slopes);
        loss.backward();
        Expect.that(!close(w.grad(), slopes), "after two backward() the gradient of a parameter is that of the last: "
                + "rules add to it, and backward() clears only those of results");
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] *= 2;
        }
        rule("the gradient of w after two backward()", w, slopes);
        w.zeroGrad();
        Expect.close("the gradient of w after zeroGrad()", w.grad(), new float[9], 0);
    }

    @Test
    @Order(8)
    @DisplayName("a network of two layers has the gradients that small steps measure")
    void network() {
        double[] x = doubles(random(13, 20));
        int[] labels = {0, 1, 2, 1};
        double[][] start = {
            doubles(random(14, 30)), doubles(random(15, 6)), doubles(random(16, 18)), doubles(random(17, 3))};
        Tensor[] p = {
            Tensor.parameter(5, 6, floats(start[0])), Tensor.parameter(1, 6, floats(start[1])),
            Tensor.parameter(6, 3, floats(start[2])), Tensor.parameter(1, 3, floats(start[3]))};
        Tensor loss = Tensor.of(4, 5, floats(x)).matmul(p[0]).addRow(p[1]).relu().matmul(p[2]).addRow(p[3])
                .crossEntropy(labels);
        Expect.close("the loss of a network 5-6-3", loss.item(), network(x, start, labels), 1e-4);
        loss.backward();
        String[] names = {"the first weight", "the first bias", "the second weight", "the second bias"};
        for (int k = 0; k < p.length; k++) {
            int index = k;
            float[] slopes = measured(v -> {
                double[][] moved = start.clone();
                moved[index] = v;
                return network(x, moved, labels);
            }, start[k]);
            rule("the gradient of " + names[k] + " of a network 5-6-3", p[k], slopes);
        }
    }

    private static double network(double[] x, double[][] p, int[] labels) {
        double[] hidden = Reference.relu(Reference.addRow(Reference.matmul(x, p[0], 4, 5, 6), p[1]));
        return Reference.crossEntropy(Reference.addRow(Reference.matmul(hidden, p[2], 4, 6, 3), p[3]), labels);
    }

    /** Compares a gradient, and names the usual mistakes. */
    private static void rule(String what, Tensor yours, float[] expected) {
        float[] grad = yours.grad();
        if (!close(grad, expected)) {
            float[] negative = expected.clone();
            float[] doubled = expected.clone();
            for (int i = 0; i < expected.length; i++) {
                negative[i] *= -1;
                doubled[i] *= 2;
            }
            Expect.that(!close(grad, new float[grad.length]), what + " is 0 everywhere: nothing was added to it");
            Expect.that(!close(grad, negative), what + " has the right size, but the wrong sign");
            Expect.that(!close(grad, doubled), what + " is twice what it should be: it was added twice");
        }
        Expect.close(what + " (" + yours.rows() + " x " + yours.columns() + ", row by row)", grad, expected, TOLERANCE);
    }

    /** Applies the rule of a result one of whose inputs is data, which has no array of gradients. */
    private static void withData(String operation, Tensor result, float[] seed) {
        try {
            result.applyRule(seed.clone());
        } catch (ArrayIndexOutOfBoundsException e) {
            if (e.getMessage().contains("length 0")) {
                Expect.that(false, operation + "'s rule touches the gradient of data, which has none: "
                        + "ask wantsGrad() of each input first");
            }
            throw e;
        }
    }

    /** Applies the rule once more: a rule adds to the gradient, it does not replace it. */
    private static void twice(String what, Tensor yours, Runnable again) {
        float[] once = yours.grad().clone();
        again.run();
        Expect.that(!close(yours.grad(), once), what + " is the same after a second time: add to it by +=, do not "
                + "set it, as a tensor may be used more than once");
        for (int i = 0; i < once.length; i++) {
            once[i] *= 2;
        }
        Expect.close(what + ", applied twice", yours.grad(), once, TOLERANCE);
    }

    private static boolean close(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (!(Math.abs(a[i] - b[i]) <= TOLERANCE)) {
                return false;
            }
        }
        return true;
    }
}
