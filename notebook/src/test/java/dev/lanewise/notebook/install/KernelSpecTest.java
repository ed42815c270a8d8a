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
import java.util.zip.ZipFile;
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
        classes = folder.resolve("build/target/classes");
        Files.createDirectories(classes.resolve("demo"));
        Files.writeString(classes.resolve("demo/Main.class"), "code");
        Path sources = Files.createDirectories(folder.resolve("build/src/main/java/demo"));
        Files.writeString(sources.resolve("Main.java"), "source");
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
                library() + java.io.File.separator + "*", "dev.lanewise.notebook.Main", "kernel",
                "{connection_file}");
        assertThat(json.get("interrupt_mode").getAsString()).isEqualTo("message");
        assertThat(json.get("language").getAsString()).isEqualTo("java");
        assertThat(spec.folder().resolve("logo-svg.svg")).isRegularFile();
        assertThat(spec.folder()).isEqualTo(data.toAbsolutePath().resolve("kernels/lanewise"));
    }

    @Test
    void itHoldsTheJarsItself() throws Exception {
        spec.install(JAVA, classPath);
        Path library = library();
        assertThat(library.resolve("library.jar")).hasContent("a jar");
        try (JarFile jar = new JarFile(library.resolve("classes-0.jar").toFile())) {
            assertThat(jar.stream().map(Object::toString)).containsExactly("demo/Main.class");
            assertThat(new String(
                    jar.getInputStream(jar.getEntry("demo/Main.class")).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("code");
        }
        try (ZipFile sources = new ZipFile(library.resolve("sources.zip").toFile())) {
            assertThat(sources.stream().map(Object::toString)).containsExactly("demo/Main.java");
        }
    }

    @Test
    void theSameBuildIsLeftAlone() throws Exception {
        spec.install(JAVA, classPath);
        List<String> before = times();
        spec.install(JAVA, classPath);
        assertThat(times()).isEqualTo(before);
        spec.install(Path.of("/another/bin/java"), classPath);
        assertThat(Files.readString(spec.folder().resolve("kernel.json"))).contains("/another/bin/java");
        assertThat(all(spec.folder())).containsExactlyInAnyOrder("kernel.json", "logo-svg.svg",
                library().getFileName().toString());
    }

    @Test
    void theBuildBeforeStaysOnceMore() throws Exception {
        Path first = installChanged(1);
        Path second = installChanged(2);
        assertThat(first).isNotEqualTo(second).exists();
        Path third = installChanged(3);
        assertThat(first).doesNotExist();
        assertThat(second).exists();
        assertThat(third).exists();
    }

    @Test
    void whatAKernelRunsFromStaysUntilItsProcessEnds() throws Exception {
        Path first = installChanged(1);
        Process kernel = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), first.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertThat(kernel.inputReader().readLine()).isEqualTo("held");
            installChanged(2);
            installChanged(3);
            assertThat(first.resolve("library.jar")).exists();
            assertThatIOException().isThrownBy(spec::uninstall).withMessage("the kernel in " + spec.folder()
                    + " is running; shut it down in Jupyter, then uninstall it");
            assertThat(first).exists();
        } finally {
            kernel.destroyForcibly().waitFor();
        }
        installChanged(4);
        assertThat(first).doesNotExist();
        assertThat(spec.uninstall()).isTrue();
    }

    /** A process that holds its jars as a kernel does. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            Libraries.hold(Path.of(args[0]));
            System.out.println("held");
            Thread.sleep(60_000);
        }
    }

    @Test
    void whatAKilledInstallHasLeftIsNoObstacle() throws Exception {
        Path left = Files.createDirectories(spec.folder().resolve("lib-0123456789ab.new-999999999"));
        Files.writeString(left.resolve("half.jar"), "");
        spec.install(JAVA, classPath);
        assertThat(left).doesNotExist();
        assertThat(library()).exists();
    }

    @Test
    void aBuildThatCannotBeCopiedLeavesTheOneBefore() throws Exception {
        spec.install(JAVA, classPath);
        List<String> before = times();
        List<Path> broken = List.of(classes, folder.resolve("missing.jar"));
        assertThatIOException().isThrownBy(() -> spec.install(JAVA, broken))
                .withMessageContaining("missing.jar: there is no such file");
        assertThat(times()).isEqualTo(before);
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

    /** Installs a build that differs from all before, and returns where its jars are. */
    private Path installChanged(int build) throws IOException {
        Files.setLastModifiedTime(classes.resolve("demo/Main.class"), FileTime.fromMillis(1000L * build));
        spec.install(JAVA, classPath);
        return library();
    }

    /** The folder of jars that the spec names. */
    private Path library() throws IOException {
        String json = Files.readString(spec.folder().resolve("kernel.json"));
        return spec.folder().resolve(Libraries.nameIn(json).orElseThrow());
    }

    /** All files of the spec, and when they were written. */
    private List<String> times() throws IOException {
        try (Stream<Path> files = Files.walk(spec.folder())) {
            return files.filter(Files::isRegularFile).map(file -> file + " " + file.toFile().lastModified()).sorted()
                    .toList();
        }
    }

    private static List<String> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
