package dev.lanewise.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CheckProcessTest {
    /** As where an option of the JVM is wrong: it has ended before it is told what to run. */
    @Test
    void whatAJvmSaysThatCannotStartIsShown() throws InterruptedException {
        List<String> printed = new ArrayList<>();
        Live live = new Live() {
            @Override
            public void finished(Check check) {}

            @Override
            public void printed(String line) {
                printed.add(line);
            }
        };
        try (CheckProcess process = new CheckProcess("nowhere", null, 10)) {
            Thread.sleep(3000);
            List<Check> checks = process.run(Path.of("nowhere"), List.of("chapter01.LineCheck"), live);
            assertThat(checks).singleElement().satisfies(check -> {
                assertThat(check.state()).isEqualTo(Check.State.FAILED);
                assertThat(check.message()).startsWith("its JVM ended with status 1");
            });
        }
        assertThat(String.join("\n", printed)).contains("dev.lanewise.workshop.CheckRunner");
    }
}
