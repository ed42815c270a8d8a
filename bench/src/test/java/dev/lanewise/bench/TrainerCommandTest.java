package dev.lanewise.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TrainerCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int trainer(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "trainer";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(new PrintWriter(out), new PrintWriter(err), all);
    }

    @Test
    void bothLearnTheSameAndAreTimed() {
        assertThat(trainer("--pairs", "1", "--batches", "3")).as("%s%s", out, err).isZero();

        assertThat(out.toString()).startsWith("an epoch of 3 batches of 64, medians of 1 in turns:")
                .containsPattern("by hand +[0-9.]+ ms").containsPattern("median of the pairs: [+-][0-9.]+ %");
    }

    @Test
    void nothingToTimeIsWrongUsage() {
        assertThat(trainer("--pairs", "0")).isEqualTo(2);

        assertThat(err.toString()).startsWith("error: --pairs 0 --batches 400: at least 1 each");
    }
}
