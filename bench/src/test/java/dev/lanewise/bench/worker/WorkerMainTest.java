package dev.lanewise.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.parallel.Parallel;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerMainTest {
    private static final String STEP = "mlp widths=20-8-4 batch=8 rule=sgd variant=";

    private static WorkerMain worker(String engine) {
        Parallel.setThreads(1);
        return new WorkerMain(Engines.named(engine));
    }

    private static double opened(String engine, String task) {
        String answer = worker(engine).answer("open w 0.001 " + task);
        assertThat(answer).startsWith("opened ");
        return Double.parseDouble(answer.substring("opened ".length()));
    }

    @Test
    void openedWorkIsTimedUntilItIsClosed() {
        WorkerMain worker = worker("lanewise");

        assertThat(worker.answer("open w 0.001 sgemm m=3 k=4 n=5 form=NN variant=eager")).startsWith("opened ");
        String timed = worker.answer("time w 0.001");
        assertThat(timed).startsWith("us ");
        assertThat(Double.parseDouble(timed.substring(3))).isPositive();
        assertThat(worker.answer("close")).isEqualTo("closed");
        assertThat(worker.answer("time w 0.001")).isEqualTo(
                "error java.lang.IllegalArgumentException: no work called w is open");
    }

    @Test
    void refusalsAndMistakesAreSentences() {
        assertThat(worker("naive-ikj").answer("open w 0 sgemm m=1"))
                .isEqualTo("skip naive-ikj does not do sgemm {m=1}");
        assertThat(worker("lanewise").answer("open w 0 sgemm m=1"))
                .isEqualTo("error java.lang.IllegalArgumentException: task: sgemm needs k=, but has only {m=1}");
        assertThat(worker("lanewise").answer("hello")).isEqualTo("error unknown request \"hello\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NN", "TN", "NT"})
    void eagerAndCapturedProductsAreTheNaiveOne(String form) {
        int m = 5;
        int k = 7;
        int n = 3;
        float[] a = TestData.uniform(1, m * k);
        float[] b = TestData.uniform(2, k * n);
        double expected = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double c = 0;
                for (int p = 0; p < k; p++) {
                    c += (double) a[form.startsWith("T") ? p * m + i : i * k + p]
                            * b[form.endsWith("T") ? j * k + p : p * n + j];
                }
                expected += c * c;
            }
        }
        String task = "sgemm m=5 k=7 n=3 form=" + form + " variant=";

        assertThat(opened("lanewise", task + "eager")).isCloseTo(expected, within(expected));
        assertThat(opened("lanewise", task + "captured")).isCloseTo(expected, within(expected));
    }

    @ParameterizedTest
    @CsvSource({"exp", "tanh", "gelu", "add", "sum", "softmax"})
    void eagerAndCapturedElementwiseWorkGiveTheSameBits(String op) {
        String task = "map rows=3 cols=7 op=" + op + " variant=";

        assertThat(opened("lanewise", task + "eager")).isEqualTo(opened("lanewise", task + "captured")).isPositive();
    }

    /** The figures are the ones that the Python workers report. */
    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
            "f=permute shape=1-10-10-10 order=0-2-3-1; 1253.266282503881",
            "f=permute shape=10-100 order=1-0; 1253.266282503881",
            "f=concat shape=20-50 axis=0; 1320.856866108968",
            "f=concat shape=10-100 axis=1; 1396.4050320043068",
            "f=gather shape=1000 axis=0; 1259.3025507851776",
            "f=gather shape=10-100 axis=1; 1201.583258698919",
            "f=scatterAdd shape=1000 axis=0; 2420.9508498827554",
            "f=scatterAdd shape=10-100 axis=1; 2705.394416497923",
            "f=cumsum shape=1000 axis=0; 609585.4315311268",
            "f=cumsum shape=10-100 axis=1; 90544.3080278848",
            "f=sort shape=10-100 axis=1; 1273.0347948137664",
            "f=topk k=10 shape=1000 axis=0; 32.96122611752061",
            "f=topk k=10 shape=10-100 axis=1; 309.5332191918528",
            "f=einsum shape=1-1-16-64 equation=bhqd,bhkd->bhqk; 6745.0882674420345",
            "f=einsum shape=1-1-16-64 equation=bhqk,bhkd->bhqd; 7244.084998251422",
            "f=sin shape=1000; 1896.1609434373074",
            "f=pow shape=1000; 1670106.606811323",
            "f=sum shape=10-10-10 axis=1; 1467.2673043512361",
            "f=mean shape=10-100 axis=1; 0.17225151696117605",
            "f=max shape=10-100 axis=0; 268.88594657126447",
            "f=argmax shape=1000 axis=0; 398161.0",
            "f=argmax shape=10-100 axis=1; 53292.0",
        })
    void functionsGiveWhatTheirPeersGive(String task, double expected) {
        assertThat(opened("lanewise", "fn " + task + " variant=eager")).isCloseTo(expected, within(expected));
        assertThat(opened("lanewise", "fn " + task + " variant=captured")).isCloseTo(expected, within(expected));
    }

    /** The figures are the ones that the Python workers report. */
    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
            "norm f=batch shape=4-6-5-5; 3047.573974616271",
            "norm f=group groups=2 shape=4-6-5-5; 3235.9275790748275",
            "norm f=layer shape=7-9; 258.6614064344296",
            "pool kernel=2 stride=2 padding=0 shape=2-3-8-8; 160.91065772494125",
            "pool kernel=3 stride=2 padding=1 shape=2-3-8-8; 178.51501553812966",
            "block pass=folded batch=1; 96830.10808638028",
            "block pass=gradients batch=1; 209235.48799527882",
            "net name=lenet-5 batch=2 rule=sgd-momentum; 0.782780110836029",
            "net name=lenet-5 batch=2 rule=adam; 2.4975690841674805",
            "net name=cifar batch=4 rule=sgd-momentum; 0.0033003240823745728",
            "net name=mnist batch=2 rule=adam; 0.056559234857559204",
        })
    void networksAndTheirPartsGiveWhatTheirPeersGive(String task, double expected) {
        assertThat(opened("lanewise", task + " variant=eager")).isCloseTo(expected, within(expected));
        assertThat(opened("lanewise", task + " variant=captured")).isCloseTo(expected, within(expected));
    }

    /** The figures are the ones that the Python workers report. */
    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        value = {
            "recurrent cell=lstm steps=3 inputs=4 hidden=5 batch=2 rule=adam; 2.3849635124206543",
            "recurrent cell=gru steps=3 inputs=4 hidden=5 batch=2 rule=adam; 2.688284397125244",
            "recurrent cell=rnn steps=3 inputs=4 hidden=5 batch=2 rule=adam; 2.423957347869873",
            "encoder width=8 heads=2 ff=12 steps=5 batch=2 rule=adam; 1.409066915512085",
            "gpt layers=2 width=8 heads=2 context=6 vocabulary=7 batch=2 rule=adamw; 2.8120505809783936",
            "generation layers=2 width=8 heads=2 context=6 vocabulary=7; 89.59307745121768",
            "attention shape=2-3-5-4 causal=false; 11.185720946138124",
            "attention shape=2-3-5-4 causal=true; 18.38560603111203",
            "attention-memory shape=2-3-5-4 causal=false; 11.185720946138124",
            "embedding vocabulary=9 width=4 indices=3-5; 69.67825099691956",
        })
    void sequencesGiveWhatTheirPeersGive(String task, double expected) {
        assertThat(opened("lanewise", task + " variant=eager")).isCloseTo(expected, within(expected));
        assertThat(opened("lanewise", task + " variant=captured")).isCloseTo(expected, within(expected));
    }

    @Test
    void generationIsTimedByTheToken() {
        Work work = Engines.named("lanewise").open(Task.parse(
                "generation layers=1 width=4 heads=1 context=8 vocabulary=5 variant=captured"));

        assertThat(work.runs()).isEqualTo(1.0 / 8);
        assertThat(work.check()).isEqualTo(work.check()); // each text begins with empty caches
    }

    /** Result and three gradients at least, and what the collector leaves; the peer is 6 matrices of 5 x 5. */
    @Test
    void theMemoryOfAttentionIsComparedWithThatOfItsScores() {
        String task = "attention-memory shape=2-3-5-4 causal=false";

        assertThat(Engines.named("lanewise").open(Task.parse(task)).bytes()).isBetween(4.0 * 4 * 120, 8e6);
        assertThat(Engines.named("machine").open(Task.parse(task)).bytes()).isEqualTo(4.0 * 6 * 25);
    }

    @Test
    void aRecurrentLayerThatNobodyKnowsIsSkipped() {
        assertThat(worker("lanewise").answer(
                "open w 0 recurrent cell=qrnn steps=3 inputs=4 hidden=5 batch=2 rule=adam variant=eager"))
                .startsWith("skip Lanewise does not do recurrent");
    }

    /** Parameters, Adam's two tensors for each, and a gradient of each: nothing of that can be without place. */
    @Test
    void memoryIsMeasuredInBytesAndNotTimed() {
        WorkerMain worker = worker("lanewise");

        assertThat(worker.answer("open m 0 memory name=lenet-5 batch=2 rule=adam variant=captured"))
                .startsWith("opened ");
        String answer = worker.answer("time m 0");
        assertThat(answer).startsWith("bytes ");
        assertThat(Double.parseDouble(answer.substring("bytes ".length()))).isBetween(4.0 * 4 * 61_706, 2e6);
    }

    @Test
    void aNetworkThatNobodyKnowsIsSkipped() {
        assertThat(worker("lanewise").answer("open w 0 net name=vgg batch=2 rule=adam variant=eager"))
                .startsWith("skip Lanewise does not do net");
    }

    @Test
    void aFunctionThatNobodyKnowsIsSkipped() {
        assertThat(worker("lanewise").answer("open w 0 fn f=fft shape=10 axis=0 variant=eager"))
                .startsWith("skip Lanewise does not do fn");
    }

    @Test
    void allEnginesHaveTheSameLosses() {
        double expected = opened("naive-ijk", STEP + "naive-ijk");

        assertThat(opened("naive-ikj", STEP + "naive-ikj")).isCloseTo(expected, within(expected));
        assertThat(opened("lanewise", STEP + "eager")).isCloseTo(expected, within(expected));
        assertThat(opened("lanewise", STEP + "captured")).isCloseTo(expected, within(expected));
        assertThat(opened("scalar-autodiff", STEP + "scalar-autodiff")).isNaN(); // it has checked itself
        assertThat(opened("lanewise", STEP.replace("sgd", "adam") + "captured")).isNotCloseTo(expected,
                within(expected));
    }

    @Test
    void theTimeOfOneSampleStandsForTheBatch() {
        Work work = Engines.named("scalar-autodiff").open(Task.parse(STEP + "scalar-autodiff"));

        assertThat(work.runs()).isEqualTo(8);
    }

    @Test
    void theMachinesCeilingsCheckThemselves() {
        assertThat(opened("machine", "sgemm m=512 k=512 n=512 form=NN")).isNaN();
        assertThat(Engines.named("machine").open(Task.parse(
                "conv x=8-64-32-32 w=64-1-4-4 stride=2 padding=1 groups=64 pass=gradients")).runs())
                .isEqualTo(2.0 * 8 * 64 * 16 * 16 * 16 / (1 << 22));
        assertThat(opened("machine", "map op=sum rows=4000 cols=1001")).isNaN();
        assertThat(opened("machine", "map op=add rows=4000 cols=1001")).isNaN();
        assertThat(opened("machine", "map op=exp rows=4000 cols=1001")).isNaN();
        assertThat(worker("machine").answer("open w 0 map op=exp rows=10 cols=10"))
                .startsWith("skip the memory's bandwidth does not do map");
        assertThat(Engines.named("machine").open(Task.parse("sgemm m=512 k=512 n=512 form=NN")).runs())
                .isEqualTo(32);
    }

    private static Offset<Double> within(double expected) {
        return Offset.offset(1e-4 * expected);
    }
}
