package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.images.Image;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists come from callers that are not null-checked too: what is null in them is said by its place. */
@Tag("quick")
class NullElementsTest {
    /** A list whose last element is null. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> List<T> withNull(T... elements) {
        return Arrays.asList(Arrays.copyOf(elements, elements.length + 1));
    }

    private static Arguments row(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    static Stream<Arguments> calls() {
        ModelFolder folder = TextFolders.open("sentence");
        Tokenizer tokenizer = Tokenizer.open(folder.path());
        RandomSource random = RandomSource.seed(1);
        TextEncoder encoder = TextEncoder.load(folder);
        Weights weights = Weights.random(random, 0.02);
        CausalModel causal = new Gpt2(new Gpt2.Config(20, 8, 4, 1, 2, 8, HiddenActivation.RELU, 1e-5, true, false,
                true, 0, 0, 0), weights);
        Generator generator = Generator.of(causal);
        GenerationOptions options = GenerationOptions.defaults();
        ImageProcessor processor = ImageProcessor.of(
                ModelConfig.read(Fixtures.path("pictures/deit/preprocessor_config.json")));
        Image picture = new Image(3, 4, 4, new float[48]);
        Map<String, Tensor> tensors = new HashMap<>(Map.of("a", Tensor.ones(1)));
        tensors.put("b", null);
        return Stream.of(
                row("LabelledTexts: text 1 is null", () -> LabelledTexts.dataset(tokenizer, withNull("a"), 0, 1)),
                row("LabelledTokens: the list of words of text 1 is null",
                        () -> LabelledTokens.dataset(tokenizer, withNull(List.of("a")), List.of())),
                row("LabelledTokens: word 1 of text 0 is null",
                        () -> LabelledTokens.dataset(tokenizer, List.of(withNull("a")), List.of(List.of(0, 1)))),
                row("LabelledTokens: label 1 of text 0 is null",
                        () -> LabelledTokens.dataset(tokenizer, List.of(List.of("a", "b")), List.of(withNull(0)))),
                row("SequenceClassifier: label 1 is null",
                        () -> new SequenceClassifier(encoder, withNull("a"), 0, weights)),
                row("SequenceClassifier: label 0 is null",
                        () -> SequenceClassifier.begin(folder, withNull(), random)),
                row("TokenClassifier: label 2 is null",
                        () -> new TokenClassifier(encoder, withNull("a", "b"), 0, weights)),
                row("TokenClassifier: label 1 is null", () -> TokenClassifier.begin(folder, withNull("a"), random)),
                row("GenerationOptions: an end token is null", () -> options.ends(holding(1, null))),
                row("GenerationOptions: a text to stop at is null", () -> options.stops(withNull("a"))),
                row("Generation: token 1 is null",
                        () -> new Generation(withNull(1), Generation.Finish.END)),
                row("generate: a prompt is null",
                        () -> generator.generate(withNull(new int[] {1}), options,
                                List.of(random, RandomSource.seed(2)))),
                row("generate: a random source is null",
                        () -> generator.generate(List.of(new int[] {1}), options, withNull())),
                row("a layer's cache is null", () -> causal.next(IntTensor.of(1).reshape(1, 1), withNull())),
                row("ResNetConfig: width 1 is null", () -> new ResNetConfig(
                        3, 8, withNull(8), List.of(1, 1), false, false, false, 10)),
                row("ResNetConfig: depth 0 is null", () -> new ResNetConfig(
                        3, 8, List.of(8), withNull(), false, false, false, 10)),
                row("ImageProcessor: picture 1 is null", () -> processor.batch(withNull(picture))),
                row("SentenceEncoder: text 1 is null", () -> SentenceEncoder.open(folder).encode(withNull("a"))),
                row("Tokenizer: text 1 is null", () -> tokenizer.batch(withNull("a"))),
                row("save: the tensor \"b\" is null", () -> folder.save(tensors, Path.of("never"))),
                row("save: the name of a tensor is null",
                        () -> folder.save(Collections.singletonMap(null, Tensor.ones(1)), Path.of("never"))),
                row("save: a label is null", () -> folder.save(Map.of(), withNull("a"), Path.of("never"))));
    }

    private static Set<Integer> holding(Integer... numbers) {
        return new HashSet<>(Arrays.asList(numbers));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void anElementThatIsNullIsSaidByItsPlace(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
