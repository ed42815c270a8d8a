package dev.lanewise.bench.worker;

import dev.lanewise.bench.naive.DotProductMatmul;
import dev.lanewise.bench.naive.LoopMlp;
import dev.lanewise.bench.naive.MlpEngine;
import dev.lanewise.bench.naive.MlpWeights;
import java.util.function.Function;

/** Steps of SGD by an engine that makes no effort to be fast. */
final class NaiveEngine implements Engine {
    private final String name;
    private final Function<MlpWeights, MlpEngine> factory;
    private final boolean sampleBySample;

    /**
     * An engine by the name under which it is reported.
     *
     * @param sampleBySample whether its time is that of one sample, times the size of the batch: for an engine that
     *     takes seconds for a batch, and treats each sample alone
     */
    NaiveEngine(String name, Function<MlpWeights, MlpEngine> factory, boolean sampleBySample) {
        this.name = name;
        this.factory = factory;
        this.sampleBySample = sampleBySample;
    }

    @Override
    public Work open(Task task) {
        if (!task.kind().equals("mlp") || !task.word("rule").equals("sgd")) {
            throw task.unsupported(name);
        }
        int[] widths = task.sizes("widths");
        int wanted = task.size("batch");
        int batch = sampleBySample ? 1 : wanted;
        float[] x = TestData.inputs(batch, widths[0]);
        int[] labels = TestData.labels(batch, widths[widths.length - 1]);
        MlpWeights initial = TestData.weights(widths);
        if (sampleBySample) {
            requireLossOfLoops(factory.apply(initial), new LoopMlp(initial, new DotProductMatmul()), x, labels);
        }
        MlpEngine engine = factory.apply(initial);
        return new Work() {
            @Override
            public void run() {
                engine.step(x, labels, batch, MlpTraining.TIMED_RATE);
            }

            @Override
            public double runs() {
                return (double) wanted / batch;
            }

            @Override
            public double check() {
                return sampleBySample ? Double.NaN : MlpTraining.check(factory.apply(initial), x, labels, false);
            }
        };
    }

    private void requireLossOfLoops(MlpEngine engine, MlpEngine loops, float[] x, int[] labels) {
        double loss = MlpTraining.check(engine, x, labels, false);
        double expected = MlpTraining.check(loops, x, labels, false);
        if (!(Math.abs(loss - expected) <= 1e-3 * expected)) {
            throw new IllegalStateException(name + ": a loss of " + loss + ", the loops have " + expected);
        }
    }
}
