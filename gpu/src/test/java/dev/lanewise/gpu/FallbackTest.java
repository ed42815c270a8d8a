package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Listing;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Steps on the CPU between those on the device. */
class FallbackTest {
    /** A device that knows nothing at all, so that the CPU runs each step. */
    private record Ignorant(Gpu gpu) implements Backend {
        @Override
        public Replay compile(Listing listing) {
            return gpu.compile(listing.unfused(), new Stages());
        }
    }

    private static List<Value> results(@Nullable Backend device, Tensor in, Function<Tensor, List<Value>> function) {
        Options options = device == null ? Options.defaults() : Options.defaults().on(device);
        List<Tensor> inputs = List.of(in);
        Program program = Program.capture(options, inputs, x -> function.apply((Tensor) x.getFirst())).program();
        return program.run(inputs);
    }

    @Test
    void opsThatAreNotKnownRunOnTheCpuAndAreCounted() {
        Gpu gpu = TestDevice.first().withFallback();
        Backend ignorant = new Ignorant(gpu);
        Tensor in = RandomSource.seed(3).normal(7, 9);
        Function<Tensor, List<Value>> function = x -> {
            Tensor y = x.mul(2f).sum();
            return List.of(y, x.gt(0f), x.argmax(1), x.reshape(63).add(y));
        };
        List<Value> expected = results(null, in, function);
        List<Value> given = results(ignorant, in, function);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(given.get(i)).hasToString(expected.get(i).toString());
        }
        assertThat(gpu.onCpu()).containsEntry("sum", 1).containsKey("add");
        assertThat(TestDevice.first().onCpu()).isEmpty();
    }

    @Test
    void trainingHasTheSameBitsAndTheSameRefusals() {
        Linear expected = new Linear(5, 3, RandomSource.seed(1));
        Linear model = new Linear(5, 3, RandomSource.seed(1));
        TrainStep<Batch<Tensor, IntTensor>> eager = step(expected);
        TrainStep<Batch<Tensor, IntTensor>> step = step(model).on(new Ignorant(TestDevice.first().withFallback()));
        RandomSource random = RandomSource.seed(2);
        for (int i = 0; i < 4; i++) {
            Batch<Tensor, IntTensor> batch = new Batch<>(random.normal(4, 5), random.randint(0, 3, 4));
            assertThat(step.run(batch).item()).isEqualTo(eager.run(batch).item());
        }
        float[] weight = model.parameters().getFirst().toArray();
        assertThat(weight).isEqualTo(expected.parameters().getFirst().toArray());
        assertThatThrownBy(() -> step.run(new Batch<>(Tensor.ones(4, 5), IntTensor.of(0, 1, 3, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label 3 of sample 2 is not one of the 3 classes");
        assertThat(model.parameters().getFirst().toArray()).isEqualTo(weight);
    }

    private static TrainStep<Batch<Tensor, IntTensor>> step(Linear model) {
        SGD optimizer = new SGD(model.parameters(), 0.1).momentum(0.9);
        return TrainStep.<Batch<Tensor, IntTensor>>capture(batch -> {
            Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        });
    }

    @Test
    void anEarlierFaultOnTheDeviceGoesBeforeALaterOneOnTheCpu() {
        Gpu gpu = TestDevice.first().withFallback();
        RandomSource random = RandomSource.seed(2);
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.<Batch<Tensor, IntTensor>>capture(batch -> {
            Tensor first = Losses.crossEntropy(batch.inputs(), batch.targets());
            Tensor second = Losses.nll(batch.inputs(), batch.targets());
            return first.add(second);
        }).on(gpu);
        step.run(new Batch<>(random.normal(4, 3), IntTensor.of(0, 1, 2, 2)));
        assertThatThrownBy(() -> step.run(new Batch<>(random.normal(4, 3), IntTensor.of(0, 1, 3, 2))))
                .hasMessageContaining("crossEntropy: label 3");
    }
}
