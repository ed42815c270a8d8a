package dev.lanewise.bench;

import java.io.IOException;
import java.util.Arrays;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code bench/run --quick}: a few parameters of each benchmark, each in one fork for a second. A fork differs from the
 * next by some 5 %, and one says nothing about that.
 */
final class Quick {
    private static final String ROUGH = """
            A rough overview: one fork of each, a second of warm-up, a second of measuring. Forks differ by 5 % and more,
            which the column of errors does not show; figures to quote need -f 5.""";

    private Quick() {}

    static void run(String[] args) throws IOException {
        if (args.length > 1) {
            System.err.println("error: --quick takes no options, but there is " + Arrays.asList(args).subList(1,
                    args.length) + "; JMH takes them without --quick");
            System.exit(2);
        }
        System.out.println(ROUGH);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(350))
                .verbosity(VerboseMode.SILENT)
                .include("MatmulBenchmark")
                .include("ElementwiseBenchmark.(captured|scalarKernels)")
                .include("ReductionBenchmark.eager")
                .include("SoftmaxBenchmark.eager")
                .include("OptimizerBenchmark")
                .include("TrainingStepBenchmark.(lanewise|loops).*")
                .param("size", "64", "512")
                .param("form", "NN")
                .param("function", "exp", "gelu")
                .param("elements", "99991")
                .param("reduction", "sum", "sumOfColumns")
                .param("rows", "999")
                .param("kind", "softmax", "crossEntropy")
                .param("shape", "100x999")
                .param("rule", "SGD", "Adam")
                .param("parameters", "100352")
                .param("threads", "1");
        try {
            new Runner(options.build()).run();
        } catch (RunnerException e) {
            throw new IOException(e);
        }
    }
}
