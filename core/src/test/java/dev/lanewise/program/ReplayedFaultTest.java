package dev.lanewise.program;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.inference.Inference;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.nn.recurrent.GRU;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error in a replay is the one that the eager run would have thrown, with the path of the block. */
@Tag("quick")
class ReplayedFaultTest {
    private static final int STEPS = 6;
    private static final int SAMPLES = 16;
    private static final int WORDS = 10;
    private static final int WIDTH = 24;

    /** A small network on words. */
    private static final class Reader extends Block {
        private final transient RandomSource random = RandomSource.seed(3);
        private final Embedding words = child("words", new Embedding(WORDS, WIDTH, random));
        private final GRU memory = child("memory", new GRU(WIDTH, WIDTH, random));
        private final Sequential head = child("head", new Sequential(
                new Linear(WIDTH, WIDTH, random), new ReLU(), new Dropout(0.1f, random.split()),
                new Linear(WIDTH, 4, random)));

        Tensor forward(IntTensor ids, IntTensor lengths) {
            return call(() -> {
                Tensor embedded = words.forward(ids).mul(1.5f).tanh();
                return head.forward(memory.forward(embedded, null, lengths).last().select(0, 0));
            }, ids, lengths);
        }
    }

    /** One that computes its loss itself, and learns: words, lengths and labels in, loss out. */
    private static final class Learner extends Block implements Function<List<? extends Value>, List<? extends Value>> {
        private final Reader reader = child("reader", new Reader());
        private final transient Adam adam = new Adam(parameters(), 0.01);

        @Override
        public List<? extends Value> apply(List<? extends Value> in) {
            Tensor loss = call(() -> Losses.crossEntropy(
                    reader.forward((IntTensor) in.get(0), (IntTensor) in.get(1)).mul(2f).add(1f),
                    (IntTensor) in.get(2)), in);
            loss.backward();
            adam.step();
            adam.zeroGrad();
            return List.of(loss);
        }
    }

