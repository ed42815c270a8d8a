package dev.lanewise.examples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void thePageTellsFactsAndFindings() {
        Facts facts = FindingsTest.facts("quota=6", "available=6", "threads=6", "limit=12",
                "setting=lanewise.fusion=off",
                "pages=never");
        assertThat(Report.page(facts, List.of(new Finding("it is slow", "mend it")))).containsExactly(
                "Lanewise 1 on this machine",
                "",
                "JDK          25.0.3+9-LTS, Eclipse Adoptium",
                "JVM          OpenJDK 64-Bit Server VM, mixed mode, sharing",
                "system       Linux 6.1 on amd64",
                "processors   6 of 8, Some CPU; the container may use the time of 6.0",
                "SIMD         512 bits (the processor has 512)",
                "threads      6 compute",
                "settings     -Dlanewise.fusion=off",
                "memory       16.0 GB; the container may use 12.0 GB",
                "heap         at most 8.0 GB, G1 (the JVM's choice); references of 4 bytes",
                "huge pages   the kernel's setting is never; asked for by the JVM",
                "options      --add-modules=jdk.incubator.vector",
                "speed        product 512x512x512: 100.0 GFLOP/s on 1 thread, 700.0 on 6",
                "bandwidth    40.0 GB/s, adding large tensors",
                "",
                "What is slow, and the line that mends it:",
                "",
                "- it is slow",
                "    mend it");
    }

    @Test
    void withoutFindingsItSaysSo() {
        assertThat(Report.page(FindingsTest.facts("threads=1", "available=1"), List.of()))
                .contains("threads      1 computes")
                .endsWith("", "Nothing found that makes programs slow.");
    }

    @Test
    void longLinesAreWrappedBetweenWords() {
        Facts facts = FindingsTest.facts("kernels=scalar", "description=" + "some words ".repeat(20).strip());
        List<String> page = Report.page(facts, List.of());
        assertThat(page).allMatch(line -> line.length() <= 100);
        assertThat(page).anyMatch(line -> line.startsWith("             some words"));
    }
}
