package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.zoo.AnswerFinder.Answer;
import dev.lanewise.zoo.folder.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the small models that heads.py writes, in windows, beside those that it computes as the pipeline did. */
@Tag("quick")
class AnswerFinderTest {
    private static final String QUESTION = "the dog sleeps";

    @TempDir
    private Path temporary;

    private AnswerFinder finder(String family) throws IOException {
        Path target = temporary.resolve(family);
        TextFolders.copy(Fixtures.path("heads/" + family + "-answers"), target);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(TextFolders.path("sentence").resolve(file), target.resolve(file));
        }
        return AnswerFinder.open(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "distilbert"})
    void answersAreThoseOfTheReference(String family) throws IOException {
        AnswerFinder finder = finder(family).windows(18, 4).longestAnswer(3);
        List<ModelConfig> told = ModelConfig.readAll(Fixtures.path("heads/" + family + "-answers/expected.json"));
        assertThat(told).hasSize(10);
        for (int i = 0; i < told.size(); i += 5) {
            String text = told.get(i).text("text");
            List<Answer> answers = finder.find(QUESTION, text, 5);
            for (int j = 0; j < 5; j++) {
                ModelConfig expected = told.get(i + j);
                assertThat(answers.get(j).score()).isCloseTo(expected.number("score"), within(1e-6));
                assertThat(answers.get(j).start()).isEqualTo((int) expected.number("start"));
                assertThat(answers.get(j).end()).isEqualTo((int) expected.number("end"));
                assertThat(answers.get(j).text())
                        .isEqualTo(text.substring(answers.get(j).start(), answers.get(j).end()));
            }
            assertThat(finder.find(QUESTION, text)).isEqualTo(answers.getFirst());
            Answer none = finder.orNone().find(QUESTION, text, 100_000).stream().filter(Answer::isNone).findFirst()
                    .orElseThrow();
            assertThat(none.score()).isCloseTo(told.get(i).number("none"), within(1e-6));
            assertThat(none.text()).isEmpty();
            assertThat(finder.find(QUESTION, text, 100_000)).noneMatch(Answer::isNone);
        }
    }

    @Test
    void theSameTextInOneWindowOrTwoHasTheSamePlaces() throws IOException {
        AnswerFinder finder = finder("bert");
        String text = "the cat sits on the mat";
        assertThat(finder).hasToString("AnswerFinder(windows of 20 tokens)");
        List<int[]> whole = finder.find(QUESTION, text, 100_000).stream()
                .map(each -> new int[] {each.start(), each.end()})
                .toList();
        assertThat(whole).allMatch(place -> place[0] < place[1] && place[1] <= text.length());
        assertThat(finder.longestAnswer(1).windows(14, 2).find(QUESTION, text, 100_000))
                .hasSameSizeAs(finder.longestAnswer(1).find(QUESTION, text, 100_000))
                .allMatch(answer -> whole.stream()
                        .anyMatch(place -> place[0] == answer.start() && place[1] == answer.end()));
    }

    @Test
    void whatCannotBeAnsweredIsSaid() throws IOException {
        AnswerFinder finder = finder("bert");
        assertThatIllegalArgumentException().isThrownBy(() -> finder.find(QUESTION, "  "))
                .withMessage("find: the text has no tokens");
        assertThatIllegalArgumentException().isThrownBy(() -> finder.find("the ".repeat(17), "the cat"))
                .withMessage("find: the question and the special tokens are 20 tokens, and leave no room for the text "
                        + "in the 20 that are read at once");
        assertThatIllegalArgumentException().isThrownBy(() -> finder.find(QUESTION, "the cat", 0))
                .withMessage("find: 0 answers: expected a positive number");
        assertThatIllegalArgumentException().isThrownBy(() -> finder.longestAnswer(0))
                .withMessage("AnswerFinder: answers of 0 tokens: expected 1 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> finder.windows(21, 0))
                .withMessage("AnswerFinder: windows "
                        + "of 21 tokens that overlap by 0: expected 1 to 20 tokens, and 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> finder.find(null, "the cat"))
                .withMessage("find: the question is null");
        assertThat(finder.find("", "the cat").text()).isNotEmpty(); // a question without tokens is one too
    }
}
