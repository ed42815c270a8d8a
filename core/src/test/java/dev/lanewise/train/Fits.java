package dev.lanewise.train;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A small training with all that has state: dropout, Adam, a shuffled loader whose last batch is smaller. */
public final class Fits {
    /** Batches of an epoch. */
    public static final int BATCHES = 3;

    public final Sequential model;
    public final UpdateRule optimizer;
    public final DataLoader<Batch<Tensor, IntTensor>> training;
    public final DataLoader<Batch<Tensor, IntTensor>> validation;
    public final Trainer<Batch<Tensor, IntTensor>, Tensor> trainer;

    public Fits() {
        this(0.05);
    }

    public Fits(double lr) {
        RandomSource random = RandomSource.seed(3);
        model = new Sequential(new Linear(6, 8, random), new ReLU(), new Dropout(0.3, random.split()),
                new Linear(8, 3, random));
        optimizer = new Adam(model.parameters(), lr);
        training = new DataLoader<>(samples(22), 8).shuffle(random.split());
        validation = new DataLoader<>(samples(10), 4);
        trainer = Trainer.of(model, optimizer, Losses::crossEntropy);
    }

    static TensorDataset<Tensor, IntTensor> samples(int count) {
        Tensor inputs = RandomSource.seed(count).normal(count, 6);
        return new TensorDataset<>(inputs, inputs.slice(1, 0, 3).argmax(1));
    }

    /** All numbers of the model. */
    public List<float[]> weights() {
        List<float[]> all = new ArrayList<>();
        model.stateDict().values().forEach(tensor -> all.add(tensor.toArray()));
        return all;
    }
}
