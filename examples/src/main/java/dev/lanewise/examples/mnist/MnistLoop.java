package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.examples.training.Interruption;
import dev.lanewise.examples.training.Report;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.inference.Inference;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import dev.lanewise.train.TrainStep;
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
    private final Map<String, ? extends Stateful> more;
    private final TrainStep<Batch<Tensor, IntTensor>> step;
    private final Inference<Tensor, Tensor> inference;
    private final Tally learned = new Tally();
    private final Tally tested = new Tally();

    /** A training that has not begun, with parts of the program's own that a checkpoint holds. */
    MnistLoop(Setup<Layer, Batch<Tensor, IntTensor>> setup, Map<String, ? extends Stateful> more) {
        this.model = setup.model();
        this.optimizer = setup.optimizer();
        this.train = setup.train();
        this.test = setup.test();
        this.more = more;
        this.step = TrainStep.captureNamed(this::learn); // runs it once, then replays what it did
        this.inference = Inference.of(model);
    }

    /** Learns from one batch: the textbook training step. */
    private Map<String, Tensor> learn(Batch<Tensor, IntTensor> batch) {
        Tensor logits = model.forward(batch.inputs()); // for example [64, 28, 28] pixels to [64, 10] logits
        Tensor loss = Losses.crossEntropy(logits, batch.targets()); // one number, to be made smaller

        loss.backward(); // the gradient of the loss for each parameter
        optimizer.step(); // each parameter a little way down its gradient

        return Map.of("loss", loss, "logits", logits);
    }

    /** Learns from every batch once, or from those that are left of an epoch, then tests without learning. */
    Map<String, Double> epoch(Runnable afterStep) {
        long epoch = train.epoch() + 1;
        for (Batch<Tensor, IntTensor> batch : train) {
            TrainStep.Outputs done = step.runNamed(batch);
            learned.add(finite(done.tensor("loss"), epoch), done.tensor("logits"), batch);
            afterStep.run();
        }
        tested.reset();
        for (Batch<Tensor, IntTensor> batch : test) {
            Tensor logits = inference.run(batch.inputs());
            tested.add(finite(Losses.crossEntropy(logits, batch.targets()), epoch), logits, batch);
        }
        Map<String, Double> results = learned.values("");
        results.putAll(tested.values(History.VALIDATION));
        learned.reset();
        return results;
    }

    private float finite(Tensor loss, long epoch) {
        if (!Float.isFinite(loss.item())) {
            throw Run.diverged(loss.item(), epoch, optimizer.lr());
        }
        return loss.item();
    }

    /**
     * Trains until so many epochs are complete, or until a test shows that the network is good enough.
     *
     * @return the accuracy of the last test
     */
    double fit(Run run, Report report, int epochs, double goodEnough) {
        boolean resumed = run.load(this);
        run.begin((int) train.epoch(), learned.samples(), resumed);
        try (run; var _ = new Interruption(run, report)) {
            while (learned.samples() > 0 || train.epoch() < epochs && !(tested.accuracy() >= goodEnough)) {
                Map<String, Double> results = epoch(() -> {
                    run.step(steps(), learned.samples(), () -> learned.values(""));
                    run.settled(steps(), true, this);
                });
                run.epoch((int) train.epoch(), results);
                run.settled(steps(), false, this);
            }
        }
        return tested.accuracy();
    }

    private long steps() {
        return train.epoch() * train.batches() + train.position();
    }

    /** All that a checkpoint holds of it. */
    @Override
    public void state(State state) {
        state.part("model", model);
        state.part("optimizer", optimizer);
        state.part("loader", train);
        state.part("epoch", learned);
        state.part("tested", tested);
        more.forEach(state::part);
    }
}
