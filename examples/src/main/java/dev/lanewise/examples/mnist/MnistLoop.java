package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.inference.Inference;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.program.Backend;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import dev.lanewise.train.TrainStep;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trains a network by a loop that is written by hand: one page to learn the library from. The other programs have
 * {@link dev.lanewise.train.Trainer} do all this, with the same bits.
 */
final class MnistLoop implements Stateful {
    private final Layer model;
    private final UpdateRule optimizer;
    private final DataLoader<Batch<Tensor, IntTensor>> train;
    private final DataLoader<Batch<Tensor, IntTensor>> test;
    private final Map<String, Stateful> more;
    private final TrainStep<Batch<Tensor, IntTensor>> step;
    private final Inference<Tensor, Tensor> inference;
    private final Accuracy learned = new Accuracy(); // in the epoch in progress, as its sum of losses
    private final Accuracy tested = new Accuracy(); // in the last test
    private double lossSum;

    /** A training that has not begun, with parts of the program's own that a checkpoint holds. */
    MnistLoop(Setup<Layer, Batch<Tensor, IntTensor>> setup, Map<String, Stateful> more) {
        this.model = setup.model();
        this.optimizer = setup.optimizer();
        this.train = setup.train();
        this.test = setup.test();
        this.more = more;
        this.step = TrainStep.capture(this::learn); // runs it once, then replays what it did
        this.inference = Inference.of(model);
    }

    /** Has a device run what was captured, for a training that has not begun. */
    MnistLoop on(Backend device) {
        step.on(device);
        inference.on(device);
        return this;
    }

    /** Learns from one batch: the textbook training step. */
    private Tensor learn(Batch<Tensor, IntTensor> batch) {
        Tensor logits = model.forward(batch.inputs()); // for example [64, 28, 28] pixels to [64, 10] logits
        Tensor loss = Losses.crossEntropy(logits, batch.targets()); // one number, to be made smaller

        loss.backward(); // the gradient of the loss for each parameter
        optimizer.step(); // each parameter a little way down its gradient

        learned.add(logits, batch.targets()); // counts those that are told right
        return loss;
    }

    /** Learns from every batch once, or from those that are left of an epoch, then tests without learning. */
    Map<String, Double> epoch(Runnable afterStep) {
        long epoch = train.epoch() + 1;
        for (Batch<Tensor, IntTensor> batch : train) {
            lossSum += Run.requireFinite(step.run(batch).item(), epoch, optimizer.lr()) * batch.size();
            afterStep.run();
        }
        tested.reset();
        double testLoss = 0;
        for (Batch<Tensor, IntTensor> batch : test) {
            Tensor logits = inference.run(batch.inputs());
            Tensor loss = Losses.crossEntropy(logits, batch.targets());
            testLoss += Run.requireFinite(loss.item(), epoch, optimizer.lr()) * batch.size();
            tested.add(logits, batch.targets());
        }
        Map<String, Double> results = values("", lossSum, learned);
        results.putAll(values(History.VALIDATION, testLoss, tested));
        lossSum = 0;
        learned.reset();
        return results;
    }

    private static Map<String, Double> values(String prefix, double lossSum, Accuracy accuracy) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(prefix + "loss", lossSum / accuracy.total());
        values.put(prefix + "accuracy", accuracy.value());
        return values;
    }

    /** Trains until so many epochs are complete, or a test is good enough, and gives the accuracy of the last test. */
    double fit(Run run, int epochs, double goodEnough) {
        try (run) {
            run.begin(run.resume(this), (int) train.epoch(), learned.total());
            while (learned.total() > 0 || train.epoch() < epochs && !(tested.value() >= goodEnough)) {
                Map<String, Double> results = epoch(() -> {
                    run.step(steps(), learned.total(), () -> values("", lossSum, learned));
                    run.settled(steps(), true, this);
                });
                run.epoch((int) train.epoch(), results);
                run.settled(steps(), false, this);
            }
        }
        return tested.value();
    }

    private long steps() {
        return train.epoch() * train.batches() + train.position();
    }

    @Override
    public void state(State state) {
        state.part("model", model);
        state.part("optimizer", optimizer);
        state.part("loader", train);
        state.part("learned", learned);
        state.part("tested", tested);
        more.forEach(state::part);
        lossSum = state.real("lossSum", lossSum);
    }
}
