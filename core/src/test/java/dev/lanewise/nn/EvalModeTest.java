package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.Batch;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Evaluation mode in computations that are captured. */
@Tag("quick")
class EvalModeTest {
    private static final Tensor X = Tensor.of(1, 2, 3);

    private final Dropout dropout = new Dropout(0.5f, RandomSource.seed(1));
    private final List<EvalMode.Scope> leftOpen = new ArrayList<>();

    @AfterEach
    void close() {
        leftOpen.forEach(EvalMode.Scope::close);
        assertThat(EvalMode.isOn()).isFalse();
    }

    private static Program capture(UnaryOperator<Tensor> body) {
        return Program.capture(List.of(X), in -> List.of(body.apply((Tensor) in.getFirst()))).program();
    }

    private static Tensor run(Program program) {
        return (Tensor) program.run(List.of(X)).getFirst();
    }

    private static boolean fits(Program program) {
        return program.fits(List.of(X));
    }

    @Test
    void whatAsksForTheModeDependsOnIt() {
        UnaryOperator<Tensor> body = x -> EvalMode.isOn() ? x.neg() : x.mul(2);
        Program off = capture(body);
        assertThat(fits(off)).isTrue();
        try (EvalMode.Scope _ = EvalMode.scope()) {
            assertThat(fits(off)).isFalse();
            Program on = capture(body);
            assertThat(run(on)).hasBitsOf(-1, -2, -3);
        }
        assertThat(run(off)).hasBitsOf(2, 4, 6);
    }

    @Test
    void withinAScopeOfItsOwnAComputationDependsOnNoMode() {
        Program program = capture(x -> {
            try (EvalMode.Scope _ = EvalMode.scope()) {
                try (EvalMode.Scope _ = EvalMode.scope()) {
                    assertThat(EvalMode.isOn()).isTrue();
                }
                return EvalMode.isOn() ? dropout.forward(x) : x.neg();
            }
        });
        assertThat(run(program)).hasBitsOf(X);
        dropout.eval();
        assertThat(run(program)).hasBitsOf(X);
        try (EvalMode.Scope _ = EvalMode.scope()) {
            assertThat(run(program)).hasBitsOf(X);
        }
    }

    @Test
    void afterAScopeOfItsOwnAComputationDependsOnTheModeAgain() {
        Program program = capture(x -> {
            Tensor y = x;
            try (EvalMode.Scope _ = EvalMode.scope()) {
                y = dropout.forward(y);
            }
            return dropout.forward(y);
        });
        assertThat(fits(program)).isTrue();
        dropout.eval();
        assertThat(fits(program)).isFalse();
        dropout.train();
        try (EvalMode.Scope _ = EvalMode.scope()) {
            assertThat(fits(program)).isFalse();
        }
    }

    @Test
    void aComputationThatLeavesAScopeOpenIsNotRepeated() {
        assertThat(capture(x -> {
            leftOpen.add(EvalMode.scope());
            return x.neg();
        }).isRepeatable()).isFalse();
        try (EvalMode.Scope _ = EvalMode.scope()) {
            close(leftOpen);
            assertThat(capture(x -> {
                leftOpen.add(EvalMode.scope());
                return dropout.forward(x);
            }).isRepeatable()).as("within another").isFalse();
        }
        Program later = capture(dropout::forward);
        assertThat(fits(later)).isTrue();
        close(leftOpen);
        assertThat(fits(later)).as("the scope left open is closed").isFalse();
    }

    private static void close(List<EvalMode.Scope> scopes) {
        scopes.forEach(EvalMode.Scope::close);
        scopes.clear();
    }

    @Test
    void aComputationThatClosesAScopeOfItsCallerIsNotRepeated() {
        EvalMode.Scope outer = EvalMode.scope();
        assertThat(capture(x -> {
            outer.close();
            return x.neg();
        }).isRepeatable()).isFalse();
    }

    /** A student that learns what a teacher says, who has dropout and is asked in evaluation mode. */
    private static final class Distillation {
        final Sequential student;
        final Sequential teacher;
        final SGD optimizer;
        int calls;

        Distillation() {
            RandomSource random = RandomSource.seed(3);
            student = new Sequential(new Linear(4, 3, random), new Dropout(0.3f, random), new Linear(3, 2, random));
            teacher = new Sequential(new Linear(4, 6, random), new Dropout(0.5f, random), new Linear(6, 2, random));
            optimizer = new SGD(student.parameters(), 0.1);
        }

        Tensor step(Batch<Tensor, IntTensor> batch) {
            calls++;
            Tensor target;
            try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
                target = teacher.forward(batch.inputs());
            }
            Tensor loss = student.forward(batch.inputs()).sub(target).square().mean();
            loss.backward();
            optimizer.step();
            optimizer.zeroGrad();
            return loss;
        }
    }

    @Test
    void aStepWithATeacherInAScopeIsCapturedOnceAndHasTheEagerBits() {
        Distillation eager = new Distillation();
        Distillation captured = new Distillation();
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(captured::step);
        RandomSource random = RandomSource.seed(4);
        for (int i = 0; i < 5; i++) {
            Batch<Tensor, IntTensor> batch = new Batch<>(random.normal(6, 4), IntTensor.arange(6));
            assertThat(step.run(batch)).as("step " + i).hasBitsOf(eager.step(batch));
            if (i == 2) {
                captured.teacher.eval(); // nothing that a plan depends on
            }
        }
        assertThat(captured.calls).isEqualTo(1);
        captured.student.stateDict().forEach((name, tensor) -> assertThat(tensor).as(name)
                .hasBitsOf(eager.student.stateDict().get(name)));
    }
}
