package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCacheTest {
    private static final String KEY = "a".repeat(64);
    private static final byte[] BINARY = {1, 2, 3, 4, 5};

    @TempDir
    private Path folder;

    private KernelCache cache() {
        return new KernelCache(Optional.of(folder.resolve("kernels")));
    }

    private Path file(String key) {
        return folder.resolve("kernels").resolve(key + ".clbin");
    }

    @Test
    void whatIsStoredIsFound() {
        assertThat(cache().find(KEY)).isEmpty();
        cache().store(KEY, BINARY);
        assertThat(cache().find(KEY)).contains(BINARY);
        assertThat(cache().find("b".repeat(64))).isEmpty();
    }

    @Test
    void damagedAndForeignFilesAreIgnoredAndReplaced() throws IOException {
        cache().store(KEY, BINARY);
        byte[] good = Files.readAllBytes(file(KEY));
        for (int i = 0; i < good.length; i++) { // each byte counts, and each end
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file(KEY), bad);
            assertThat(cache().find(KEY)).as("byte %d", i).isEmpty();
            Files.write(file(KEY), Arrays.copyOf(good, i));
            assertThat(cache().find(KEY)).as("cut at %d", i).isEmpty();
        }
        cache().store(KEY, BINARY);
        assertThat(cache().find(KEY)).contains(BINARY);
    }

    @Test
    void aFolderThatCannotBeUsedIsNoError() throws IOException {
        Files.writeString(folder.resolve("kernels"), "a file");
        cache().store(KEY, BINARY);
        assertThat(cache().find(KEY)).isEmpty();
        Files.delete(folder.resolve("kernels"));
        Files.createDirectories(file(KEY)); // a folder in the place of the file
        cache().store(KEY, BINARY);
        assertThat(cache().find(KEY)).isEmpty();
    }

    @Test
    void withoutAFolderNothingIsKept() {
        KernelCache none = new KernelCache(Optional.empty());
        none.store(KEY, BINARY);
        assertThat(none.find(KEY)).isEmpty();
    }

    @Test
    void whatHasNotBeenUsedForLongestMakesRoom() throws IOException {
        KernelCache small = new KernelCache(Optional.of(folder.resolve("kernels")), 250);
        for (int i = 0; i < 3; i++) {
            small.store("key" + i, new byte[40]);
            Files.setLastModifiedTime(file("key" + i), FileTime.from(Instant.ofEpochSecond(1000 + i)));
        }
        Files.writeString(folder.resolve("kernels").resolve("notes.txt"), "x".repeat(1000));
        assertThat(small.find("key0")).isPresent(); // used now
        small.store("key3", new byte[40]);
        assertThat(small.find("key1")).isEmpty();
        assertThat(small.find("key0")).isPresent();
        assertThat(small.find("key2")).isPresent();
        assertThat(small.find("key3")).isPresent();
        small.store("huge", new byte[300]);
        assertThat(small.find("huge")).isEmpty();
        assertThat(small.find("key3")).isPresent();
        assertThat(folder.resolve("kernels").resolve("notes.txt")).exists();
    }

    private Gpu gpu() {
        return new Gpu(new Context(TestDevice.first().device()), cache(), 64);
    }

    @Test
    void theSecondTimeNothingIsCompiled() throws IOException {
        Gpu first = gpu();
        FaultsTest.squares(first, 10).run(List.of(Tensor.ones(10)));
        assertThat(first.compilations()).isGreaterThan(1);
        Gpu second = gpu();
        assertThat(FaultsTest.squares(second, 10).run(List.of(Tensor.ones(10))).toString())
                .isEqualTo(FaultsTest.squares(first, 10).run(List.of(Tensor.ones(10))).toString());
        assertThat(second.isExact()).isEqualTo(first.isExact());
        assertThat(second.compilations()).isZero();

        try (Stream<Path> files = Files.list(folder.resolve("kernels"))) {
            assertThat(files).hasSize(first.compilations());
        }
    }

    @Test
    void whatTheDriverDoesNotTakeIsCompiledAnewAndReplaced() throws IOException {
        Gpu first = gpu();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder.resolve("kernels"))) {
            files = all.toList();
        }
        for (Path file : files) {
            cache().store(file.getFileName().toString().replace(".clbin", ""), BINARY);
        }
        Gpu second = gpu();
        assertThat(second.compilations()).isEqualTo(first.compilations());
        assertThat(gpu().compilations()).isZero();
    }

    @Test
    void theFolderFollowsTheCustomOfTheSystem() {
        Map<String, String> none = Map.of();
        assertThat(CacheFolder.of(null, "Linux", "/home/ada", none))
                .contains(Path.of("/home/ada/.cache/lanewise/kernels"));
        assertThat(CacheFolder.of(null, "Mac OS X", "/home/ada", none))
                .contains(Path.of("/home/ada/Library/Caches/lanewise/kernels"));
        assertThat(CacheFolder.of(null, "Linux", "/home/ada", Map.of("XDG_CACHE_HOME", "/fast")))
                .contains(Path.of("/fast/lanewise/kernels"));
        assertThat(CacheFolder.of(null, "Linux", "/home/ada", Map.of("XDG_CACHE_HOME", "relative")))
                .contains(Path.of("/home/ada/.cache/lanewise/kernels"));
        assertThat(CacheFolder.of(null, "Windows 11", "/home/ada", Map.of("LOCALAPPDATA", "/local")))
                .contains(Path.of("/local/lanewise/kernels"));
        for (String home : List.of("", "?", "a\0b")) { // a container without users
            assertThat(CacheFolder.of(null, "Linux", home, none)).isEmpty();
        }
    }

    @Test
    void theSettingGoesBeforeTheCustom() {
        assertThat(CacheFolder.of("off", "Linux", "/home/ada", Map.of())).isEmpty();
        assertThat(CacheFolder.of("/scratch", "Linux", "/home/ada", Map.of())).contains(Path.of("/scratch"));
        assertThatThrownBy(() -> CacheFolder.of(" ", "Linux", "/home/ada", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dlanewise.gpu.cache must name a folder, or be off");
        assertThatThrownBy(() -> CacheFolder.of("a\0b", "Linux", "/home/ada", Map.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a\\u0000b");
    }
}