    private static IntTensor ints(int first, int bound, int... shape) {
        int[] all = new int[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        Arrays.setAll(all, i -> i == 0 ? first : i * 7 % bound);
        return IntTensor.wrap(all, Shape.of(shape));
    }

    private static List<Value> batch(int word, int length, int label) {
        return List.of(ints(word, WORDS, STEPS, SAMPLES), ints(length, STEPS, SAMPLES), ints(label, 4, SAMPLES));
    }

    private static final List<Value> GOOD = batch(9, STEPS, 3);

    private static void withFusion(String setting, Runnable body) {
        String before = System.getProperty(Fusion.PROPERTY);
        System.setProperty(Fusion.PROPERTY, setting);
        try {
            body.run();
        } finally {
            if (before == null) {
                System.clearProperty(Fusion.PROPERTY);
            } else {
                System.setProperty(Fusion.PROPERTY, before);
            }
        }
    }

    /**
     * Runs a computation on good inputs, bad ones and good ones again, eagerly and captured, which must do the same.
     *
     * @return the message
     */
    private static String message(
            Supplier<Function<List<? extends Value>, List<? extends Value>>> made, List<Value> good, List<Value> bad) {
        var eager = made.get();
        Program.Captured captured = Program.capture(good, made.get());
        assertThat((Tensor) captured.outputs().getFirst()).hasBitsOf((Tensor) eager.apply(good).getFirst());
        Program program = captured.program();
        Throwable expected = catchThrowable(() -> eager.apply(bad));
        assertThat(catchThrowable(() -> eager.apply(bad))).hasToString(expected.toString());
        for (int again = 0; again < 2; again++) {
            Throwable thrown = catchThrowable(() -> program.run(bad));
            assertThat(thrown).hasSameClassAs(expected).hasToString(expected.toString());
            if (expected.getCause() != null) {
                assertThat(thrown.getCause()).hasSameClassAs(expected.getCause())
                        .hasMessage(expected.getCause().getMessage());
            }
        }
        for (int again = 0; again < 2; again++) {
            assertThat((Tensor) program.run(good).getFirst()).hasBitsOf((Tensor) eager.apply(good).getFirst());
        }
        return expected.getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void itIsThatOfTheEagerRunAndTheNextRunIsAsEver(String fusion) {
        withFusion(fusion, () -> {
            boolean fuses = Program.capture(GOOD, new Learner()).program().listing().steps().stream()
                    .anyMatch(step -> step.op() instanceof FusedOp);
            assertThat(fuses).isEqualTo(fusion.equals("on"));
            assertThat(message(Learner::new, GOOD, batch(WORDS, STEPS, 3)))
                    .startsWith("reader.words: Embedding(10, 24): embedding: ").contains("10");
            assertThat(message(Learner::new, GOOD, batch(-1, STEPS, 3)))
                    .startsWith("reader.words: Embedding(10, 24): embedding: ").contains("-1");
            assertThat(message(Learner::new, GOOD, batch(9, STEPS + 1, 3)))
                    .startsWith("reader.memory: GRU(24, 24): gru: ").contains("7");
            assertThat(message(Learner::new, GOOD, batch(9, STEPS, 4))).startsWith("Learner(): crossEntropy: ")
                    .contains("4");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void outsideOfAllBlocksThereIsNoPath(String fusion) {
        withFusion(fusion, () -> {
            Reader reader = new Reader();
            reader.eval();
            String message = message(
                    () -> in -> List.of(Losses.crossEntropy(
                            reader.forward((IntTensor) in.get(0), (IntTensor) in.get(1)), (IntTensor) in.get(2))),
                    GOOD, batch(9, STEPS, 4));
            assertThat(message).startsWith("crossEntropy: ");
        });
    }

    /** A block that computes its loss. */
    private static final class Judge extends Block {
        private final Linear linear = child("linear", new Linear(4, 4, RandomSource.seed(1)));

        Tensor loss(Tensor x, Tensor target) {
            return call(() -> Losses.bce(linear.forward(x).sigmoid(), target), x, target);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void aCheckOfALossIsInTheBlockThatComputesIt(String fusion) {
        withFusion(fusion, () -> {
            Tensor x = Tensor.ones(SAMPLES, 4);
            String message = message(() -> {
                Sequential around = new Sequential(new Layer() {
                    private final Judge judge = child("judge", new Judge());

                    @Override
                    protected Tensor compute(Tensor y) {
                        return judge.loss(x, y);
                    }
                });
                return in -> List.of(around.forward((Tensor) in.getFirst()));
            }, List.of(Tensor.full(0.5, SAMPLES, 4)), List.of(Tensor.full(1.5, SAMPLES, 4)));
            assertThat(message).startsWith("0.judge: Judge(): bce: ");
        });
    }

    /** Calls a block that nobody registered, and one at two places. */
    private static final class Loose extends Block {
        private final Embedding table = new Embedding(Tensor.eye(WORDS));
        private final transient Embedding hidden = table.copy();

        Loose() {
            child("first", table);
            child("second", table);
        }

        Tensor forward(IntTensor ids, IntTensor others) {
            return call(() -> hidden.forward(others).add(table.forward(ids)), ids, others);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void aBlockIsNamedByItsFirstPlaceOrAsUnregistered(String fusion) {
        withFusion(fusion, () -> {
            Loose loose = new Loose();
            IntTensor good = ints(0, WORDS, 40);
            IntTensor bad = ints(99, WORDS, 40);
            Supplier<Function<List<? extends Value>, List<? extends Value>>> made = () -> in -> List.of(
                    loose.forward((IntTensor) in.get(0), (IntTensor) in.get(1)));
            assertThat(message(made, List.of(good, good), List.of(bad, good))).startsWith("first: Embedding(10, 10): ");
            assertThat(message(made, List.of(good, good), List.of(good, bad)))
                    .startsWith("(unregistered): Embedding(10, 10): ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void whatAHookAppliesBelongsToItsBlock(String fusion) {
        withFusion(fusion, () -> {
            IntTensor good = ints(0, SAMPLES, 7);
            String message = message(() -> {
                Sequential net = new Sequential(new Linear(4, 3, RandomSource.seed(1)), new ReLU());
                Tensor[] seen = new Tensor[1];
                return in -> {
                    try (var _ = net.layers().getFirst().onForward((block, inputs, output) -> seen[0] = Indexing.take(
                            (Tensor) output, (IntTensor) in.get(1)))) {
                        net.forward((Tensor) in.get(0));
                    }
                    return List.of(seen[0]);
                };
            }, List.of(Tensor.ones(SAMPLES, 4), good), List.of(Tensor.ones(SAMPLES, 4), ints(SAMPLES, SAMPLES, 7)));
            assertThat(message).startsWith("0: Linear(4, 3): take: ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void aProgramThatABlockRunsIsInThatBlock(String fusion) {
        withFusion(fusion, () -> {
            Embedding words = new Embedding(Tensor.eye(WORDS));
            Sequential rows = new Sequential(new Layer() {
                {
                    child("words", words);
                }

                @Override
                protected Tensor compute(Tensor x) {
                    return words.forward(IntTensor.truncated(x));
                }
            });
            Inference<Tensor, Tensor> inference = Inference.of(rows);
            Layer around = new Layer() {
                {
                    child("rows", rows);
                }

                @Override
                protected Tensor compute(Tensor x) {
                    return inference.run(x);
                }
            };
            inference.run(Tensor.ones(3));
            Throwable inner = catchThrowable(() -> inference.run(Tensor.full(11, 3)));
            assertThat(inner).isExactlyInstanceOf(catchThrowable(() -> rows.forward(Tensor.full(11, 3))).getClass())
                    .hasMessageStartingWith("0.words: Embedding(10, 10): ");
            assertThat(catchThrowable(() -> around.forward(Tensor.full(11, 3))))
                    .hasMessage("rows." + inner.getMessage());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void aGradientWithoutItsForwardPassNamesTheBlock(String fusion) {
        withFusion(fusion, () -> {
            Reader reader = new Reader();
            Tensor weight = reader.words.weight();
            Program program = Program.capture(List.of(ints(0, WORDS, 40)), in -> {
                Tensor sum = reader.words.forward((IntTensor) in.getFirst()).sum();
                return List.of(Autograd.grad(sum, Graph.FREE, weight)[0]);
            }).program();
            assertThat(program.listing().steps()).noneMatch(step -> step.op().name().equals("embedding"));
            assertThat(catchThrowable(() -> program.run(List.of(ints(10, WORDS, 40)))))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageStartingWith("Embedding(10, 24): ");
        });
    }
}
