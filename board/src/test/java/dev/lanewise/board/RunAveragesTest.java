package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.control.Answer;
import dev.lanewise.io.Safetensors;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training with averages of weights is shown as its validations see it. */
@Timeout(300)
class RunAveragesTest {
    private static final int EPOCHS = 4;

    @TempDir
    Path runs;

    private final SmallFit fit = new SmallFit();
    private RunRecorder recorder;

    @BeforeEach
    void average() {
        recorder = fit.everything(RunRecorder.in(runs, "small"))
                .examples(SmallFit.samples(10), fit.model::forward, SmallFit.CLASSES); // those of the validation
        fit.trainer.average(WeightAverage.ema(fit.model.parameters(), 0.9));
    }

    private void assertTrainedAsWithoutARecorder() {
        SmallFit plain = new SmallFit();
        plain.trainer.average(WeightAverage.ema(plain.model.parameters(), 0.9))
                .fit(plain.training, plain.validation, EPOCHS);
        assertThat(fit.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
        assertThat(fit.trainer.history().values("validation.loss"))
                .containsExactly(plain.trainer.history().values("validation.loss"));
    }

    private Map<String, Tensor> tensors(String file) {
        return Safetensors.load(runs.resolve("small").resolve(file)).tensors();
    }

    @Test
    void predictionsAreThoseOfTheValidation() {
        List<float[]> averages = new ArrayList<>();
        fit.trainer.with(recorder, new Callback() {
            @Override
            public void epoch(Fit current) {
                averages.add(current.validatedWeights().values().iterator().next().toArray());
            }
        }).fit(fit.training, fit.validation, EPOCHS);
        assertTrainedAsWithoutARecorder();
        int[] labels = Safetensors.load(runs.resolve("small/labels.safetensors")).ints().get("labels").toArray();
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            String file = "predictions-000" + epoch + ".safetensors";
            IntTensor predicted = Safetensors.load(runs.resolve("small").resolve(file)).ints().get("predicted");
            Map<String, Double> values = fit.trainer.history().epochs().get(epoch - 1).values();
            assertThat(tensors(file).get("truth").log().neg().mean().item())
                    .isCloseTo(values.get("validation.loss").floatValue(), Offset.offset(1e-5f));
            int right = 0;
            for (int i = 0; i < labels.length; i++) {
                right += predicted.toArray()[i] == labels[i] ? 1 : 0;
            }
            assertThat((double) right / labels.length).isEqualTo(values.get("validation.accuracy"));
            assertThat(tensors("filters-000" + epoch + ".safetensors").get("filters").toArray())
                    .isEqualTo(averages.get(epoch - 1));
        }
    }

    @Test
    void aDrawingIsReadWithTheAveragesAndAfterTheEndWithWhatIsLeft() throws Exception {
        float[] ink = new float[16];
        ink[5] = 1;
        List<float[]> read = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        List<float[]> raw = new ArrayList<>();
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            fit.trainer.with(new Callback() {
                @Override
                public void step(Fit current) {
                    if (current.step() == 5) {
                        expected.add(current.withValidatedWeights(() -> chances(ink)));
                        raw.add(chances(ink));
                        CountDownLatch asked = new CountDownLatch(1);
                        done.add(others.submit(() -> {
                            recorder.control().pause();
                            asked.countDown();
                            while (!recorder.control().isPaused()) {
                                Thread.sleep(1);
                            }
                            Answer answer = recorder.control().draw(ink);
                            read.add(answer.chances().toArray());
                            recorder.control().resume();
                            return null;
                        }));
                        try {
                            asked.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
            }, recorder).fit(fit.training, fit.validation, EPOCHS);
            done.getFirst().get();
        }
        assertTrainedAsWithoutARecorder();
        assertThat(read.getFirst()).isEqualTo(expected.getFirst()).isNotEqualTo(raw.getFirst());
        assertThat(recorder.control().draw(ink).chances().toArray()).isEqualTo(chances(ink));
    }

    private float[] chances(float[] ink) {
        boolean wasTraining = fit.model.isTraining();
        fit.model.eval();
        try {
            return fit.model.forward(Tensor.of(ink).reshape(1, 16)).softmax(1).toArray();
        } finally {
            if (wasTraining) {
                fit.model.train();
            }
        }
    }

    @Test
    void aFunctionThatFailsOrSwapsItselfLeavesTheWeightsOfTheTraining() {
        WeightAverage others = WeightAverage.ema(fit.model.parameters(), 0.5);
        recorder.text("fails", _ -> {
            throw new IllegalStateException("no text");
        }).text("copies", current -> current.validatedWeights().size() + " tensors").text("swaps", _ -> {
            others.update();
            return "none";
        });
        fit.trainer.with(recorder).fit(fit.training, fit.validation, EPOCHS);
        assertTrainedAsWithoutARecorder();
        assertThat(Json.lines(runs.resolve("small/samples.jsonl")))
                .filteredOn(line -> String.valueOf(line.get("name")).equals("copies"))
                .extracting(line -> line.get("text")).containsExactly("4 tensors", "4 tensors", "4 tensors",
                        "4 tensors");
        assertThat(String.valueOf(Json.object(runs.resolve("small/run.json")).get("notes")))
                .contains("the text \"fails\" cannot be recorded: no text")
                .contains("the text \"swaps\" cannot be recorded: WeightAverage: update() finds another average");
    }
}
