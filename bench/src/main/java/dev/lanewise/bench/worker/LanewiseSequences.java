package dev.lanewise.bench.worker;

import dev.lanewise.bench.worker.SequenceModels.Classifier;
import dev.lanewise.bench.worker.SequenceModels.Gpt;
import dev.lanewise.data.Batch;
import dev.lanewise.data.Batched;
import dev.lanewise.inference.Inference;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.nn.attention.TransformerEncoderLayer;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Gradients;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;

/** Training steps of sequence models, and the generation of text. The Python workers do the same. */
final class LanewiseSequences {
    /** So large that a wrong gradient shows in the loss after some steps. */
    private static final double CHECKED_RATE = 1e-3;

    /** How the chargpt example learns. */
    private static final double DECAY = 0.1;

    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.99;
    private static final double LONGEST_GRADIENT = 1;

    private LanewiseSequences() {}

    /** A training step. What is checked is the loss after some of them at a usual rate. */
    static Work step(Task task) {
        return Training.open(
                task, training(task, MlpTraining.TIMED_RATE), () -> training(task, CHECKED_RATE));
    }

    private static Training<?, ?> training(Task task, double rate) {
        int count = task.size("batch");
        return switch (task.kind()) {
            case "recurrent" -> {
                Classifier model = new Classifier(task);
                Tensor x = Results.uniform(1, Shape.of(count, task.size("steps"), task.size("inputs")));
                yield new Training<>(new Batch<>(x, IntTensor.of(TestData.labels(count, SequenceModels.CLASSES))),
                        (rows, labels) -> Losses.crossEntropy(model.forward(rows), labels),
                        rule(task, model.parameters(), rate));
            }
            case "encoder" -> {
                TransformerEncoderLayer model = SequenceModels.encoder(task);
                Shape shape = Shape.of(count, task.size("steps"), task.size("width"));
                yield new Training<>(new Batch<>(Results.uniform(1, shape), Results.uniform(3, shape)),
                        (x, y) -> Losses.mse(model.forward(x), y), rule(task, model.parameters(), rate));
            }
            default -> {
                Gpt model = new Gpt(task);
                yield new Training<>(texts(task, count),
                        (text, next) -> Losses.crossEntropy(
                                model.forward(text).reshape(-1, task.size("vocabulary")), next.reshape(-1)),
                        () -> Gradients.clipNorm(model.parameters(), LONGEST_GRADIENT),
                        rule(task, model.parameters(), rate));
            }
        };
    }

    private static UpdateRule rule(Task task, List<Tensor> parameters, double rate) {
        return switch (task.word("rule")) {
            case "adam" -> new Adam(parameters, rate);
            case "adamw" -> new AdamW(parameters, rate).betas(BETA_1, BETA_2).weightDecay(DECAY);
            default -> throw task.unsupported("Lanewise");
        };
    }

    /** Tokens, and for each the one that comes next. */
    private static Batch<IntTensor, IntTensor> texts(Task task, int count) {
        int context = task.size("context");
        int[] all = TestData.labels(count * (context + 1), task.size("vocabulary"));
        int[] text = new int[count * context];
        int[] next = new int[count * context];
        for (int i = 0; i < count; i++) {
            System.arraycopy(all, i * (context + 1), text, i * context, context);
            System.arraycopy(all, i * (context + 1) + 1, next, i * context, context);
        }
        Shape shape = Shape.of(count, context);
        return new Batch<>(IntTensor.wrap(text, shape), IntTensor.wrap(next, shape));
    }

    /** The likeliest token after the likeliest token, from token 0 to the end of the context, with a cache. */
    static Work generation(Task task) {
        int context = task.size("context");
        Gpt model = new Gpt(task);
        List<KeyValueCache> caches = model.caches(context);
        Inference<IntTensor, Token> next = Inference.of(text -> {
            Tensor logits = model.forward(text, caches);
            return new Token(logits, logits.argmax(-1));
        });
        return new Work() {
            @Override
            public void run() {
                text();
            }

            private Tensor text() {
                caches.forEach(KeyValueCache::reset);
                Token token = next.run(IntTensor.wrap(new int[1], Shape.of(1, 1)));
                for (int i = 1; i < context; i++) {
                    token = next.run(token.likeliest());
                }
                return token.logits();
            }

            @Override
            public double runs() {
                return 1.0 / context;
            }

            @Override
            public double check() {
                return TestData.weighted(text().toArray());
            }
        };
    }

    /**
     * What follows a text.
     *
     * @param logits {@code [1, 1, vocabulary]}
     * @param likeliest {@code [1, 1]}
     */
    private record Token(Tensor logits, IntTensor likeliest) implements Batched<Token> {
        @Override
        public List<Value> values() {
            return List.of(logits, likeliest);
        }

        @Override
        public Token with(List<Value> values) {
            return new Token((Tensor) values.get(0), (IntTensor) values.get(1));
        }
    }
}
