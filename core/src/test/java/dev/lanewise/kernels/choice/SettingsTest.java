package dev.lanewise.kernels.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @ParameterizedTest
    @CsvSource({
        "lanewise.smid, lanewise.simd",
        "lanewise.SIMD, lanewise.simd",
        "lanewise.thread, lanewise.threads",
        "lanewise.num_threads, lanewise.threads",
        "lanewise.fuse, lanewise.fusion",
        "lanewise.Capture, lanewise.capture",
        "lanewise.openCL, lanewise.opencl",
        "lanewise.gpucache, lanewise.gpu.cache",
        "lanewise., lanewise.simd",
        "lanwise.simd, lanewise.simd",
        "lanewise-threads, lanewise.threads",
        "lanewize.fusion, lanewise.fusion",
    })
    void aPropertyThatDoesNotExistIsNamedWithTheNearestThatDoes(String wrong, String meant) {
        assertThat(Settings.complaints(Map.of(wrong, "off", "lanewise.simd", "off"))).containsExactly("-D" + wrong
                + "=off: there is no such property and it is ignored; the nearest is " + meant
                + " (there are lanewise.capture, lanewise.fusion, lanewise.gpu.cache, lanewise.opencl, lanewise.simd, "
                + "lanewise.threads)");
    }

    @Test
    void aHostileNameOrValueIsShownAsItMayBe() {
        assertThat(Settings.complaints(Map.of("lanewise.s\u001bimd", "o\nff".repeat(5000)))).singleElement().asString()
                .startsWith("-Dlanewise.s\\u001bimd=o\\nffo").contains("...: there is no such property")
                .hasSizeLessThan(500).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "lanewise.simd", "lanewise.threads", "lanewise.fusion", "lanewise.capture", "lanewise.record", "lanewise.root",
        "lanewise.seed", "lanewise.gpu.cache", "lanewise.opencl", "lanewise.shop.port", "lanewise", "language.simd",
        "user.language", "lan", "",
    })
    void whatExistsOrIsSomebodyElsesIsNot(String name) {
        assertThat(Settings.complaints(Map.of(name, "1", 7, 8))).isEmpty();
    }

    @Test
    void theJvmsOwnPropertiesAreNot() {
        assertThat(Settings.complaints(System.getProperties())).isEmpty();
    }

    @Test
    void theListIsWhatTheSourcesReadAndTheReadmeTells() throws IOException {
        Pattern literal = Pattern.compile("\"(lanewise\\.[a-z]+(?:\\.[a-z]+)?)\"");
        Set<String> read = new HashSet<>();
        for (Path module : List.of(Path.of("src/main/java"), Path.of("../gpu/src/main/java"))) {
            try (Stream<Path> sources = Files.walk(module)) {
                for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                    if (!source.endsWith("Settings.java")) {
                        literal.matcher(Files.readString(source)).results().forEach(found -> read.add(found.group(1)));
                    }
                }
            }
        }
        assertThat(Settings.NAMES).containsAll(read).isSorted();
        assertThat(read).as("names found in the sources").contains("lanewise.simd", "lanewise.threads",
                "lanewise.opencl", "lanewise.gpu.cache");
        String readme = Files.readString(Path.of("../README.md"));
        assertThat(Settings.NAMES).allMatch(name -> readme.contains("| `-D" + name + "="));
    }
}
