package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.FaultyDriver;
import dev.lanewise.gpu.opencl.OpenClException;
import dev.lanewise.loss.Losses;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fails on a device, and what is said then; tensors of the CPU stay as they were. */
class FaultsTest {
    private static final int GROUP = 64;

    private final AtomicBoolean broken = new AtomicBoolean();

    /** Updated after the tensor that tests look at. */
    private final Tensor other = Tensor.zeros(25);

    /** How many calls do not fail although the device is broken. */
    private final AtomicInteger spared = new AtomicInteger();

    private Gpu failing(FaultyDriver.Call call, int status) {
        TestDevice.first();
        Context context = FaultyDriver.context(
                call, status, () -> broken.get() && spared.getAndDecrement() <= 0);
        return new Gpu(context, new KernelCache(Optional.empty()), GROUP);
    }

    static Program squares(Gpu gpu, int size) {
        List<Tensor> in = List.of(Tensor.ones(size));
        return Program.capture(Options.defaults().on(gpu), in,
                x -> List.of(((Tensor) x.getFirst()).mul(3f).sum())).program();
    }

    @ParameterizedTest
    @CsvSource({
        "LAUNCH, -5, gpu: step, CL_OUT_OF_RESOURCES (-5)",
        "LAUNCH, -4, gpu: step, CL_MEM_OBJECT_ALLOCATION_FAILURE (-4)",
        "FINISH, -36, gpu: one of, CL_INVALID_COMMAND_QUEUE (-36)",
        "FINISH, -77777, gpu: one of, an error without a name (-77777)",
        "WRITE, -6, OpenCL: copying, CL_OUT_OF_HOST_MEMORY (-6)",
    })
    void aDeviceThatIsLostLeavesTensorsAsTheyWere(FaultyDriver.Call call, int status, String where, String code) {
        Gpu gpu = failing(call, status);
        Tensor weight = Tensor.ones(5).requiresGrad(true);
        SGD optimizer = new SGD(List.of(weight), 0.1);
        Batch<Tensor, Tensor> batch = new Batch<>(Tensor.ones(5), Tensor.ones(5));
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.<Batch<Tensor, Tensor>>capture(x -> {
            Tensor loss = weight.mul(x.inputs()).sum();
            loss.backward();
            optimizer.step();
            return loss;
        }).on(gpu);
        step.run(batch);
        step.run(batch);
        float[] before = weight.toArray();
        broken.set(true);
        assertThatThrownBy(() -> step.run(batch)).isInstanceOf(OpenClException.class)
                .hasMessageStartingWith(where).hasMessageContaining(code);
        assertThat(weight.toArray()).isEqualTo(before);
        broken.set(false);
        float expected = weight.sum().item();
        assertThat(step.run(batch).item()).isEqualTo(expected);
    }

    /** A sum that lies on the device, to which a run adds after all else has been computed; 3 ones have been added. */
    private Program adding(Tensor sum, Gpu gpu) {
        Program program = Program.capture(Options.defaults().on(gpu), List.of(Tensor.ones(3)), in -> {
            Tensor x = (Tensor) in.getFirst();
            sum.assign(sum.add(x));
            other.assign(other.reshape(5, 5).matmul(other.reshape(5, 5)).reshape(25));
            return List.of(x.mul(2f));
        }).program();
        program.run(List.of(Tensor.ones(3)));
        program.run(List.of(Tensor.ones(3)));
        return program;
    }

    @Test
    void updatesThatDoNotBeginLeaveWhatTheDeviceHas() {
        Tensor sum = Tensor.zeros(3);
        Program program = adding(sum, failing(FaultyDriver.Call.LAUNCH, -5));
        broken.set(true);
        spared.set(3); // a product of numbers, a sum, a product of matrices; then two updates
        assertThatThrownBy(() -> program.run(List.of(Tensor.ones(3)))).hasMessageContaining("CL_OUT_OF_RESOURCES");
        broken.set(false);
        assertThat(sum.toArray()).containsExactly(3, 3, 3);
        program.run(List.of(Tensor.ones(3)));
        assertThat(sum.toArray()).containsExactly(4, 4, 4);
    }

    @Test
    void updatesThatAreLeftUndoneAreNotTakenForValues() {
        Tensor sum = Tensor.zeros(3);
        Program program = adding(sum, failing(FaultyDriver.Call.LAUNCH, -5));
        broken.set(true);
        spared.set(4);
        assertThatThrownBy(() -> program.run(List.of(Tensor.ones(3)))).hasMessageContaining("CL_OUT_OF_RESOURCES");
        broken.set(false);
        assertThatThrownBy(sum::toArray)
                .isInstanceOf(OpenClException.class)
                .hasMessageStartingWith("gpu: the newest elements of a tensor [3] were on ")
                .hasMessageContaining(", which failed: gpu: step ");
        assertThatThrownBy(() -> program.run(List.of(Tensor.ones(3)))).hasMessageContaining("newest elements");
        sum.assign(Tensor.of(5, 6, 7));
        other.assign(Tensor.zeros(25));
        program.run(List.of(Tensor.ones(3)));
        assertThat(sum.toArray()).containsExactly(6, 7, 8);
    }

