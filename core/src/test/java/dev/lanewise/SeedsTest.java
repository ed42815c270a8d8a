package dev.lanewise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class SeedsTest {
    /** Sources with a seed of their own, and why. */
    private static final List<String> OTHERS = List.of(
            "Seeds.java", // this one
            "OpRow.java", "TestTensors.java", // inputs that bits are on record for
            "GemmCase.java", // as well
            "ProductErrors.java", // errors that documents report
            "RandomProgram.java", "RandomProgramTest.java", "RandomTensors.java", "HostileFilesTest.java",
            "KilledSavesTest.java" // a seed for each of many, counted from the seed
    );

    @Test
    void streamsAreRepeatableAndDiffer() {
        assertThat(Seeds.random(5).nextLong()).isEqualTo(Seeds.random(5).nextLong())
                .isNotEqualTo(Seeds.random(6).nextLong());
    }

    @Test
    void aFailureBehindRandomNumbersNamesTheSeed() {
        AssertionError failure = new AssertionError("wrong");
        Seeds.forgetUse();
        assertThat(reported(failure).getSuppressed()).isEmpty();
        long seed = Seeds.seed();
        assertThat(reported(failure).getSuppressed()).singleElement()
                .hasToString("dev.lanewise.SeedReport$Seeded: random numbers followed from -Dlanewise.seed=" + seed);
    }

    private static Throwable reported(Error failure) {
        return catchThrowable(() -> SeedReport.proceed(() -> {
            throw failure;
        }));
    }

    @Test
    void testsDrawFromNoOtherSource() throws IOException {
        Pattern source = Pattern.compile("new (Splittable)?Random\\(|ThreadLocalRandom\\.|Math\\.random\\(");
        List<String> drawing = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                if (source.matcher(Files.readString(file)).find() && !OTHERS.contains(file.getFileName().toString())) {
                    drawing.add(file.toString());
                }
            }
        }
        assertThat(drawing).isEmpty();
    }
}
