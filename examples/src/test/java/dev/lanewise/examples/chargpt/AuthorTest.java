package dev.lanewise.examples.chargpt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorTest {
    private static final Form FORM = new Form(9, 8, 2, 12, 3, 0.5);
    private static final CharGpt MODEL = new CharGpt(FORM, RandomSource.seed(4));
    private static final int COUNT = 30;

    private static int[] written(boolean cached, int... beginning) {
        return new Author(MODEL, FORM.context(), new Taste(1, 0), cached)
                .write(beginning, COUNT, RandomSource.seed(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void cachesChangeNoCharacterHoweverLongTheBeginning(int length) {
        int[] beginning = RandomSource.seed(length).randint(1, 9, length).toArray();
        int[] text = written(true, beginning);
        assertThat(text).isEqualTo(written(false, beginning)).hasSize(length + COUNT).startsWith(beginning)
                .doesNotContain(Characters.UNKNOWN);
        assertThat(Arrays.stream(text).distinct().count()).isGreaterThan(4);
    }

    @Test
    void logitsWithCachesHaveTheBitsOfThoseWithout() {
        int[] text = {1, 5, 2, 8, 3, 3, 7};
        MODEL.eval();
        var caches = MODEL.caches();
        float[] first = MODEL.forward(IntTensor.of(Shape.of(1, 4), 1, 5, 2, 8), caches).toArray();
        float[] next = MODEL.forward(IntTensor.of(Shape.of(1, 3), 3, 3, 7), caches).toArray();
        float[] whole = MODEL.forward(IntTensor.of(Shape.of(1, 7), text)).toArray();
        assertThat(Arrays.copyOf(whole, first.length)).isEqualTo(first);
        assertThat(Arrays.copyOfRange(whole, first.length, whole.length)).isEqualTo(next);
    }

    @Test
    void eachTextBeginsAnew() {
        Author author = new Author(MODEL, FORM.context(), new Taste(1, 0), true);
        int[] first = author.write(new int[] {3, 4}, COUNT, RandomSource.seed(5));
        assertThat(author.write(new int[] {3, 4}, COUNT, RandomSource.seed(5))).isEqualTo(first);
    }

    @Test
    void aTextThatGetsTooLongIsContinuedFromHalfOfTheContext() {
        int[] text = new Author(MODEL, FORM.context(), new Taste(0, 0), true)
                .write(new int[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, RandomSource.seed(1));
        int[] half = new Author(MODEL, FORM.context(), new Taste(0, 0), true)
                .write(new int[] {6, 7, 8, text[8]}, 1, RandomSource.seed(1));
        assertThat(half[4]).isEqualTo(text[9]);
    }

    @Test
    void aContextOfOneCharacterIsEnough() {
        CharGpt model = new CharGpt(new Form(4, 1, 1, 4, 1, 0), RandomSource.seed(2));
        assertThat(new Author(model, 1, new Taste(1, 0), true).write(new int[] {1, 2}, 5, RandomSource.seed(5)))
                .isEqualTo(
                        new Author(model, 1, new Taste(1, 0), false).write(new int[] {1, 2}, 5, RandomSource.seed(5)));
    }
}
