package dev.lanewise.examples.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.examples.Outcome;
import dev.lanewise.examples.ProgramException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSizeTest {
    @Test
    void whatFitsPasses() {
        assertThatCode(() -> ModelSize.require("--hidden 8", 2, () -> 1000, () -> 800)).doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotFitIsRefusedByItsCause() {
        long most = Runtime.getRuntime().maxMemory() / 16;
        assertThatCode(() -> ModelSize.require("--hidden 8", 2, () -> most, () -> 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ModelSize.require("--hidden 8", 2, () -> most + 1, () -> 1))
                .isInstanceOf(ProgramException.class)
                .hasMessageStartingWith("--hidden 8: not enough memory: to train ")
                .hasMessageEndingWith("; LANEWISE_JAVA_OPTS=-Xmx8g gives it 8 GB");
        assertThatThrownBy(() -> ModelSize.require("--hidden 8", 2, () -> 1, () -> Integer.MAX_VALUE + 1L))
                .hasMessage("--hidden 8: a weight of 2,147,483,648 elements, more than an array holds (2,147,483,647)");
        assertThatThrownBy(() -> ModelSize.require("--hidden 8", 2, () -> Math.multiplyExact(1L << 62, 4), () -> 1))
                .hasMessage("--hidden 8: more than 9223372036854775807 parameters");
    }

    /** None of these reads data, which would take minutes or fail: the folder does not exist. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mnist --data no-folder --hidden 2000000000 | --hidden 2000000000: not enough memory: to train 24,
        mnist --data no-folder --hidden 9,200000000,200000000 | --hidden 9,200000000,200000000: not enough memory
        mnist-lstm --data no-folder --hidden 2147483647 | --hidden 2147483647: more than 9223372036854775807 parameters
        mnist-lstm --data no-folder --hidden 1000000 | --hidden 1000000: not enough memory: to train 4,000,
        autoencoder --data no-folder --code 2147483647 | --code 2147483647: not enough memory
        timeseries --hidden 1000000 | --hidden 1000000: not enough memory
        chargpt --text no-file --width 1000000 | --layers 4, --width 1000000, --context 128: not enough memory
        chargpt --text no-file --context 2000000000 | --layers 4, --width 128, --context 2000000000: not enough memory
        """)
    void networksThatAreTooLargeAreRefusedByTheirOptions(String args, String message) {
        Outcome.of((Object[]) args.split(" ")).assertFailure("error: " + message);
    }
}
