package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.RegressionErrors;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import org.junit.jupiter.api.Test;

/** Metrics within a step that a device runs: they see what the device has computed, and can end the run. */
class ObservedOnDeviceTest {
    /** A model that learns, and a metric of its outputs. */
    private static final class Learner {
        final Linear model = new Linear(5, 2, RandomSource.seed(3));
        final SGD optimizer = new SGD(model.parameters(), 0.1);
        final RegressionErrors errors = new RegressionErrors();
        final TrainStep<Batch<Tensor, Tensor>> step = TrainStep.capture(batch -> {
            Tensor outputs = model.forward(batch.inputs());
            Tensor loss = Losses.mse(outputs, batch.targets());
            errors.add(outputs, batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        });

        float learn(int number) {
            RandomSource random = RandomSource.at(4, number, 0);
            return step.run(new Batch<>(random.normal(6, 5), random.normal(6, 2))).item();
        }
    }

    @Test
    void aMetricCountsWhatTheDeviceHasComputed() {
        Learner expected = new Learner();
        Learner learner = new Learner();
        learner.step.on(new ToyDevice());
        for (int i = 0; i < 5; i++) {
            assertThat(learner.learn(i)).isEqualTo(expected.learn(i));
            assertThat(learner.errors.mse()).isEqualTo(expected.errors.mse());
        }
        assertThat(learner.errors.total()).isEqualTo(expected.errors.total());
    }

    @Test
    void aMetricThatRefusesABatchEndsTheRunWithoutATrace() {
        Learner learner = new Learner();
        learner.step.on(new ToyDevice());
        learner.learn(0);
        learner.learn(1);
        float[] weight = learner.model.weight().toArray();
        Batch<Tensor, Tensor> broken = new Batch<>(
                Tensor.zeros(6, 5).add(Float.NaN), RandomSource.seed(1).normal(6, 2));
        assertThatThrownBy(() -> learner.step.run(broken)).hasMessageContaining("NaN");
        assertThat(learner.model.weight().toArray()).isEqualTo(weight);
        assertThat(learner.errors.total()).isEqualTo(24);
    }

    @Test
    void whatIsWrittenLaterCannotBeSeenAsItWas() {
        Linear model = new Linear(5, 2, RandomSource.seed(3));
        SGD optimizer = new SGD(model.parameters(), 0.1);
        RegressionErrors errors = new RegressionErrors(5);
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.<Batch<Tensor, Tensor>>capture(batch -> {
            errors.add(model.weight(), batch.targets());
            Tensor loss = model.forward(batch.inputs()).square().mean();
            loss.backward();
            optimizer.step();
            return loss;
        }).on(new ToyDevice());
        assertThatThrownBy(() -> step.run(new Batch<>(Tensor.zeros(2, 5), Tensor.zeros(2, 5))))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("which no device can show as it was");
    }
}
