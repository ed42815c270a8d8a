package dev.lanewise.board;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Measure;
import dev.lanewise.train.Trainer;
import java.util.ArrayList;
import java.util.List;

/** A small training with all that has state: pictures of 4 x 4, three classes, dropout, a shuffled loader. */
public final class SmallFit {
    /** Batches of an epoch. */
    public static final int BATCHES = 3;

    public static final List<String> CLASSES = List.of("a", "b", "<i>c</i>");

    public final Sequential model;
    public final Adam optimizer;
    public final DataLoader<Batch<Tensor, IntTensor>> training;
    public final DataLoader<Batch<Tensor, IntTensor>> validation = new DataLoader<>(samples(10), 4);
    public final Trainer<Batch<Tensor, IntTensor>, Tensor> trainer;

    public SmallFit() {
        RandomSource random = RandomSource.seed(3);
        model = new Sequential(new Linear(16, 8, random), new ReLU(), new Dropout(0.3, random.split()),
                new Linear(8, 3, random));
        optimizer = new Adam(model.parameters(), 0.01);
        training = new DataLoader<>(samples(22), 8).shuffle(random.split());
        trainer = Trainer.of(model, optimizer, Losses::crossEntropy);
        trainer.measure(Measure.accuracy());
    }

    public static TensorDataset<Tensor, IntTensor> samples(int count) {
        Tensor inputs = RandomSource.seed(count).normal(count, 16);
        return new TensorDataset<>(inputs, inputs.slice(1, 0, 3).argmax(1));
    }

    /** Records all that there is. */
    public RunRecorder everything(RunRecorder recorder) {
        return recorder.setting("lr", 0.01).everySteps(2).histogramsEvery(2)
                .examples(samples(7), model::forward, CLASSES)
                .sketchpad(new Sketchpad(4, 4, CLASSES), this::answer)
                .text("sample", fit -> "epoch " + fit.epoch() + " </script>")
                .pictures("first", fit -> model.forward(samples(2).batch(0, 1).inputs()).sigmoid().reshape(2, 1, 3));
    }

    private Answer answer(float[] ink) {
        Tensor drawn = Tensor.of(ink).reshape(1, 16);
        return new Answer(model.forward(drawn).softmax(1).reshape(3), drawn.reshape(4, 4));
    }

    /** All numbers of the model. */
    public List<float[]> weights() {
        List<float[]> all = new ArrayList<>();
        model.stateDict().values().forEach(tensor -> all.add(tensor.toArray()));
        return all;
    }
}
