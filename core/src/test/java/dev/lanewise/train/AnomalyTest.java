package dev.lanewise.train;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.Inputs;
import dev.lanewise.nn.Lambda;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Anomaly;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The anomaly mode finds where the first NaN or infinity is born. */
@Tag("quick")
class AnomalyTest {
    private static final String LINE = "at .*AnomalyTest\\.[\\w$]+\\(AnomalyTest\\.java:\\d+\\)";
    private final Tensor x = Tensor.of(new float[][] {{4, 1, 2}, {1, 0, 9}});

    private static void assertFound(ThrowingCallable computation, String pattern) {
        try (Anomaly.Scope _ = Anomaly.detect()) {
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(computation)
                    .satisfies(e -> assertThat(e.getMessage()).matches(pattern));
        }
    }

    @Test
    void anOpIsNamedWithShapesAndLine() {
        assertFound(() -> Tensor.ones(3).div(x), "anomaly: div gave a value that is not finite in output "
                + "\\[2, 3\\], Infinity at \\[1, 1\\], from finite inputs \\[3\\], \\[2, 3\\]; it was applied " + LINE);
        assertFound(() -> x.assign(x.neg().log()), "anomaly: log .*, NaN at \\[0, 0\\].*" + LINE);
        assertThat(Tensor.ones(3).div(x).sum().item()).isInfinite();
    }

    @Test
    void theBlockIsNamedByItsPath() {
        Sequential net = new Sequential(new Linear(3, 3, RandomSource.seed(1)), new Sequential(
                new Lambda("relu", Tensor::relu), new Lambda("log", in -> in.sub(in).log())));
        assertFound(() -> net.forward(x), "anomaly: log .*; it was applied in 1\\.1: Lambda.*, " + LINE);
    }

    @Test
    void aGradientIsNamedByTheOpAndWhereThatWasApplied() {
        Tensor w = Tensor.of(1, 0, 4).requiresGrad(true);
        assertFound(() -> w.sqrt().sum().backward(), "anomaly: the gradient rule of sqrt gave a value that is not "
                + "finite for input 0 \\[3\\], Infinity at \\[1\\], from finite gradients; the op was applied " + LINE);
        assertFound(() -> Autograd.checkpoint(Tensor::sqrt, w).sum().backward(),
                "anomaly: the gradient rule of sqrt .*" + LINE);
        Tensor before = w.sqrt().sum();
        assertFound(before::backward, ".*the op was applied before the anomaly mode was on");
        assertThat(w.grad()).isNull();
    }

    @Test
    void whatComesInNotFiniteIsNotReported() {
        try (Anomaly.Scope _ = Anomaly.detect()) {
            Tensor masked = Indexing.where(x.gt(1), Tensor.scalar(Double.NEGATIVE_INFINITY), x);
            assertThat(masked.softmax(-1).sum().item()).isEqualTo(2);
        }
    }

    @Test
    void theModeEndsWithItsLastScope() {
        Anomaly.Scope outer = Anomaly.detect();
        Anomaly.Scope inner = Anomaly.detect();
        inner.close();
        inner.close();
        assertThat(Anomaly.isOn()).isTrue();
        outer.close();
        assertThat(Anomaly.isOn()).isFalse();
    }

    /** Losses, and the weight at the end; the anomaly mode may be on in runs 2 and 3. */
    private static List<Tensor> train(boolean watched) {
        Linear linear = new Linear(3, 2, RandomSource.seed(4));
        RandomSource random = RandomSource.seed(5);
        SGD optimizer = new SGD(linear.parameters(), 0.01);
        TrainStep<Inputs> step = TrainStep.capture((Inputs batch) -> {
            Tensor loss = random.dropout(linear.forward((Tensor) batch.values().getFirst()), 0.5).square().sum();
            loss.backward();
            optimizer.step();
            return loss;
        });
        List<Tensor> all = new ArrayList<>();
        for (int run = 0; run < 6; run++) {
            Inputs batch = Inputs.of(List.of(RandomSource.at(6, run, 0).normal(4, 3)));
            if (watched && (run == 2 || run == 3)) {
                try (Anomaly.Scope _ = Anomaly.detect()) {
                    all.add(step.run(batch));
                }
            } else {
                all.add(step.run(batch));
            }
        }
        all.add(linear.weight());
        return all;
    }

