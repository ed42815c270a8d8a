package dev.lanewise.examples.chargpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.examples.Outcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as it is by default, on the text that it composes. */
class BetterThanTrigramsTest {
    private static final Pattern RESULT = Pattern.compile("test loss ([0-9.]+), of the 3-gram model ([0-9.]+)");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theNetworkIsBetterThanTheThreeGramModel(int seed) {
        assumeTrue(
                seed <= Integer.getInteger("check.gpt", 0), "-Dcheck.gpt=3 trains it with 3 seeds, minutes for each");
        Outcome outcome = Outcome.of("chargpt", "--seed", seed, "--quiet").assertSuccess();
        Matcher result = RESULT.matcher(outcome.lastLine());
        assertThat(result.matches()).as(outcome.lastLine()).isTrue();
        assertThat(Double.parseDouble(result.group(1))).isLessThan(Double.parseDouble(result.group(2)));
    }
}
