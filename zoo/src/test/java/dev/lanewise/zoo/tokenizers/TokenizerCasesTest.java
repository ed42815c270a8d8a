package dev.lanewise.zoo.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of tokenizer, and every option of its steps, against the reference on texts with odd Unicode. */
class TokenizerCasesTest {
    private static final Cases CASES = cases();

    @TempDir
    Path folder;

    private static Cases cases() {
        try (InputStream file = TokenizerCasesTest.class.getResourceAsStream("cases.json.gz")) {
            return Cases.read(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<Cases.Case> each() {
        return CASES.cases.stream();
    }

    @ParameterizedTest
    @MethodSource("each")
    void tokensPlacesAndTextsAreTheReferences(Cases.Case each) throws IOException {
        assertThat(CASES.differences(each, folder)).isEmpty();
    }

    @Test
    void thereAreManyCases() {
        assertThat(CASES.cases).hasSizeGreaterThan(100);
        assertThat(CASES.count()).isGreaterThan(10_000);
    }

    @Test
    void manyThreadsGetTheSame() throws Exception {
        for (String name : List.of("gpt2", "unigram", "bert-uncased")) {
            Cases.Case each = CASES.cases.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
            Tokenizer tokenizer = each.open(folder);
            List<Encoding> alone = CASES.texts.stream().map(tokenizer::encode).toList();
            Tokenizer shared = each.open(folder);
            Callable<List<Encoding>> work = () -> CASES.texts.stream().map(shared::encode).toList();
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                for (Future<List<Encoding>> result : threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> work)
                        .toList())) {
                    assertThat(result.get()).isEqualTo(alone);
                }
            }
        }
    }
}
