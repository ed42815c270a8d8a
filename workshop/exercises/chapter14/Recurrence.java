package chapter14;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Unflatten;
import dev.lanewise.nn.recurrent.LSTM;
import dev.lanewise.nn.recurrent.RecurrentOptions;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import dev.lanewise.workshop.Hole;
import dev.lanewise.workshop.data.Digits;

/** Networks that read a picture row by row, from the top. */
public final class Recurrence {
    private Recurrence() {}

    /** A tanh cell, unrolled over the steps of sequences: {@code [N, T, in]} to its last state {@code [N, H]}. */
    public static final class Cell extends Layer {
        private final int hidden;
        private final Tensor input; // [H, in]
        private final Tensor recurrent; // [H, H]
        private final Tensor bias; // [H]

        /** A cell of {@code hidden} units whose parameters are uniform on +-1/sqrt(hidden). */
        public Cell(int in, int hidden, RandomSource random) {
            double bound = 1 / Math.sqrt(hidden);
            this.hidden = hidden;
            this.input = parameter("input", random.uniform(-bound, bound, hidden, in));
            this.recurrent = parameter("recurrent", random.uniform(-bound, bound, hidden, hidden));
            this.bias = parameter("bias", random.uniform(-bound, bound, hidden));
        }

        /** One step: a row {@code [N, in]} and the state before {@code [N, H]} to the state after it {@code [N, H]}. */
        Tensor step(Tensor row, Tensor state) {
            // 1. tanh(row input^T + state recurrent^T + bias). x.matmul(w, false, true) multiplies by the transposed w.
            throw Hole.fill("compute the next state of the row and the state before");
        }

        /** Reads all rows of each sample, from a state of zeros: {@code [N, T, in]} to {@code [N, H]}. */
        @Override
        protected Tensor compute(Tensor x) {
            // 2. T is x.dim(1), and x.select(1, t) is row t of each sample, [N, in]. Begin with
            //    Tensor.zeros(x.dim(0), hidden).
            throw Hole.fill("take step after step, and return the last state");
        }
    }

    /** A network for digits, {@code [N, 784]} to {@code [N, 10]}: 28 rows of 28, the reader, and a linear layer. */
    public static Sequential network(Layer reader, int hidden, RandomSource random) {
        return new Sequential(
                new Unflatten(1, Digits.SIDE, Digits.SIDE), // [N, 28, 28]
                reader, // [N, H]
                new Linear(hidden, Digits.CLASSES, random));
    }

    /** A network that learns by Adam. */
    public static final class Training {
        private final Sequential model;
        private final Adam optimizer;
        private int written;

        /** Trains this network with this learning rate. */
        public Training(Sequential model, double rate) {
            this.model = model;
            this.optimizer = new Adam(model.parameters(), rate);
        }

        /** One step of learning as Java runs it: the loss of the batch, its gradients, a move against them. */
        Tensor learn(Batch<Tensor, IntTensor> batch) {
            written++;
            // 3. As in chapter 10: Losses.crossEntropy (dev.lanewise.loss) of model.forward(batch.inputs()) and
            //    batch.targets(), backward, a step of the optimizer. Leave the line that counts.
            throw Hole.fill("compute the loss, its gradients, and move; return the loss");
        }

        /** How often Java has run {@link #learn}. */
        public int written() {
            return written;
        }

        /** The step {@link #learn}, recorded when it first runs, and replayed from then on. */
        public TrainStep<Batch<Tensor, IntTensor>> captured() {
            // 4. TrainStep.capture takes the method: this::learn.
            throw Hole.fill("capture the step");
        }

        /** Learns from all digits in batches of 50 in random order, {@code epochs} times; returns the last loss. */
        public double train(Digits digits, int epochs, RandomSource random) {
            DataLoader<Batch<Tensor, IntTensor>> batches = new DataLoader<>(
                    new TensorDataset<>(pictures(digits), labels(digits)), 50).shuffle(random);
            TrainStep<Batch<Tensor, IntTensor>> step = captured();
            double loss = Double.NaN;
            for (int epoch = 0; epoch < epochs; epoch++) {
                for (Batch<Tensor, IntTensor> batch : batches) {
                    loss = step.run(batch).item();
                }
            }
            return loss;
        }

        /** The share of these digits that the network recognises: 0 to 1. */
        public double accuracy(Digits digits) {
            IntTensor guesses = model.forward(pictures(digits)).argmax(1);
            return guesses.eq(labels(digits)).toTensor().mean().item();
        }
    }

    /** An LSTM of Lanewise in the cell's place: {@code [N, T, in]} to its last state {@code [N, H]}. */
    public static final class Reader extends Layer {
        private final LSTM lstm;

        /** An LSTM of {@code hidden} units. */
        public Reader(int in, int hidden, RandomSource random) {
            this.lstm = child("lstm", new LSTM(in, hidden, RecurrentOptions.defaults().batchFirst(), random));
        }

        @Override
        protected Tensor compute(Tensor x) {
            // 5. lstm.forward(x) returns y, the states after each row, and last, the state after the last one.
            //    last().h() is [1, N, H], since an LSTM can have several layers; squeeze(0) drops that axis.
            throw Hole.fill("return the hidden state after the last row");
        }
    }

    /** The pictures as a tensor {@code [N, 784]}. */
    public static Tensor pictures(Digits digits) {
        return Tensor.wrap(digits.pictures(), Shape.of(digits.count(), Digits.PIXELS));
    }

    /** The labels as a tensor {@code [N]}. */
    public static IntTensor labels(Digits digits) {
        return IntTensor.of(digits.labels());
    }
}
