package dev.lanewise.examples.chargpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.examples.pictures.PenRandom;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class StoriesTest {
    private static final String TEXT = Stories.text(Stories.LENGTH);

    private static final List<String> NUMBERS = List.of("no", "one", "two", "three", "four", "five", "six", "seven",
            "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen");

    /** A model is compared with others on this text. */
    @Test
    void theTextStaysAsItIs() {
        CRC32 sum = new CRC32();
        sum.update(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(sum.getValue()).isEqualTo(2_917_706_944L);
        assertThat(TEXT).hasSizeBetween(Stories.LENGTH, Stories.LENGTH + 2000);
    }

    @Test
    void aShorterTextIsTheBeginning() {
        assertThat(TEXT).startsWith(Stories.text(5000));
    }

    @Test
    void nothingIsLeftOfTheRules() {
        assertThat(TEXT).doesNotContain("{", "}", "|", "/", "^", "  ", " \n", "\n\n\n").doesNotContainPattern(" [.,]");
        assertThat(TEXT.lines().filter(line -> !line.isEmpty()))
                .allMatch(line -> Character.isUpperCase(line.charAt(line.startsWith("\"") ? 1 : 0)));
    }

    @Test
    void quotesThatOpenClose() {
        assertThat(TEXT.lines()).allMatch(line -> line.chars().filter(c -> c == '"').count() % 2 == 0);
    }

    @Test
    void sumsAreRight() {
        Matcher sums = Pattern.compile("one, two[a-z, ]*?, ([a-z]+)\\. On \\w+ \\w+ brought (?:him|her) ([a-z]+), and "
                + "then there were ([a-z]+)\\.|: one, two\\. On \\w+ \\w+ brought (?:him|her) ([a-z]+), and then there "
                + "were ([a-z]+)\\.").matcher(TEXT);
        int found = 0;
        while (sums.find()) {
            boolean two = sums.group(1) == null;
            int some = two ? 2 : NUMBERS.indexOf(sums.group(1));
            int more = NUMBERS.indexOf(sums.group(two ? 4 : 2));
            assertThat(sums.group(two ? 5 : 3)).as(sums.group()).isEqualTo(NUMBERS.get(some + more));
            found++;
        }
        assertThat(found).isGreaterThan(50);
    }

    @Test
    void aNameWithoutARuleIsNoticed() {
        Grammar grammar = new Grammar("a = x{b} | y{b}");
        assertThat(grammar.compose("{^a}!", Map.of("b", "$1"), new PenRandom(1, 0, 0))).isIn("X$1!", "Y$1!");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grammar.compose("{a}", Map.of(), new PenRandom(1, 0, 0)))
                .withMessage("there is no rule for 'b'");
        assertThatIllegalArgumentException().isThrownBy(() -> new Grammar("a=b"))
                .withMessage("'a=b' is no rule");
    }
}
