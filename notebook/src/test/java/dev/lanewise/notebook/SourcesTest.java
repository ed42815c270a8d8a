package dev.lanewise.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {
    private static final String DEMO = """
            package demo;
            /** The class. */
            public class Demo<T> {
                /** A field. */
                public int size;
                /** A constructor. */
                public Demo(int... dims) {}
                /** Of an int. */
                public void put(int value) {}
                /** Of a list. */
                public <E extends Comparable<E>> void put(java.util.List<? extends E> value) {}
                public void bare() {}
                /** Inside. */
                public record Inner(int x) {
                    /** Of the inside. */
                    public int twice() { return 2 * x; }
                }
                /** Choices. */
                public enum Choice {
                    /** The first. */
                    FIRST
                }
            }
            """;

    @TempDir
    private Path folder;

    /** A jar that stands for one, with its sources beside it. */
    private String packed(String... names) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(Sources.PACKED));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(DEMO.replace("Of an int", "Of an int in " + name).getBytes(StandardCharsets.UTF_8));
            }
        }
        return folder.resolve("demo.jar").toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "demo.Demo<T> | The class.",
        "Demo<T>.size:int | A field.",
        "Demo<T>(int... dims) | A constructor.",
        "void Demo<T>.put(int value) throws IOException | Of an int in demo/Demo.java.",
        "void Demo<T>.<E extends Comparable<E>>put(@org.jspecify.annotations.Nullable List<? extends E> value)"
                + " | Of a list.",
        "demo.Demo.Inner(int x) | Inside.",
        "int Demo.Inner.twice() | Of the inside.",
        "Demo.Choice.FIRST | The first.",
        "void Demo<T>.put(long value) | ",
        "void Demo<T>.bare() | ",
        "other.Demo<T> | ",
        "size:int | ",
        "void Unknown.put(int value) | "})
    void whatJShellDescribesHasItsComment(String signature, String comment) throws IOException {
        String found = new Sources(packed("demo/Demo.java")).javadoc(signature);
        assertThat(found == null ? null : found.strip()).isEqualTo(comment);
    }

    @Test
    void whereTwoClassesHaveOneNameNeitherIsTaken() throws IOException {
        Sources sources = new Sources(packed("demo/Demo.java", "more/Demo.java"));
        assertThat(sources.javadoc("void Demo<T>.put(int value)")).isNull();
        assertThat(sources.javadoc("Demo<T>(int... dims)")).contains("A constructor."); // the same in both
    }

    @Test
    void withoutSourcesThereIsNothing() {
        assertThat(new Sources(folder.resolve("demo.jar").toString()).javadoc("demo.Demo<T>")).isNull();
        assertThat(new Sources("").javadoc("demo.Demo<T>")).isNull();
    }

    @Test
    void anArchiveThatIsNoneHarmsNobody() throws IOException {
        Files.writeString(folder.resolve(Sources.PACKED), "nonsense");
        assertThat(new Sources(folder.resolve("demo.jar").toString()).javadoc("demo.Demo<T>")).isNull();
    }
}
