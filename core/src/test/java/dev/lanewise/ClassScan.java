package dev.lanewise;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds classes by looking at the folder or jar that they were compiled to. */
public final class ClassScan {
    private static final String SUFFIX = ".class";

    private ClassScan() {}

    /**
     * The classes that were compiled to the same place as another, in the order of their names, not initialised.
     *
     * @param names which binary names are looked at
     */
    public static List<Class<?>> beside(Class<?> neighbour, Predicate<String> names) {
        try {
            Path place = Path.of(neighbour.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                return under(place, neighbour, names);
            }
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                return under(jar.getPath("/"), neighbour, names);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Class<?>> under(Path root, Class<?> neighbour, Predicate<String> names) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(SUFFIX) && !file.endsWith("-info" + SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()).replace('/', '.')
                            .replace(File.separatorChar, '.'))
                    .filter(names)
                    .sorted()
                    .<Class<?>>map(name -> load(name, neighbour.getClassLoader()))
                    .toList();
        }
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " was compiled and cannot be loaded", e);
        }
    }
}
