package dev.lanewise.examples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs, each in a JVM of its own. */
class DoctorCommandTest {
    @TempDir
    Path folder;

    @Test
    void itTellsOfThisMachineAndMeasures() throws Exception {
        Outcome outcome = new ChildJvm(folder).with("-Dlanewise.threads=1").run("doctor").assertSuccess();
        assertThat(outcome.out().lines())
                .anyMatch(line -> line.startsWith("JDK          " + System.getProperty("java.runtime.version")))
                .anyMatch(line -> line.matches("SIMD         \\d+ bits.*"))
                .contains("threads      1 computes", "settings     -Dlanewise.threads=1")
                .anyMatch(line -> line.matches("speed        product (\\d+)x\\1x\\1: [0-9.]+ GFLOP/s on 1 thread"))
                .anyMatch(line -> line.matches("bandwidth    [0-9.]+ GB/s.*"))
                .allMatch(line -> line.length() <= 120);
    }

    @Test
    void withSimdOffItSaysWhatMendsIt() throws Exception {
        Outcome outcome = new ChildJvm(folder)
                .with("-Dlanewise.simd=off", "-XX:TieredStopAtLevel=1", "-Dsecret.password=x")
                .run("doctor", "--no-measurement")
                .assertSuccess();
        assertThat(outcome.out()).contains(
                "remove -XX:TieredStopAtLevel=1", "- SIMD is off", "    remove -Dlanewise.simd=off")
                .doesNotContain("GFLOP/s", "password");
    }

    @Test
    void aWrongSettingIsAFindingToo() throws Exception {
        Outcome outcome = new ChildJvm(folder).with("-Dlanewise.simd=999").run("doctor").assertSuccess();
        assertThat(outcome.out()).contains(
                "- Lanewise cannot compute: -Dlanewise.simd=999: expected auto, off, required, 128, 256 or 512");
    }

    @Test
    void asJsonItIsOneObject() throws Exception {
        Outcome outcome = new ChildJvm(folder).run("doctor", "--json").assertSuccess();
        assertThat(outcome.out().lines()).hasSize(1);
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(outcome.out())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            }
        }
        assertThat(names).contains("version", "JDK", "SIMD", "kernels", "measured", "gflops 1 thread", "findings");
    }

    @Test
    void vectorsAreToldByTheFlagsOfTheProcessor() {
        assertThat(Inspection.vectorBits("flags\t\t: fpu sse2 avx2 avx512f avx512bw avx512dq avx512vl\n"))
                .isEqualTo(512);
        assertThat(Inspection.vectorBits("flags\t\t: fpu sse2 avx2 avx512f\n")).isEqualTo(256);
        assertThat(Inspection.vectorBits("flags : fpu sse2\n")).isEqualTo(128);
        assertThat(Inspection.vectorBits("Features\t: fp asimd\n")).isEqualTo(128);
        assertThat(Inspection.vectorBits("")).isZero();
    }

    @Test
    void theSettingOfHugePagesIsTheWordInBrackets() {
        assertThat(Inspection.chosen("always [madvise] never\n")).isEqualTo("madvise");
        assertThat(Inspection.chosen("")).isEmpty();
    }
}
