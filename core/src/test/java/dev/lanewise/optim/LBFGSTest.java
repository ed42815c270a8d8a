package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.Tolerance;
import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LBFGSTest {
    private static final LBFGS.LineSearch WOLFE = LBFGS.LineSearch.STRONG_WOLFE;

    private static final Tensor X = table(8, 3, (i, j) -> (3 * i + 7 * j) % 11 / 5.0 - 1);
    private static final Tensor Y = table(8, 1, (i, _) -> 5 * i % 7 / 3.0 - 1);

    private interface Cell {
        double at(int i, int j);
    }

    private static Tensor table(int rows, int columns, Cell cell) {
        Tensor values = Tensor.zeros(rows, columns);
        float[] data = values.toArray();
        for (int k = 0; k < data.length; k++) {
            data[k] = (float) cell.at(k / columns, k % columns);
        }
        return values.assign(Tensor.wrap(data, values.shape()));
    }

    /** The same problems as in {@code closures.py}. */
    private static List<Tensor> rosenbrockStart() {
        return List.of(Tensor.of(-1.2f, 1).requiresGrad(true));
    }

    private static Tensor rosenbrock(List<Tensor> p) {
        Tensor x = p.getFirst().select(0, 0);
        Tensor y = p.getFirst().select(0, 1);
        return x.neg().add(1).square().add(y.sub(x.square()).square().mul(100));
    }

    private static List<Tensor> netStart() {
        return List.of(table(3, 4, (i, j) -> (2 * i + 5 * j) % 9 / 9.0 - 0.4).requiresGrad(true),
                Tensor.of(0.1f, -0.1f, 0.2f, 0).requiresGrad(true),
                Tensor.of(new float[][] {{0.5f}, {-0.3f}, {0.2f}, {0.4f}}).requiresGrad(true));
    }

    private static Tensor net(List<Tensor> p) {
        return X.matmul(p.get(0)).add(p.get(1)).tanh().matmul(p.get(2)).sub(Y).square().mean();
    }

    private static Tensor flat(List<Tensor> p) {
        return Shapes.concat(0, p.stream().map(parameter -> parameter.detach().reshape(-1)).toArray(Tensor[]::new));
    }

    /** Compares losses, numbers of evaluations and parameters after some steps with PyTorch's in double precision. */
    private static void assertIsPyTorchs(String name, List<Tensor> p, Function<List<Tensor>, Tensor> loss,
            Tolerance tolerance, Consumer<LBFGS> settings) {
        LBFGS lbfgs = new LBFGS(p);
        settings.accept(lbfgs);
        double[] expected = PyTorch.values(name + ": steps");
        List<Double> counts = new ArrayList<>();
        List<Double> expectedCounts = new ArrayList<>();
        float[] losses = new float[expected.length / 2];
        float[] expectedLosses = new float[losses.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = lbfgs.step(() -> loss.apply(p));
            expectedLosses[i] = (float) expected[2 * i];
            counts.add((double) lbfgs.evaluations());
            expectedCounts.add(expected[2 * i + 1]);
        }
        assertThat(counts).as(name).isEqualTo(expectedCounts);
        assertThat(Tensor.of(losses)).as(name).isWithin(tolerance).of(expectedLosses);
        assertThat(flat(p)).as(name).isWithin(tolerance).of(PyTorch.floats(name + ": parameters"));
    }

    @Test
    void stepsOnRosenbrocksFunctionArePyTorchs() {
        assertIsPyTorchs("rosenbrock", rosenbrockStart(), LBFGSTest::rosenbrock, relative(1e-3),
                lbfgs -> lbfgs.lineSearch(WOLFE).maxIter(6));
        assertIsPyTorchs("rosenbrock without a line search", rosenbrockStart(), LBFGSTest::rosenbrock, relative(1e-4),
                lbfgs -> {
                    lbfgs.setLr(0.002);
                    lbfgs.maxIter(5);
                });
    }

    @Test
    void oneStepFindsTheMinimumOfRosenbrocksFunction() {
        List<Tensor> p = rosenbrockStart();
        LBFGS lbfgs = new LBFGS(p).lineSearch(WOLFE).maxIter(100);
        assertThat(lbfgs.step(() -> rosenbrock(p))).isCloseTo(24.2f, within(1e-4f));
        assertThat(flat(p)).isWithin(relative(1e-3)).of(1, 1);
        assertThat(lbfgs.evaluations()).isBetween(35L, 55L); // 43 in double precision
    }

    @Test
    void stepsOfANetworkArePyTorchs() {
        assertIsPyTorchs("net", netStart(), LBFGSTest::net, relative(1e-2).plus(1e-3),
                lbfgs -> lbfgs.lineSearch(WOLFE).maxIter(3).historySize(4));
        assertIsPyTorchs("net without a line search", netStart(), LBFGSTest::net, relative(1e-2).plus(1e-3), lbfgs -> {
            lbfgs.setLr(0.3);
            lbfgs.maxIter(3).historySize(2);
        });
        assertIsPyTorchs("net with few evaluations", netStart(), LBFGSTest::net, relative(1e-2).plus(1e-3), lbfgs -> {
            lbfgs.setLr(5);
            lbfgs.lineSearch(WOLFE).maxIter(10).maxEval(4);
        });
    }

    @Test
    void whatIsSavedInTheMiddleGoesOnWithTheSameBits() {
        for (LBFGS.LineSearch search : LBFGS.LineSearch.values()) {
            List<Tensor> whole = netStart();
            LBFGS uninterrupted = lbfgs(whole, search);
            List<Tensor> first = netStart();
            LBFGS before = lbfgs(first, search);
            for (int i = 0; i < 6; i++) {
                uninterrupted.step(() -> net(whole));
                before.step(() -> net(first));
            }
            Snapshot saved = Snapshot.take(parts(before, first));
            before.step(() -> net(first));
            List<Tensor> second = netStart();
            LBFGS after = lbfgs(second, search);
            after.step(() -> net(second));
            saved.restore(parts(after, second));
            for (int i = 6; i < 12; i++) {
                uninterrupted.step(() -> net(whole));
                after.step(() -> net(second));
            }
            assertThat(flat(second)).as(search.name()).hasBitsOf(flat(whole));
            assertThat(after.evaluations()).isEqualTo(uninterrupted.evaluations());
            assertThat(after.iterations()).isEqualTo(uninterrupted.iterations());
        }
    }

    private static LBFGS lbfgs(List<Tensor> p, LBFGS.LineSearch search) {
        return new LBFGS(p, 0.5).maxIter(3).historySize(5).lineSearch(search);
    }

    private static Map<String, Stateful> parts(LBFGS lbfgs, List<Tensor> p) {
        return Map.of("lbfgs", lbfgs, "weights", state -> {
            for (int i = 0; i < p.size(); i++) {
                state.tensor(Integer.toString(i), p.get(i));
            }
        });
    }

    @Test
    void aStepThatFailsLeavesParametersAndStateAsTheyWere() {
        List<Tensor> p = netStart();
        LBFGS lbfgs = lbfgs(p, WOLFE);
        lbfgs.step(() -> net(p));
        lbfgs.step(() -> net(p));
        Tensor before = flat(p);
        long evaluations = lbfgs.evaluations();
        for (String failure : List.of("loss", "gradient", "exception")) {
            int[] calls = {0};
            assertThatIllegalStateException().isThrownBy(() -> lbfgs.step(() -> {
                Tensor loss = net(p);
                if (++calls[0] < 3) {
                    return loss;
                }
                return switch (failure) {
                    case "loss" -> loss.mul(Float.POSITIVE_INFINITY);
                    case "gradient" -> loss.add(p.get(1).select(0, 1).detach().sub(p.get(1).select(0, 1)).sqrt());
                    default -> throw new IllegalStateException("the closure's");
                };
            })).withMessage(switch (failure) {
                case "loss" -> "LBFGS: the loss is Infinity at evaluation 3 of the step; parameters and state are as "
                        + "before the step";
                case "gradient" -> "LBFGS: the gradient of parameter 1 [4] is not finite at evaluation 3 of the step; "
                        + "parameters and state are as before the step";
                default -> "the closure's";
            });
            assertThat(flat(p)).hasBitsOf(before);
            assertThat(lbfgs.evaluations()).isEqualTo(evaluations);
            assertThat(p.get(0).grad()).isNull();
        }
        List<Tensor> other = netStart();
        LBFGS untouched = lbfgs(other, WOLFE);
        for (int i = 0; i < 2; i++) {
            untouched.step(() -> net(other));
        }
        lbfgs.step(() -> net(p));
        untouched.step(() -> net(other));
        assertThat(flat(p)).hasBitsOf(flat(other));
    }

    @Test
    void frozenParametersStayAndWhatWasLearntWithoutThemIsForgotten() {
        List<Tensor> p = netStart();
        LBFGS lbfgs = lbfgs(p, WOLFE);
        lbfgs.step(() -> net(p));
        p.get(1).requiresGrad(false);
        Tensor frozen = p.get(1).detach().copy();
        List<Tensor> other = p.stream().map(parameter -> parameter.detach().copy().requiresGrad(true)).toList();
        other.get(1).requiresGrad(false);
        LBFGS fresh = lbfgs(other, WOLFE);
        for (int i = 0; i < 3; i++) {
            lbfgs.step(() -> net(p));
            fresh.step(() -> net(other));
        }
        assertThat(p.get(1)).hasBitsOf(frozen);
        assertThat(flat(p)).hasBitsOf(flat(other));
        p.forEach(parameter -> parameter.requiresGrad(false));
        assertThatIllegalStateException().isThrownBy(() -> lbfgs.step(() -> net(p)));
    }

    @Test
    void whereThereIsNothingToGainTheStepEndsAfterOneEvaluation() {
        Tensor p = Tensor.of(3f).requiresGrad(true);
        Tensor empty = Tensor.zeros(0).requiresGrad(true);
        LBFGS lbfgs = new LBFGS(List.of(p, empty));
        assertThat(lbfgs.step(() -> p.sub(3).square().sum().add(empty.sum()))).isZero();
        assertThat(lbfgs.evaluations()).isEqualTo(1);
        assertThat(lbfgs.iterations()).isZero();
        assertThat(p.detach()).hasBitsOf(Tensor.of(3f));
        LBFGS ofNone = new LBFGS(List.of(empty)).lineSearch(WOLFE);
        assertThat(ofNone.step(empty::sum)).isZero();
    }

    /** Squares of floats above 1.8e19 are infinite. */
    @Test
    void gradientsWhoseSquaresOverflowAreFollowed() {
        for (LBFGS.LineSearch search : LBFGS.LineSearch.values()) {
            Tensor p = Tensor.of(1f, -2f, 5f).requiresGrad(true);
            LBFGS lbfgs = new LBFGS(List.of(p)).lineSearch(search);
            lbfgs.step(() -> p.sub(3).square().mul(Tensor.of(1e20f, 3e20f, 2e20f)).sum());
            assertThat(p.detach()).as(search.name()).isWithin(relative(1e-5)).of(3, 3, 3);
        }
    }

    @Test
    void productsAreInDoublePrecision() {
        SplittableRandom random = Seeds.random(17);
        for (int n : new int[] {0, 1, 3, 4, 7, 16384, 16385, 100_003}) {
            float[] a = new float[n];
            double sum = 0;
            double sumOfAbs = 0;
            for (int i = 0; i < n; i++) {
                a[i] = (float) (random.nextGaussian() * 1e25);
                sum += (double) a[i] * a[i];
                sumOfAbs += Math.abs(a[i]);
            }
            assertThat(Dots.dot(Tensor.of(a), Tensor.of(a))).isCloseTo(sum, within(1e-12 * sum));
            assertThat(Dots.sumOfAbs(Tensor.of(a))).isCloseTo(sumOfAbs, within(1e-12 * sumOfAbs));
        }
    }

    @Test
    void aLineSearchThatFindsNothingBetterStaysWhereItIs() {
        Tensor p = Tensor.of(1f).requiresGrad(true);
        LBFGS lbfgs = new LBFGS(List.of(p)).lineSearch(WOLFE);
        int[] calls = {0};
        lbfgs.step(() -> p.sum().add(calls[0]++)); // each evaluation is worse, against the slope
        assertThat(p.detach()).hasBitsOf(Tensor.of(1f));
        assertThat(lbfgs.evaluations()).isLessThan(30);
    }

    @Test
    void withinACaptureAStepIsRefused() {
        List<Tensor> p = netStart();
        LBFGS lbfgs = new LBFGS(p);
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(), _ -> {
            lbfgs.step(() -> net(p));
            return List.of();
        })).withMessageContaining("LBFGS: step() decides by the values of losses how it goes on, which a replay could "
                + "not do; call it outside");
    }

    @Test
    @SuppressWarnings("NullAway") // null is refused
    void settingsAreCheckedAndPrinted() {
        List<Tensor> p = rosenbrockStart();
        LBFGS lbfgs = new LBFGS(p, 0.5);
        assertThat(lbfgs).hasToString("LBFGS(lr=0.5, maxIter=20, maxEval=25, toleranceGrad=1e-7, "
                + "toleranceChange=1e-9, historySize=100, lineSearch=NONE, 1 parameter)");
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.maxIter(0))
                .withMessage("LBFGS: maxIter 0 is less than 1");
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.maxEval(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.historySize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.toleranceGrad(Double.NaN))
                .withMessage("LBFGS: toleranceGrad NaN is not a finite number of 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.toleranceChange(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.setLr(Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.lineSearch(null))
                .withMessage("LBFGS: the line search is null");
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.step(null))
                .withMessage("LBFGS: the closure is null");
        assertThatIllegalArgumentException().isThrownBy(() -> lbfgs.step(() -> null))
                .withMessage("LBFGS: the loss that the closure returns is null");
        assertThatIllegalStateException().isThrownBy(() -> lbfgs.step(() -> {
            Tensor loss = rosenbrock(p);
            loss.backward();
            return loss;
        })).withMessage("LBFGS: the closure has given parameter 0 [2] a gradient; step() calls backward() itself, so a "
                + "closure only computes the loss");
        assertThat(p.getFirst().grad()).isNull();
    }
}