    @Test
    void aCapturedStepRunsEagerlyWithTheSameBits() {
        List<Tensor> plain = train(false);
        List<Tensor> watched = train(true);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(watched.get(i)).hasBitsOf(plain.get(i));
        }
    }

    @Test
    void aNanOfAReplayedStepIsLocated() {
        TrainStep<Inputs> step = TrainStep.capture((Inputs batch) -> ((Tensor) batch.values().getFirst()).log().sum());
        step.run(Inputs.of(List.of(Tensor.ones(2))));
        Inputs bad = Inputs.of(List.of(Tensor.of(1, -1)));
        assertThat(step.run(bad).item()).isNaN();
        assertFound(() -> step.run(bad), "anomaly: log .*NaN at \\[1\\].*" + LINE);
        assertThat(step.run(bad).item()).isNaN();
    }

    @Test
    void anotherThreadIsNotWatched() throws Exception {
        try (Anomaly.Scope _ = Anomaly.detect(); ExecutorService thread = Executors.newSingleThreadExecutor()) {
            assertThat(thread.submit(() -> Anomaly.isOn()).get()).isFalse();
            assertThat(thread.submit(() -> x.neg().sqrt().sum().item()).get()).isNaN();
        }
    }

    @Test
    void theModeAndItsPlacesAreAsBeforeAfterAnException() {
        Sequential net = new Sequential(new Lambda("log", in -> in.neg().log()));
        assertFound(() -> net.forward(x), ".* in 0: Lambda.*");
        assertThat(Anomaly.isOn()).isFalse();
        assertFound(() -> x.neg().log(), ".*it was applied " + LINE);
    }

    @Test
    void intsAndBooleansAreNoAnomaly() {
        try (Anomaly.Scope _ = Anomaly.detect()) {
            assertThat(x.div(Tensor.scalar(2)).gt(1).and(x.isFinite()).count()).isEqualTo(2);
            assertThat(x.argmax(1).add(Integer.MAX_VALUE).size()).isEqualTo(2);
        }
    }

    @Test
    void theModeMayBeginWithinABackwardPassAndWithinACapture() {
        Tensor w = Tensor.of(0, 4).requiresGrad(true);
        Tensor root = w.sqrt();
        List<Anomaly.Scope> scopes = new ArrayList<>();
        Autograd.onGradient(root, gradient -> {
            scopes.add(Anomaly.detect());
            return null;
        });
        try {
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> root.sum().backward())
                    .withMessageStartingWith("anomaly: ").withMessageContaining("Infinity at [0]");
        } finally {
            scopes.forEach(Anomaly.Scope::close);
        }
        assertThat(w.grad()).isNull();
        Program program = Program.capture(List.of(x), in -> {
            try (Anomaly.Scope _ = Anomaly.detect()) {
                return List.of(((Tensor) in.getFirst()).sqrt());
            }
        }).program();
        assertThat(((Tensor) program.run(List.of(x.neg())).getFirst()).sum().item()).isNaN();
    }

    @Test
    void anUpdateThatLeavesTheNumbersIsReported() {
        Tensor w = Tensor.of(1, 2).requiresGrad(true);
        SGD optimizer = new SGD(List.of(w), 1e300);
        w.square().sum().backward();
        Tensor before = w.square().sum();
        assertFound(() -> optimizer.step(),
                "anomaly: sgd gave a value that is not finite in what it writes to, .*" + LINE);
        assertThatIllegalStateException().isThrownBy(before::backward).withMessageContaining("written to in place");
    }

    @Test
    void aProgramIsNotReplayed() {
        Program program = Program.capture(List.of(x), in -> List.of(((Tensor) in.getFirst()).neg())).program();
        try (Anomaly.Scope _ = Anomaly.detect()) {
            assertThat(program.fits(List.of(x))).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> program.run(List.of(x)))
                    .withMessageStartingWith("program: the anomaly mode is on");
        }
        assertThat(program.fits(List.of(x))).isTrue();
    }
}
