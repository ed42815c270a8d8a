package dev.lanewise;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.inference.Inference;
import dev.lanewise.loss.BCELoss;
import dev.lanewise.loss.BCEWithLogitsLoss;
import dev.lanewise.loss.CrossEntropyLoss;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.metrics.BinaryAccuracy;
import dev.lanewise.metrics.BinaryCurves;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.metrics.LogLoss;
import dev.lanewise.metrics.MultilabelCounts;
import dev.lanewise.metrics.Perplexity;
import dev.lanewise.metrics.RegressionErrors;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Dropout2d;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Unflatten;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.nn.attention.LearnedPositions;
import dev.lanewise.nn.attention.MultiheadAttention;
import dev.lanewise.nn.attention.MultiheadOptions;
import dev.lanewise.nn.attention.RotaryPositions;
import dev.lanewise.nn.attention.Transformer;
import dev.lanewise.nn.attention.TransformerDecoder;
import dev.lanewise.nn.attention.TransformerEncoder;
import dev.lanewise.nn.attention.TransformerEncoderLayer;
import dev.lanewise.nn.attention.TransformerOptions;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.conv.ConvTranspose1d;
import dev.lanewise.nn.conv.Unfold;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.nn.embedding.EmbeddingBag;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.nn.norm.RMSNorm;
import dev.lanewise.nn.pad.ConstantPad2d;
import dev.lanewise.nn.recurrent.GRU;
import dev.lanewise.nn.recurrent.LSTM;
import dev.lanewise.nn.recurrent.LSTMCell;
import dev.lanewise.nn.recurrent.RNN;
import dev.lanewise.nn.recurrent.RNNCell;
import dev.lanewise.nn.recurrent.RecurrentOptions;
import dev.lanewise.nn.vision.Upsample;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.DenseLinalg;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.ops.Interpolation;
import dev.lanewise.ops.Normalization;
import dev.lanewise.ops.Positions;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Gradients;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.Plateau;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Schedules;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.program.Arena;
import dev.lanewise.program.Backend;
import dev.lanewise.program.DeviceInfo;
import dev.lanewise.program.Devices;
import dev.lanewise.program.Options;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Diagonals;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensorboard.SummaryWriter;
import dev.lanewise.text.Nearest;
import dev.lanewise.train.Fits;
import dev.lanewise.train.TrainStep;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.callbacks.Curves;
import dev.lanewise.train.terminal.TerminalPlot;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Null, which a compiler need not refuse, is refused in one sentence that says where and what. */
@SuppressWarnings("NullAway") // that is the test
class NullArgumentsTest {
    private static final Tensor FLOATS = Tensor.zeros(2);
    private static final IntTensor INTS = IntTensor.of(0, 1);
    private static final byte[] BYTES = new byte[1];
    private static final MultiheadAttention ATTENTION = new MultiheadAttention(2, 1, RandomSource.seed(1));
    private static final TerminalPlot PLOT = TerminalPlot.of("", "", "");
    private static final double[] DOUBLES = {0, 1};
    private static final Path FILE = Path.of("none");

