package dev.lanewise.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code bench/run --quick}: a few parameters of each benchmark, each in one fork. A fork differs from the next by some
 * 5 %, and one says nothing about that.
 */
final class Quick {
    private static final String ROUGH = """
            A rough overview: one fork of each, two seconds of warm-up, one of measuring. Forks differ by 5 % and more,
            so figures to quote need -f 5. Training steps are given for each sample. The table comes at the end, in
            less than three minutes.""";

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
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(350))
                .verbosity(VerboseMode.SILENT)
                .include("MatmulBenchmark.(lanewise|loops).*")
                .include("ElementwiseBenchmark.(captured|scalarKernels)")
                .include("ReductionBenchmark.eager")
                .include("SoftmaxBenchmark.eager")
                .include("OptimizerBenchmark.step")
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
            Collection<RunResult> results = new Runner(options.build()).run();
            results.forEach(result -> System.out.println(line(result)));
        } catch (RunnerException e) {
            throw new IOException(e);
        }
    }

    /** A benchmark with its parameters and its score; of products the GFLOP/s, which tell more. */
    private static String line(RunResult result) {
        BenchmarkParams params = result.getParams();
        String settings = params.getParamsKeys().stream()
                .map(key -> key + "=" + params.getParam(key))
                .collect(Collectors.joining(" "));
        Result<?> rate = result.getSecondaryResults().get("gigaflops");
        String score = rate == null
                ? String.format(Locale.ROOT, "%12.2f us", result.getPrimaryResult().getScore())
                : String.format(Locale.ROOT, "%12.2f GFLOP/s", rate.getScore());
        String name = params.getBenchmark().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1 ");
        return String.format(Locale.ROOT, "%-36s %-56s %s", name, settings, score);
    }
}
