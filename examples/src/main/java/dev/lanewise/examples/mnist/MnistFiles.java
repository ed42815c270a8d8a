package dev.lanewise.examples.mnist;

import dev.lanewise.examples.mnist.DataSource.BuiltIn;
import dev.lanewise.examples.mnist.DataSource.IdxFiles;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.text.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds MNIST's four files: in a given folder, in the user's cache, or at a mirror, from which they are cached. If none
 * of these has them, the built-in digits are used.
 */
public final class MnistFiles {
    /** One of the four files as the mirrors offer it: the name without {@code .gz}, and the SHA-256 of the .gz file. */
    record Part(String name, String sha256) {
        String gzName() {
            return name + ".gz";
        }
    }

    private static final List<Part> MNIST = List.of(
            new Part("train-images-idx3-ubyte", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            new Part("train-labels-idx1-ubyte", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            new Part("t10k-images-idx3-ubyte", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            new Part("t10k-labels-idx1-ubyte", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));

    private static final List<URI> MIRRORS = List.of(
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"));

    private final List<Part> parts;
    private final Path cache;
    private final Download download;

    MnistFiles(List<Part> parts, Path cache, Download download) {
        this.parts = List.copyOf(parts);
        this.cache = cache;
        this.download = download;
    }

    /** Returns the search in the user's cache folder and at the public mirrors. */
    public static MnistFiles standard() {
        Path home = Path.of(System.getProperty("user.home"));
        Path cache = cacheFolder(System.getProperty("os.name"), home, System.getenv());
        return new MnistFiles(MNIST, cache, new Download(MIRRORS, Duration.ofSeconds(3), Duration.ofSeconds(60)));
    }

    /**
     * Decides where the digits come from: drawn if {@code synthetic}, else from {@code folder} if that is given, else
     * from the cache or a mirror, and if that fails drawn after all.
     *
     * @param folder  a folder with the four files, each with or without {@code .gz}, and with {@code -} or {@code .}
     *     before {@code idx}; their content is not checked
     * @param offline whether to stay off the network
     * @param say     is told, in one line each, what takes time or goes wrong on the way
     * @throws FileNotFoundException if the folder or one of its four files is missing; the message says which and where
     */
    public DataSource resolve(@Nullable Path folder, boolean synthetic, boolean offline, Consumer<String> say)
            throws FileNotFoundException {
        if (synthetic) {
            return new BuiltIn("--synthetic was given");
        }
        return folder == null ? cachedOrDownloaded(offline, say) : inFolder(folder);
    }

    private static IdxFiles inFolder(Path folder) throws FileNotFoundException {
        Path present = RunOptions.requireFolder(folder);
        List<Path> found = new ArrayList<>();
        for (Part part : MNIST) {
            found.add(find(present, part.name()));
        }
        return files(found);
    }

    private DataSource cachedOrDownloaded(boolean offline, Consumer<String> say) {
        List<Path> found = new ArrayList<>();
        try {
            for (Part part : parts) {
                Path file = cache.resolve(part.gzName());
                found.add(file);
                if (isIntact(file, part, say)) {
                    continue;
                }
                if (offline) {
                    return new BuiltIn("offline, and %s is not in the cache %s".formatted(
                            part.gzName(), Printable.path(cache)));
                }
                Optional<String> failure = download.fetch(part.gzName(), part.sha256(), file, say);
                if (failure.isPresent()) {
                    return new BuiltIn("MNIST cannot be downloaded: " + failure.get());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            String problem = e instanceof UncheckedIOException
                    ? String.valueOf(e.getMessage())
                    : Printable.sentence(e.getClass().getSimpleName() + " " + e.getMessage());
            return new BuiltIn("the cache %s cannot be used: %s".formatted(Printable.path(cache), problem));
        }
        return files(found);
    }

    private static boolean isIntact(Path file, Part part, Consumer<String> say) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()
                    && attributes.size() <= Download.LARGEST
                    && Download.sha256(Files.readAllBytes(file)).equals(part.sha256())) {
                return true;
            }
            say.accept(Printable.path(file) + ": not the file it should be (its SHA-256 differs)");
            return false;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Path find(Path folder, String name) throws FileNotFoundException {
        String dotted = name.replace("-idx", ".idx");
        for (String candidate : List.of(name, name + ".gz", dotted, dotted + ".gz")) {
            Path file = folder.resolve(candidate);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new FileNotFoundException("%s: no file %s, nor %s, with or without .gz".formatted(
                Printable.path(folder), name, dotted));
    }

    private static IdxFiles files(List<Path> four) {
        return new IdxFiles(four.get(0), four.get(1), four.get(2), four.get(3));
    }

    /** Returns the folder for files that can be fetched again, by the custom of the operating system. */
    static Path cacheFolder(String system, Path home, Map<String, String> environment) {
        Path base;
        String local = environment.getOrDefault("LOCALAPPDATA", "");
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (system.startsWith("Windows")) {
            base = local.isEmpty() ? home.resolve("AppData").resolve("Local") : Path.of(local);
        } else if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
            base = Path.of(xdg);
        } else {
            base = system.startsWith("Mac") ? home.resolve("Library").resolve("Caches") : home.resolve(".cache");
        }
        return base.resolve("lanewise").resolve("mnist");
    }
}