    private static Arguments call(String sentence, ThrowingCallable call) {
        return Arguments.of(sentence, call);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                call("open: the folder is null", () -> SummaryWriter.open(null)),
                call("resume: the folder is null", () -> SummaryWriter.resume(null, 1)),
                call("resume: the folder is null", () -> SummaryWriter.resume(null, 1, _ -> true)),
                call("resume: the function that says which tags are kept is null",
                        () -> SummaryWriter.resume(FILE, 1, null)),
                call("Sequential: the array of layers is null", () -> new Sequential((Layer[]) null)),
                call("Dropout: the random source is null", () -> new Dropout(0.5, null)),
                call("Dropout2d: the random source is null", () -> new Dropout2d(0.5, null)),
                call("ConstantPad2d: the array of counts is null", () -> new ConstantPad2d(1, (int[]) null)),
                call("Unflatten: the array of sizes is null", () -> new Unflatten(1, (int[]) null)),
                call("Upsample: the interpolation is null", () -> new Upsample(null, 2)),
                call("Upsample: the array of sizes is null", () -> Upsample.to(Interpolation.linear(), (int[]) null)),
                call("Unfold: the patch is null", () -> new Unfold(null)),
                call("Interpolation: the kind is null", () -> new Interpolation(null, false, false)),
                call("MultiheadAttention: the set of options is null", () -> new MultiheadAttention(2, 1, null, null)),
                call("MultiheadAttention: the random source is null", () -> new MultiheadAttention(2, 1, null)),
                call("MultiheadAttention(2, 1): the set of masks is null",
                        () -> ATTENTION.forward(Tensor.zeros(1, 1, 2), (AttentionOptions) null)),
                call("MultiheadAttention(2, 1): the tensor of keys is null",
                        () -> ATTENTION.forward(Tensor.zeros(1, 1, 2), (Tensor) null, null)),
                call("MultiheadAttention(2, 1): the cache is null",
                        () -> ATTENTION.forward(Tensor.zeros(1, 1, 2), (KeyValueCache) null)),
                call("KeyValueCache: the tensor of values is null",
                        () -> ATTENTION.cache(1, 1).append(Tensor.zeros(1, 1, 2), null)),
                call("MultiheadOptions: the block of rotary positions is null",
                        () -> MultiheadOptions.defaults().rotary(null)),
                call("TransformerEncoderLayer: the set of options is null",
                        () -> new TransformerEncoderLayer(2, 1, null, RandomSource.seed(1))),
                call("TransformerOptions: the activation is null",
                        () -> TransformerOptions.defaults().activation(null)),
                call("TransformerEncoder: the list of layers is null", () -> new TransformerEncoder(null)),
                call("TransformerDecoder: the list of layers is null", () -> new TransformerDecoder(null)),
                call("Transformer: the set of options is null", () -> new Transformer(2, 1, 1, 1, null, null)),
                call("LearnedPositions: the random source is null", () -> new LearnedPositions(1, 1, null)),
                call("RotaryPositions: the kind of pairs is null", () -> new RotaryPositions(1, 2, 10, null)),
                call("rotary: the table of turns is null", () -> Positions.rotary(FLOATS, null, INTS, null)),
                call("write: the tensor of rows is null", () -> Positions.write(FLOATS, null, INTS)),
                call("allClose: the other tensor is null", () -> FLOATS.allClose(null)),
                call("zerosLike: the tensor is null", () -> Tensor.zerosLike(null)),
                call("onesLike: the tensor is null", () -> Tensor.onesLike(null)),
                call("ofNested: the array is null", () -> Tensor.ofNested(null)),
                call("repeatInterleave: the tensor of counts is null", () -> Shapes.repeatInterleave(FLOATS, 0, null)),
                call("roll: the array of axes is null", () -> Shapes.roll(FLOATS, null, new int[0])),
                call("roll: the array of shifts is null", () -> Shapes.roll(FLOATS, new int[0], null)),
                call("expand: the tensor is null", () -> Shapes.expand(null, 1)),
                call("expand: the array of sizes is null", () -> Shapes.expand(FLOATS, (int[]) null)),
                call("argmax: the tensor is null", () -> Statistics.argmax(null)),
                call("any: the tensor is null", () -> Statistics.any(null, true)),
                call("multiDot: tensor 1 is null", () -> Linalg.multiDot(FLOATS, null)),
                call("matrixNorm: the matrix is null", () -> DenseLinalg.matrixNorm(null)),
                call("solve: the right side is null", () -> DenseLinalg.solve(FLOATS, null)),
                call("choleskySolve: the matrix is null", () -> DenseLinalg.choleskySolve(null, Tensor.zeros(2, 2))),
                call("lstsq: the matrix is null", () -> DenseLinalg.lstsq(null, FLOATS)),
                call("inverse: the matrix is null", () -> DenseLinalg.inverse(null)),
                call("diagonal: the tensor is null", () -> Diagonals.diagonal(null, 0, 1, 2)),
                call("step: the computation is null", () -> TrainStep.capture(null)),
                call("step: the computation is null", () -> TrainStep.captureNamed(null)),
                call("on: the device is null", () -> TrainStep.<Batch<Tensor, Tensor>>capture(Batch::inputs).on(null)),
                call("on: the device is null", () -> Inference.of(new Sequential()).on(null)),
                call("on: the device is null",
                        () -> Trainer.ofSteps(new Sequential(), (Batch<Tensor, Tensor> _) -> Map.of())
                                .on((Backend) null)),
                call("open: the name of the device is null", () -> Devices.open(null)),
                call("DeviceInfo: the kind is null", () -> new DeviceInfo("p", "a", null, 1, "", List.of(), "")),
                call("Choice: the backend is null", () -> new Devices.Choice(null, "")),
                call("on: the arena is null", () -> Options.defaults().on((Arena) null)),
                call("Linear: the random source is null", () -> new Linear(1, 1, null)),
                call("Conv2d: the random source is null", () -> new Conv2d(1, 1, 3, null)),
                call("Conv2d: the set of options is null", () -> new Conv2d(1, 1, 3, null, RandomSource.seed(1))),
                call("ConvTranspose1d: the weight is null",
                        () -> new ConvTranspose1d(null, null, ConvOptions.defaults())),
                call("ConvOptions: the mode of padding is null", () -> ConvOptions.defaults().paddingMode(null)),
                call("LSTM: the random source is null", () -> new LSTM(1, 1, null)),
                call("GRU: the set of options is null", () -> new GRU(1, 1, null, RandomSource.seed(1))),
                call("RNN: the map of parameters is null",
                        () -> new RNN(null, RecurrentOptions.defaults(), RandomSource.seed(1))),
                call("RNN: the random source is null", () -> new RNN(Map.of(), RecurrentOptions.defaults(), null)),
                call("RecurrentOptions: the nonlinearity is null",
                        () -> RecurrentOptions.defaults().nonlinearity(null)),
                call("LSTM: the cell state is null", () -> new LSTM.Hidden(FLOATS, null)),
                call("LSTM: the input is null", () -> new LSTM(1, 1, RandomSource.seed(1)).summary(null)),
                call("LSTMCell: the random source is null", () -> new LSTMCell(1, 1, null)),
                call("LSTMCell: the weight of inputs is null", () -> new LSTMCell(null, FLOATS, null, null)),
                call("RNNCell: the nonlinearity is null",
                        () -> new RNNCell(1, 1, true, null, RandomSource.seed(1))),
                call("Embedding: the random source is null", () -> new Embedding(1, 1, null)),
                call("Embedding: the weight is null", () -> new Embedding(null)),
                call("Embedding: the set of options is null", () -> new Embedding(FLOATS, null)),
                call("EmbeddingBag: the set of options is null", () -> new EmbeddingBag(FLOATS, null)),
                call("Embedding(1, 1): embedding: the tensor of indices is null",
                        () -> new Embedding(Tensor.ones(1, 1)).forward(null)),
                call("embeddingBag: the set of options is null",
                        () -> Embeddings.embeddingBag(FLOATS, INTS, null)),
                call("LayerNorm: the array of sizes is null", () -> new LayerNorm((int[]) null)),
                call("LayerNorm: the shape is null", () -> new LayerNorm(null, 0.1, true)),
                call("batchNorm: the tensor is null", () -> Normalization.batchNorm(null, null, null, 0)),
                call("rmsNorm: the shape is null", () -> Normalization.rmsNorm(FLOATS, null, null, null)),
                call("RMSNorm: the array of sizes is null", () -> new RMSNorm((int[]) null)),
                call("loadStateDict: the map of values is null", () -> new ReLU().loadStateDict(null)),
                call("loadStateDict: the set of rules is null", () -> new ReLU().loadStateDict(Map.of(), null)),
                call("dropout: the tensor is null", () -> RandomSource.seed(1).dropout(null, 0.5)),
                call("multinomial: the tensor of weights is null",
                        () -> RandomSource.seed(1).multinomial(null, 1, true)),
                call("poisson: the tensor of rates is null", () -> RandomSource.seed(1).poisson(null)),
                call("normal: the tensor of means is null", () -> RandomSource.seed(1).normal(null, FLOATS)),
                call("normal: the tensor of deviations is null",
                        () -> RandomSource.seed(1).normal(FLOATS, (Tensor) null)),
                call("SGD: the list of parameters is null", () -> new SGD(null, 0.1)),
                call("RMSprop: the list of parameters is null", () -> new RMSprop(null, 0.1)),
                call("Adam: the list of parameters is null", () -> new Adam(null, 0.1)),
                call("AdamW: the list of parameters is null", () -> new AdamW(null, 0.1)),
                call("SGD: the schedule of the learning rate is null", () -> new SGD(List.of(FLOATS), null)),
                call("ParameterGroups: the array of groups is null",
                        () -> new ParameterGroups((UpdateRule[]) null)),
                call("ParameterGroups: the list of groups is null",
                        () -> new ParameterGroups((List<UpdateRule>) null)),
                call("ParameterGroups: group 1 is null",
                        () -> new ParameterGroups(new SGD(List.of(FLOATS), 0.1), null)),
                call("clipNorm: parameter 1 is null", () -> Gradients.clipNorm(Arrays.asList(FLOATS, null), 1)),
                call("clipValue: parameter 0 is null", () -> Gradients.clipValue(Arrays.asList(null, FLOATS), 1)),
                call("norm: the list of parameters is null", () -> Gradients.norm(null)),
                call("sequence: the list of schedules is null", () -> Schedules.sequence(null)),
                call("sequence: the schedule is null", () -> Schedules.sequence(Arrays.asList((Schedule) null))),
                call("sequence: the array of milestones is null",
                        () -> Schedules.sequence(List.of(Schedules.constant(1)), (long[]) null)),
                call("multiStep: the array of milestones is null", () -> Schedules.multiStep(1, 1, (long[]) null)),
                call("TensorDataset: the tensor of inputs is null", () -> new TensorDataset<>(null, null)),
                call("TensorDataset: the tensor of targets is null", () -> new TensorDataset<>(FLOATS, null)),
                call("ImageDataset: the array of pixels is null", () -> new ImageDataset(null, 1, 1, BYTES, 0, 1)),
                call("ImageDataset: the array of labels is null", () -> new ImageDataset(BYTES, 1, 1, null, 0, 1)),
                call("ImageDataset: the shape is null", () -> ImageDataset.of(null, BYTES, BYTES)),
                call("ImageDataset: the array of pixels is null",
                        () -> ImageDataset.of(Shape.of(1, 1, 1), null, BYTES)),
                call("ImageDataset: the array of labels is null",
                        () -> ImageDataset.of(Shape.of(1, 1, 1), BYTES, null)),
                call("normalised: the array of means is null",
                        () -> new ImageDataset(BYTES, 1, 1, BYTES, 0, 1).normalised(null, new double[1])),
                call("normalised: the array of deviations is null",
                        () -> new ImageDataset(BYTES, 1, 1, BYTES, 0, 1).normalised(new double[1], null)),
                call("Batch: the tensor of inputs is null", () -> new Batch<>(null, INTS)),
                call("Batch: the tensor of targets is null", () -> new Batch<>(FLOATS, null)),
                call("DataLoader: the dataset is null", () -> new DataLoader<Batch<?, ?>>(null, 1)),
                call("Accuracy: the tensor of logits is null", () -> new Accuracy().add((Tensor) null, INTS)),
                call("Accuracy: the tensor of labels is null", () -> new Accuracy().add(FLOATS, null)),
                call("BinaryAccuracy: the tensor of scores is null",
                        () -> new BinaryAccuracy().add(null, (Tensor) null)),
                call("BinaryAccuracy: the tensor of targets is null",
                        () -> new BinaryAccuracy().add(FLOATS, (Tensor) null)),
                call("BinaryAccuracy: the tensor of scores is null",
                        () -> new BinaryAccuracy().add(null, (IntTensor) null)),
                call("BinaryAccuracy: the tensor of labels is null",
                        () -> new BinaryAccuracy().add(FLOATS, (IntTensor) null)),
                call("ConfusionMatrix: the tensor of logits is null",
                        () -> new ConfusionMatrix(2).add((Tensor) null, INTS)),
                call("ConfusionMatrix: the tensor of labels is null", () -> new ConfusionMatrix(2).add(FLOATS, null)),
                call("ConfusionMatrix: the tensor of predictions is null",
                        () -> new ConfusionMatrix(2).add((IntTensor) null, INTS)),
                call("ConfusionMatrix: the tensor of labels is null", () -> new ConfusionMatrix(2).add(INTS, null)),
                call("CrossEntropyLoss: the tensor of logits is null", () -> new CrossEntropyLoss().of(null, INTS)),
                call("CrossEntropyLoss: the tensor of labels is null",
                        () -> new CrossEntropyLoss().of(FLOATS, (IntTensor) null)),
                call("CrossEntropyLoss: the target is null", () -> new CrossEntropyLoss().of(FLOATS, (Tensor) null)),
                call("CrossEntropyLoss: the tensor of weights is null", () -> new CrossEntropyLoss().weights(null)),
                call("CrossEntropyLoss: the reduction is null", () -> new CrossEntropyLoss().reduction(null)),
                call("crossEntropy: the reduction is null", () -> Losses.crossEntropy(FLOATS, INTS, null)),
                call("nll: the tensor of log-probabilities is null", () -> Losses.nll(null, INTS)),
                call("bce: the prediction is null", () -> Losses.bce(null, FLOATS)),
                call("BCELoss: the tensor of weights is null", () -> new BCELoss().weights(null)),
                call("BCEWithLogitsLoss: the tensor of weights of ones is null",
                        () -> new BCEWithLogitsLoss().posWeight(null)),
                call("ConfusionMatrix: the averaging is null", () -> new ConfusionMatrix(2).f1(null)),
                call("ConfusionMatrix: the weighting of kappa is null", () -> new ConfusionMatrix(2).cohensKappa(null)),
                call("ConfusionMatrix: the metric to merge is null", () -> new ConfusionMatrix(2).merge(null)),
                call("MultilabelCounts: the tensor of targets is null",
                        () -> new MultilabelCounts(2).add(FLOATS, null)),
                call("BinaryCurves: the tensor of labels is null",
                        () -> new BinaryCurves().add(FLOATS, (IntTensor) null)),
                call("LogLoss: the tensor of probabilities is null", () -> new LogLoss().add(null, INTS)),
                call("Perplexity: the tensor of losses is null", () -> new Perplexity().addLosses(null)),
                call("RegressionErrors: the tensor of predictions is null",
                        () -> new RegressionErrors().add(null, FLOATS)),
                call("terminal plot: the title is null", () -> TerminalPlot.of(null, "", "")),
                call("terminal plot: the name of the x axis is null", () -> TerminalPlot.of("", null, "")),
                call("terminal plot: the name of the y axis is null", () -> TerminalPlot.of("", "", null)),
                call("terminal plot: the history is null", () -> TerminalPlot.of(null, "loss")),
                call("terminal plot: the array of names is null",
                        () -> TerminalPlot.of(new Fits().trainer.history(), (String[]) null)),
                call("terminal plot: the name of a line is null", () -> PLOT.line(null, 1)),
                call("terminal plot, line \"a\": the array of values is null",
                        () -> PLOT.line("a", (double[]) null)),
                call("terminal plot: the name of a line is null", () -> PLOT.line(null, FLOATS)),
                call("terminal plot, line \"a\": the tensor is null", () -> PLOT.line("a", (Tensor) null)),
                call("terminal plot: the name of a line is null", () -> PLOT.line(null, DOUBLES, DOUBLES)),
                call("terminal plot, line \"a\": the array of x values is null", () -> PLOT.line("a", null, DOUBLES)),
                call("terminal plot, line \"a\": the array of y values is null", () -> PLOT.line("a", DOUBLES, null)),
                call("terminal plot: the character set is null", () -> PLOT.text(null)),
                call("terminal plot: the stream is null", () -> PLOT.print(null)),
                call("plateau: the optimizer is null", () -> new Plateau(0.1).mayServe(null)),
                call("nearest: the name is null", () -> Nearest.of(null, List.of("a"))),
                call("nearest: the collection of names is null", () -> Nearest.of("a", null)),
                call("distance: the first word is null", () -> Nearest.distance(null, "a")),
                call("distance: the second word is null", () -> Nearest.distance("a", null)),
                call("Curves: the stream is null", () -> new Curves(null)),
                call("Curves: the array of names is null", () -> new Curves().only((String[]) null)),
                call("Curves: the name is null", () -> new Curves().only("loss", null)),
                call("wrap: the array of values is null", () -> BoolTensor.wrap(null, Shape.of(1))),
                call("wrap: the shape is null", () -> BoolTensor.wrap(new boolean[1], null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void nullIsRefused(String sentence, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }
}
