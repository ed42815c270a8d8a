package dev.lanewise.bench.worker;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.nn.attention.LearnedPositions;
import dev.lanewise.nn.attention.TransformerEncoderLayer;
import dev.lanewise.nn.attention.TransformerOptions;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.nn.recurrent.GRU;
import dev.lanewise.nn.recurrent.LSTM;
import dev.lanewise.nn.recurrent.RNN;
import dev.lanewise.nn.recurrent.RecurrentOptions;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The sequence models that are compared, with the same initial state as in bench/peers/sequences.py. */
final class SequenceModels {
    static final int CLASSES = 10;

    private SequenceModels() {}

    /** Reads rows {@code [N, T, F]} by a recurrent layer and classifies by its last output. */
    static final class Classifier extends Block {
        private final Function<Tensor, Tensor> recurrent;
        private final Linear head;

        Classifier(Task task) {
            int inputs = task.size("inputs");
            int hidden = task.size("hidden");
            RandomSource random = RandomSource.seed(0);
            RecurrentOptions options = RecurrentOptions.defaults().batchFirst();
            recurrent = switch (task.word("cell")) {
                case "lstm" -> {
                    LSTM lstm = child("recurrent", new LSTM(inputs, hidden, options, random));
                    yield x -> lstm.forward(x).last().h();
                }
                case "gru" -> {
                    GRU gru = child("recurrent", new GRU(inputs, hidden, options, random));
                    yield x -> gru.forward(x).last();
                }
                case "rnn" -> {
                    RNN rnn = child("recurrent", new RNN(inputs, hidden, options, random));
                    yield x -> rnn.forward(x).last();
                }
                default -> throw task.unsupported("Lanewise");
            };
            head = child("head", new Linear(hidden, CLASSES, random));
            Networks.load(this);
        }

        Tensor forward(Tensor x) {
            return head.forward(recurrent.apply(x).squeeze(0));
        }
    }

    /** A layer of a transformer's encoder as PyTorch has it by default, without dropout. */
    static TransformerEncoderLayer encoder(Task task) {
        TransformerEncoderLayer layer = new TransformerEncoderLayer(task.size("width"), task.size("heads"),
                TransformerOptions.defaults().feedForward(task.size("ff")).dropout(0), RandomSource.seed(0));
        Networks.load(layer);
        return layer;
    }

    /** The network of the chargpt example: decoder only, learned positions, pre norm, GELU. */
    static final class Gpt extends Block {
        private final Embedding tokens;
        private final LearnedPositions positions;
        private final BlockList<TransformerEncoderLayer> layers;
        private final LayerNorm norm;
        private final Linear head;

        Gpt(Task task) {
            int width = task.size("width");
            RandomSource random = RandomSource.seed(0);
            TransformerOptions options = TransformerOptions.defaults().feedForward(4 * width).dropout(0).preNorm()
                    .activation(TransformerOptions.Activation.GELU);
            tokens = child("tokens", new Embedding(task.size("vocabulary"), width, random));
            positions = child("positions", new LearnedPositions(task.size("context"), width, random));
            layers = child("layers", new BlockList<>(IntStream.range(0, task.size("layers"))
                    .mapToObj(_ -> new TransformerEncoderLayer(width, task.size("heads"), options, random))
                    .toList()));
            norm = child("norm", new LayerNorm(width));
            head = child("head", new Linear(width, task.size("vocabulary"), false, random));
            Networks.load(this);
        }

        /** Logits of what follows each token. */
        Tensor forward(IntTensor text) {
            Tensor x = positions.forward(tokens.forward(text));
            for (TransformerEncoderLayer layer : layers) {
                x = layer.forward(x, AttentionOptions.defaults().causal());
            }
            return head.forward(norm.forward(x));
        }

        /** Logits of what follows the next tokens of a text whose keys and values so far are kept. */
        Tensor forward(IntTensor text, List<KeyValueCache> caches) {
            Tensor x = positions.forward(tokens.forward(text), caches.getFirst().length());
            for (int i = 0; i < layers.size(); i++) {
                x = layers.get(i).forward(x, caches.get(i));
            }
            return head.forward(norm.forward(x));
        }

        /** Room for a text. */
        List<KeyValueCache> caches(int context) {
            return IntStream.range(0, layers.size()).mapToObj(i -> layers.get(i).cache(1, context)).toList();
        }
    }
}
