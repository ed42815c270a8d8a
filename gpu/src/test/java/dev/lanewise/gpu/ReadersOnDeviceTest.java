package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who reads on another thread what a device has written, while the device waits for that thread in code of others. */
class ReadersOnDeviceTest {
    private static final int SECONDS = 240; // machines may be busy, and compile kernels

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().factory()); // a test that fails leaves some that wait for ever

    private final Object monitor = new Object();

    /** What the op of the test does in its next run. */
    private volatile Runnable code = () -> {};

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** An op that no device knows: a copy, and code of somebody's. */
    private record Foreign(Runnable code) implements Op {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.of(in[0])};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            code.run();
            System.arraycopy(in.data(0), in.offset(0), out.data(0), out.offset(0), in.size(0));
        }
    }

    private Tensor foreign(Tensor x) {
        return new Foreign(() -> code.run()).tensor(x);
    }

    private static Program program(UnaryOperator<Tensor> computation) {
        Program program = Program.capture(Options.defaults().on(TestDevice.first().withFallback()),
                List.of(Tensor.ones(1)), in -> List.of(computation.apply((Tensor) in.getFirst()))).program();
        run(program); // the captured run was the CPU's
        return program;
    }

    private static float run(Program program) {
        return ((Tensor) program.run(List.of(Tensor.ones(1))).getFirst()).item();
    }

    private static <T> T end(Future<T> task) throws Exception {
        return task.get(SECONDS, TimeUnit.SECONDS); // else they wait for one another
    }

    /** What another thread reads while a run waits for it in the op of the test. */
    private float readWithin(Program program, Tensor x) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch within = new CountDownLatch(1);
        code = () -> {
            code = () -> {};
            within.countDown();
            synchronized (monitor) {
                assertThat(held.getCount()).isZero();
            }
        };
        Future<Float> reader = threads.submit(() -> {
            synchronized (monitor) {
                held.countDown();
                within.await();
                return x.item();
            }
        });
        held.await();
        Future<Float> runner = threads.submit(() -> run(program));
        float seen = end(reader);
        end(runner);
        return seen;
    }

    @Test
    void aMetricMayWaitForAReader() throws Exception {
        Linear model = new Linear(3, 2, RandomSource.seed(1));
        SGD optimizer = new SGD(model.parameters(), 0.1);
        Accuracy accuracy = new Accuracy();
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.<Batch<Tensor, IntTensor>>capture(batch -> {
            Tensor logits = model.forward(batch.inputs());
            Tensor loss = Losses.crossEntropy(logits, batch.targets());
            accuracy.add(logits, batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        }).on(TestDevice.withDoubles());
        Batch<Tensor, IntTensor> batch = new Batch<>(Tensor.ones(2, 3), IntTensor.of(0, 1));
        step.run(batch);
        step.run(batch);
        CountDownLatch held = new CountDownLatch(1);
        Thread runner = new Thread(() -> step.run(batch));
        runner.setDaemon(true);
        Future<float[]> reader = threads.submit(() -> {
            synchronized (accuracy) {
                held.countDown();
                while (runner.getState() != Thread.State.BLOCKED) { // it wants to count the batch
                    Thread.sleep(1);
                }
                return model.weight().toArray();
            }
        });
        held.await();
        runner.start();
        float[] before = end(reader);
        runner.join(TimeUnit.SECONDS.toMillis(SECONDS));
        assertThat(runner.isAlive()).isFalse();
        assertThat(accuracy.total()).isEqualTo(6);
        assertThat(model.weight().toArray()).isNotEqualTo(before);
    }

    @Test
    void anOpOnTheCpuMayWaitForAReader() throws Exception {
        Tensor count = Tensor.zeros(1);
        Program program = program(x -> {
            count.assign(count.add(x));
            return foreign(x).mul(2f);
        });
        assertThat(readWithin(program, count)).isEqualTo(2);
        assertThat(count.item()).isEqualTo(3);
    }

    /** The device has written already when the reader comes, and nevertheless gives what was there before. */
    @Test
    void aReaderGetsNothingOfARunThatDoesNotCountYet() throws Exception {
        Tensor count = Tensor.zeros(1);
        Program program = program(x -> {
            count.assign(count.add(x));
            return foreign(count.mul(10f));
        });
        assertThat(readWithin(program, count)).isEqualTo(2);
        assertThat(count.item()).isEqualTo(3);
        assertThat(run(program)).isEqualTo(40);
    }

    /** Likewise between two updates, of which the CPU computes one. */
    @Test
    void aReaderGetsNothingOfUpdatesThatAreNotDone() throws Exception {
        Tensor first = Tensor.zeros(1);
        Tensor last = Tensor.zeros(1);
        Program program = program(x -> {
            first.assign(first.add(x));
            last.assign(foreign(first).add(last));
            return x.mul(2f);
        });
        assertThat(readWithin(program, first)).isEqualTo(2);
        assertThat(List.of(first.item(), last.item())).containsExactly(3f, 6f);
        code = () -> {
            throw new IllegalStateException("no more");
        };
        assertThatThrownBy(() -> run(program)).hasMessageContaining("no more");
        assertThat(List.of(first.item(), last.item())).as("undone").containsExactly(3f, 6f);
        code = () -> {};
        run(program);
        assertThat(List.of(first.item(), last.item())).containsExactly(4f, 10f);
    }
}
