package dev.lanewise.gpu;

import dev.lanewise.data.Batch;
import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.opencl.LaunchCost;
import dev.lanewise.gpu.opencl.OpenClException;
import dev.lanewise.gpu.report.Training;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code gpu/bench/run} prints of a device: what it is, whether its bits are the CPU's, and how fast it is beside
 * the CPU path of this library on the same machine.
 */
public final class DeviceReport {
    /** Seconds after which no further row of the op tables is begun. */
    private static final double FOR_ROWS = 100;

    private static final double FOR_A_FIGURE = 1.5;
    private static final int FEWEST = 5;
    private static final int STEPS = 3;

    private final Gpu gpu;

    private DeviceReport(Gpu gpu) {
        this.gpu = gpu;
    }

    /**
     * Prints the report; with {@code --speed} without the checks.
     *
     * @param args a part of the device's name, and {@code --speed}
     */
    public static void main(String[] args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        boolean checks = !words.remove("--speed");
        try {
            Gpu gpu = words.isEmpty() ? Gpu.first() : Gpu.named(words.getFirst());
            DeviceReport report = new DeviceReport(gpu);
            report.describe();
            if (checks) {
                report.checkTrainings();
            }
            report.speed();
            if (checks) {
                report.checkRows();
            }
        } catch (OpenClException | IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void say(String form, Object... values) {
        System.out.printf(Locale.ROOT, form + "%n", values);
    }

    private void describe() {
        Device device = gpu.context().device();
        say("device    %s, driver %s, %s", device, device.driver(), device.version());
        say("machine   Java %s on %s, %d processors", Runtime.version(), System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
        say("floats    doubles %b, denormals %b, fma %b, rounded division %b", device.hasDoubles(),
                device.hasDenormals(), device.hasFma(), device.roundsDivision());
    }

    // ---- bits

    private void checkTrainings() {
        say("%nbits of trainings beside the CPU's");
        checkTraining("perceptron", device -> Training.perceptron(64, device));
        checkTraining("convolutions", device -> Training.convolutional(16, device));
        checkTraining("batch norm", device -> Training.normalized(16, device));
        checkTraining("GPT", device -> Training.language(4, 64, 64, 2, device));
    }

    private <X extends Value> void checkTraining(String name, Function<@Nullable Backend, Training<X>> network) {
        try {
            Training<X> here = network.apply(null);
            Training<X> there = network.apply(gpu);
            boolean same = true;
            for (int i = 0; i < STEPS; i++) {
                same &= here.learn(here.batch(i)) == there.learn(there.batch(i));
            }
            for (var each : here.model().stateDict().entrySet()) {
                same &= Arrays.equals(each.getValue().toArray(),
                        there.model().stateDict().get(each.getKey()).toArray());
            }
            say("  %-14s %s", name, same ? "the same" : "DIFFERENT");
        } catch (UnsupportedOperationException e) {
            say("  %-14s not run: %s", name, e.getMessage());
        }
    }

    private void checkRows() {
        say("%nbits of the op tables' rows, for up to %.0f seconds", FOR_ROWS);
        long start = System.nanoTime();
        int same = 0;
        int others = 0;
        int late = 0;
        for (OpRow row : OpTables.rows().filter(each -> !each.name().equals("fused")).toList()) {
            if (seconds(start) > FOR_ROWS) {
                late++;
                continue;
            }
            try {
                List<String> wrong = RowOnDevice.differences(row, gpu);
                wrong.forEach(each -> say("  DIFFERENT: %s", each));
                same += wrong.isEmpty() ? 1 : 0;
            } catch (UnsupportedOperationException | IllegalStateException e) {
                others++;
            }
        }
        say("  %d rows with the bits of the CPU, %d not for devices, %d not begun in this time", same, others, late);
    }

    // ---- speed

    private void speed() {
        LaunchCost cost = LaunchCost.measure(gpu.context());
        say("%nlaunch    %.2f us by the driver's function alone, %.2f us through the library", cost.driver() * 1e6,
                cost.kernel() * 1e6);
        say("%nspeed, medians             device        CPU path   ratio");
        for (int n : new int[] {256, 512, 1024, 2048, 4096}) {
            product(n);
        }
        step("perceptron, batch 64", device -> Training.perceptron(64, device));
        step("convolutions, batch 64", device -> Training.convolutional(64, device));
        step("GPT 4x128x4, batch 32x64", device -> Training.language(32, 64, 128, 4, device));
    }

    private void product(int n) {
        Tensor a = RandomSource.seed(1).normal(n, n);
        Tensor b = RandomSource.seed(2).normal(n, n);
        Program here = Program.capture(List.of(), _ -> List.of(a.matmul(b).slice(0, 0, 1))).program();
        Program there = Program.capture(Options.defaults().on(gpu), List.of(),
                _ -> List.of(a.matmul(b).slice(0, 0, 1))).program();
        double flops = 2.0 * n * n * n;
        double device = median(() -> there.run(List.of()));
        double cpu = median(() -> here.run(List.of()));
        say("  product %-12d %9.1f GFLOP/s %9.1f GFLOP/s %6.2f", n, flops / device / 1e9, flops / cpu / 1e9,
                cpu / device);
    }

    private <X extends Value> void step(String name, Function<@Nullable Backend, Training<X>> network) {
        try {
            double device = step(network.apply(gpu));
            double cpu = step(network.apply(null));
            say("  %-24s %9.2f ms %11.2f ms %9.2f", name, device * 1e3, cpu * 1e3, cpu / device);
        } catch (UnsupportedOperationException e) {
            say("  %-24s not run: %s", name, e.getMessage());
        }
    }

    private static <X extends Value> double step(Training<X> training) {
        Batch<X, IntTensor> batch = training.batch(0);
        return median(() -> training.learn(batch));
    }

    /** Seconds of a call, after some to warm up. */
    private static double median(Runnable call) {
        for (long start = System.nanoTime(); seconds(start) < FOR_A_FIGURE;) {
            call.run();
        }
        List<Double> times = new ArrayList<>();
        for (long start = System.nanoTime(); times.size() < FEWEST || seconds(start) < FOR_A_FIGURE;) {
            long before = System.nanoTime();
            call.run();
            times.add(seconds(before));
        }
        times.sort(null);
        return times.get(times.size() / 2);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
