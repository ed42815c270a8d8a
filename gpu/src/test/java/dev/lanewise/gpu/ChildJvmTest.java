package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ChildJvm;
import dev.lanewise.gpu.opencl.OpenClException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided once a JVM: the library, the permission to call it, and what an earlier JVM has compiled. */
class ChildJvmTest {
    @TempDir
    private Path folder;

    /** Prints how many programs it has compiled, or why there is no device. */
    static final class Child {
        public static void main(String... args) {
            try {
                Gpu gpu = Gpu.first();
                System.out.println("exact " + gpu.isExact());
                System.out.println("compilations " + gpu.compilations());
            } catch (OpenClException | IllegalArgumentException e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }

    private List<String> child(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector"));
        command.addAll(List.of(options));
        if (List.of(options).stream().noneMatch(option -> option.contains("lanewise.gpu.cache"))) {
            command.add("-Dlanewise.gpu.cache=" + folder);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        return ChildJvm.java(command);
    }

    @Test
    void aJvmThatMayNotCallNativeCodeSaysSoInALine() throws Exception {
        assertThat(child("--illegal-native-access=deny")).containsExactly("OpenClException: OpenCL: this JVM does not "
                + "let ALL-UNNAMED call native code; start it with --enable-native-access=ALL-UNNAMED");
    }

    @Test
    void aLibraryThatIsNotThereIsNamed() throws Exception {
        assertThat(child("--enable-native-access=ALL-UNNAMED", "-Dlanewise.opencl=/nowhere")).singleElement().asString()
                .startsWith("OpenClException: OpenCL: no library was found (/nowhere: ")
                .endsWith("; -Dlanewise.opencl must name OpenCL's library");
    }

    @Test
    void aLibraryOfSomethingElseIsNamed() throws Exception {
        Path text = Files.writeString(folder.resolve("lib\nOpenCL.so"), "no library at all");
        assertThat(child("--enable-native-access=ALL-UNNAMED", "-Dlanewise.opencl=" + text)).last().asString() // after the JVM's own
                .startsWith("OpenClException: OpenCL: no library was found (").contains("lib\\nOpenCL.so");
        String libc = System.getProperty("java.home") + "/lib/libjava.so";
        Assumptions.assumeTrue(Files.exists(Path.of(libc)));
        assertThat(child("--enable-native-access=ALL-UNNAMED", "-Dlanewise.opencl=" + libc)).singleElement().asString()
                .startsWith("OpenClException: OpenCL: ").endsWith("libjava.so is not a library of OpenCL");
    }

    @Test
    void theSecondJvmCompilesNothing() throws Exception {
        TestDevice.first();
        assertThat(child("--enable-native-access=ALL-UNNAMED")).contains("compilations 1");
        assertThat(child("--enable-native-access=ALL-UNNAMED")).contains("compilations 0");
        assertThat(child("--enable-native-access=ALL-UNNAMED", "-Dlanewise.gpu.cache=off")).contains("compilations 1");
    }

    @Test
    void aSettingThatIsNoFolderIsRefused() throws Exception {
        TestDevice.first();
        assertThat(child("--enable-native-access=ALL-UNNAMED", "-Dlanewise.gpu.cache=")).singleElement().asString()
                .isEqualTo("IllegalArgumentException: -Dlanewise.gpu.cache must name a folder, or be off");
    }

    @Test
    void twoJvmsAtOnceDoNotBreakEachOther() throws Exception {
        TestDevice.first();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<List<String>>> both = threads.invokeAll(Collections.nCopies(2,
                    () -> child("--enable-native-access=ALL-UNNAMED")));
            for (Future<List<String>> each : both) {
                assertThat(each.get()).anyMatch(line -> line.matches("compilations [01]"));
            }
        }
        assertThat(child("--enable-native-access=ALL-UNNAMED")).contains("compilations 0");
        try (Stream<Path> files = Files.list(folder)) { // nothing half written is left
            assertThat(files).singleElement().asString().endsWith(".clbin");
        }
    }
}