    /** The driver says only in the next run that the updates of the last one have failed. */
    @Test
    void updatesThatFailLateAreNotTakenForValues() {
        Tensor sum = Tensor.zeros(3);
        Program program = adding(sum, failing(FaultyDriver.Call.FINISH, -36));
        broken.set(true);
        assertThatThrownBy(sum::toArray).hasMessageContaining("CL_INVALID_COMMAND_QUEUE");
        broken.set(false);
        assertThatThrownBy(sum::toArray).hasMessageStartingWith("gpu: the newest elements of a tensor [3] were on ");
        sum.assign(Tensor.of(5, 6, 7));
        other.assign(Tensor.zeros(25));
        program.run(List.of(Tensor.ones(3)));
        assertThat(sum.toArray()).containsExactly(6, 7, 8);
    }

    @Test
    void aStepThatFailsIsNamedWithItsKernel() {
        Program program = squares(failing(FaultyDriver.Call.LAUNCH, -5), 5);
        broken.set(true);
        assertThatThrownBy(() -> program.run(List.of(Tensor.ones(5))))
                .hasMessageMatching("gpu: step 0, .*: OpenCL: launching each on .*: CL_OUT_OF_RESOURCES \\(-5\\)");
    }

    @Test
    void aProgramThatNeedsMoreThanItMayIsRefusedWithAllSizes() {
        Gpu gpu = TestDevice.first();
        Gpu limited = gpu.withLimit(100_000);
        assertThatThrownBy(() -> squares(limited, 100_000).run(List.of(Tensor.ones(100_000))))
                .isInstanceOf(OpenClException.class)
                .hasMessageMatching(".* has no room for a program with \\d{6,} bytes for the values of a run and \\d+ "
                        + "bytes for \\d+ inputs, values from outside and large ones: \\d+ bytes are allocated of the 100000 that "
                        + "are allowed");
        assertThat(squares(gpu, 100_000).run(List.of(Tensor.ones(100_000)))).hasSize(1);
        assertThat(squares(gpu.withLimit(gpu.device().memory()), 10).run(List.of(Tensor.ones(10)))).hasSize(1);
    }

    @Test
    void aLimitOfNothingIsRefused() {
        Gpu gpu = TestDevice.first();
        assertThatThrownBy(() -> gpu.withLimit(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("withLimit: 0 bytes is no limit of memory");
        assertThatThrownBy(() -> gpu.withLimit(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void programsThatNobodyUsesMakeRoom() {
        Gpu gpu = TestDevice.first();
        int size = 1 << 20;
        squares(gpu, size).run(List.of(Tensor.ones(size)));
        long limit = gpu.allocated() + 6L * size * Float.BYTES;
        Gpu limited = gpu.withLimit(limit);
        for (int i = 0; i < 10; i++) { // each holds more than a tenth of the limit, and none is used twice
            assertThat(squares(limited, size).run(List.of(Tensor.ones(size)))).hasSize(1);
            assertThat(gpu.allocated()).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void threadsWithTheirOwnProgramsTakeTurns() throws Exception {
        Gpu gpu = TestDevice.first();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int t = 1; t <= 4; t++) {
                int size = 1000 * t;
                all.add(threads.submit(() -> {
                    Program program = squares(gpu, size);
                    for (int i = 0; i < 50; i++) {
                        if (((Tensor) program.run(List.of(Tensor.full(i, size))).getFirst()).item() != 3f * i * size) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> each : all) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    @Test
    void aCompilerThatFailsIsSaidAndNothingIsKept() {
        Gpu gpu = failing(FaultyDriver.Call.BUILD, -6);
        broken.set(true);
        assertThatThrownBy(() -> squares(gpu, 10).run(List.of(Tensor.ones(10)))).isInstanceOf(OpenClException.class)
                .hasMessageContaining("OpenCL: compiling a program for ").hasMessageContaining("CL_OUT_OF_HOST_MEMORY");
        broken.set(false);
        assertThat(squares(gpu, 10).run(List.of(Tensor.ones(10)))).hasSize(1);
    }

    @Test
    @SuppressWarnings("NullAway") // null is refused
    void nullIsRefusedByName() {
        Gpu gpu = TestDevice.first();
        assertThatThrownBy(() -> Gpu.named(null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("named: the name is null");
        assertThatThrownBy(() -> Gpu.of(null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("of: the device is null");
        assertThatThrownBy(() -> gpu.compile(null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("compile: the listing is null");
    }

    @Test
    void aNameThatNoDeviceHasIsRefusedWithThoseThatThereAre() {
        String name = TestDevice.first().device().name();
        assertThat(Gpu.named(name.substring(2).toUpperCase(Locale.ROOT)).device().name()).isEqualTo(name);
        assertThatThrownBy(() -> Gpu.named("no\nsuch")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("named: no device is called \"no\\nsuch\"; there are [")
                .hasMessageContaining(name);
    }

    @Test
    void whatIsRefusedIsNotOverwrittenByLaterSteps() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.<Batch<Tensor, IntTensor>>capture(batch -> {
            Tensor x = batch.inputs();
            Tensor loss = Losses.crossEntropy(x.matmul(x), batch.targets());
            for (int i = 0; i < 5; i++) {
                loss = loss.add(x.matmul(x).sum(0).sum());
            }
            return loss;
        }).on(TestDevice.first());
        step.run(new Batch<>(Tensor.ones(8, 8), IntTensor.of(0, 1, 2, 3, 4, 5, 6, 7)));
        assertThatThrownBy(() -> step.run(new Batch<>(Tensor.ones(8, 8), IntTensor.of(0, 1, 2, 3, 4, 5, 6, 8))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label 8 of sample 7 is not one of the 8 classes");
    }
}
