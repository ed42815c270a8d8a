package dev.lanewise.notebook.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecTest {
    private static final Path JAVA = Path.of("/jdk/bin/java");

    @TempDir
    Path folder;

    private Path data;
    private Path classes;
    private List<Path> classPath;
    private KernelSpec spec;

    @BeforeEach
    void makeABuild() throws IOException {
        data = folder.resolve("share/jupyter");
        classes = folder.resolve("build/classes");
        Files.createDirectories(classes.resolve("demo"));
        Files.writeString(classes.resolve("demo/Main.class"), "code");
        Path library = Files.writeString(folder.resolve("library.jar"), "a jar");
        classPath = List.of(classes, library);
        spec = new KernelSpec(data);
    }

    @Test
    void jupyterIsToldHowTheKernelStarts() throws Exception {
        spec.install(JAVA, classPath);
        JsonObject json = JsonParser.parseString(Files.readString(spec.folder().resolve("kernel.json")))
                .getAsJsonObject();
        JsonArray arguments = json.getAsJsonArray("argv");
        assertThat(arguments.asList()).extracting(each -> each.getAsString()).containsExactly(JAVA.toString(),
                "--add-modules", "jdk.incubator.vector", "-Djava.awt.headless=true", "-cp",
                spec.folder().resolve("lib") + java.io.File.separator + "*", "dev.lanewise.notebook.Main", "kernel",
                "{connection_file}");
        assertThat(json.get("interrupt_mode").getAsString()).isEqualTo("message");
        assertThat(json.get("language").getAsString()).isEqualTo("java");
        assertThat(spec.folder().resolve("logo-svg.svg")).isRegularFile();
        assertThat(spec.folder()).isEqualTo(data.toAbsolutePath().resolve("kernels/lanewise"));
    }

    @Test
    void itHoldsTheJarsItself() throws Exception {
        spec.install(JAVA, classPath);
        assertThat(spec.folder().resolve("lib/library.jar")).hasContent("a jar");
        try (JarFile jar = new JarFile(spec.folder().resolve("lib/classes-0.jar").toFile())) {
            assertThat(jar.stream().map(Object::toString)).containsExactly("demo/Main.class");
            assertThat(new String(
                    jar.getInputStream(jar.getEntry("demo/Main.class")).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("code");
        }
    }

    @Test
    void theSameBuildIsLeftAloneAndAnotherReplacesIt() throws Exception {
        spec.install(JAVA, classPath);
        Path mark = Files.writeString(spec.folder().resolve("mark"), "");
        spec.install(JAVA, classPath);
        assertThat(mark).exists();
        Files.setLastModifiedTime(classes.resolve("demo/Main.class"), FileTime.fromMillis(1));
        spec.install(JAVA, classPath);
        assertThat(mark).doesNotExist();
        Files.writeString(spec.folder().resolve("mark"), "");
        spec.install(Path.of("/another/bin/java"), classPath);
        assertThat(mark).doesNotExist();
        assertThat(all(data)).noneMatch(name -> name.startsWith(".lanewise"));
    }

    @Test
    void aBuildThatCannotBeCopiedLeavesTheOneBefore() throws Exception {
        spec.install(JAVA, classPath);
        List<Path> broken = List.of(classes, folder.resolve("missing.jar"));
        assertThatIOException().isThrownBy(() -> spec.install(JAVA, broken));
        assertThat(spec.folder().resolve("lib/library.jar")).hasContent("a jar");
        assertThat(all(data)).noneMatch(name -> name.startsWith(".lanewise"));
    }

    @Test
    void uninstallingRemovesItAndNothingElse() throws Exception {
        Path other = Files.createDirectories(data.resolve("kernels/python3"));
        spec.install(JAVA, classPath);
        assertThat(spec.uninstall()).isTrue();
        assertThat(spec.folder()).doesNotExist();
        assertThat(other).exists();
        assertThat(spec.uninstall()).isFalse();
    }

    @Test
    void aKernelOfSomebodyElseIsLeftAlone() throws Exception {
        Files.createDirectories(spec.folder());
        Path json = Files.writeString(spec.folder().resolve("kernel.json"), "{\"argv\": [\"python\"]}");
        assertThatIOException().isThrownBy(() -> spec.install(JAVA, classPath))
                .withMessageContaining("is not a kernel of Lanewise, so it is left as it is");
        assertThatIOException().isThrownBy(spec::uninstall);
        assertThat(json).hasContent("{\"argv\": [\"python\"]}");
    }

    @Test
    void aPathThatJavaCannotReadIsRefused() {
        KernelSpec odd = new KernelSpec(folder.resolve("a" + java.io.File.pathSeparator + "b"));
        assertThatIOException().isThrownBy(() -> odd.install(JAVA, classPath))
                .withMessageContaining("Java's class path separates its entries");
    }

    private static List<String> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
