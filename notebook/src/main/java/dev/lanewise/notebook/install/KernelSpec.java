package dev.lanewise.notebook.install;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.lanewise.text.Printable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel's spec: the folder in which Jupyter finds how the kernel is started. Beside {@code kernel.json} it holds
 * the kernel's jars, so that the kernel starts when the checkout has been rebuilt, moved or removed, and a build never
 * changes the classes of a kernel that runs.
 */
public final class KernelSpec {
    /** What Jupyter calls the kernel in files. */
    public static final String NAME = "lanewise";

    /** What people read. */
    public static final String DISPLAY_NAME = "Java (Lanewise)";

    private static final String MAIN = "dev.lanewise.notebook.Main";
    private static final String JSON = "kernel.json";
    private static final List<String> RESOURCES = List.of("logo-svg.svg");
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path folder;
    private final Libraries libraries;

    /** The spec among the kernels of {@code data}, a folder like {@code ~/.local/share/jupyter}. */
    public KernelSpec(Path data) {
        folder = data.toAbsolutePath().normalize().resolve("kernels").resolve(NAME);
        libraries = new Libraries(folder);
    }

    /** Where the spec is. */
    public Path folder() {
        return folder;
    }

    /**
     * Writes the spec, or replaces it, completely or not at all; leaves one alone that has the same content.
     *
     * @param java      the program that starts the kernel, {@code .../bin/java}
     * @param classPath folders of classes, and jars
     * @throws IOException with a sentence, if the folder cannot be written or holds something else
     */
    public void install(Path java, List<Path> classPath) throws IOException {
        if (folder.toString().contains(File.pathSeparator)) {
            throw new IOException("the kernel cannot be put in " + Printable.path(folder)
                    + ": Java's class path separates its entries with '" + File.pathSeparator + "'");
        }
        try {
            requireOurs();
            Files.createDirectories(folder);
            String before = text(JSON);
            String library = libraries.add(classPath);
            for (String name : RESOURCES) {
                try (InputStream resource = KernelSpec.class.getResourceAsStream(name)) {
                    if (resource == null) {
                        throw new IOException("the resource " + name + " is missing in this build");
                    }
                    put(name, resource.readAllBytes());
                }
            }
            put(JSON, json(java, library).getBytes(StandardCharsets.UTF_8));
            // The build before stays once more: a kernel may be starting that has not locked it yet.
            libraries.clean(List.of(library, Libraries.nameIn(before).orElse(library)));
        } catch (FileSystemException e) {
            throw readable("the kernel cannot be put in ", e);
        }
    }

    /** Writes a file completely or not at all, unless it is there with this content. */
    private void put(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path fresh = folder.resolve("." + name + "-" + ProcessHandle.current().pid());
        try {
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Removes the spec; false if there is none. */
    public boolean uninstall() throws IOException {
        try {
            requireOurs();
            if (libraries.inUse()) {
                throw new IOException("the kernel in " + Printable.path(folder)
                        + " is running; shut it down in Jupyter, then uninstall it");
            }
            if (!Files.exists(folder)) {
                return false;
            }
            // A folder on the same disk in which Jupyter does not look for kernels.
            Path old = folder.resolveSibling("").resolveSibling(".lanewise-old-" + ProcessHandle.current().pid());
            Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            Libraries.delete(old);
            return true;
        } catch (FileSystemException e) {
            throw readable("the kernel cannot be removed from ", e);
        }
    }

    /** The system's own message is often no more than a path. */
    private IOException readable(String what, FileSystemException e) {
        String reason = switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "there is no such file or folder, and none can be made";
            default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        };
        return new IOException(what + Printable.path(folder) + ": " + e.getFile() + ": " + reason, e);
    }

    /** A folder of this name that somebody else has made is not for us to replace. */
    private void requireOurs() throws IOException {
        if (Files.exists(folder)
                && !(Files.exists(folder.resolve(JSON)) ? text(JSON).contains(MAIN) : isUnfinished())) {
            throw new IOException(Printable.path(folder) + " is not a kernel of Lanewise, so it is left as it is;"
                    + " move it away, or use --prefix");
        }
    }

    /** Whether it holds nothing but what an install leaves that was killed. */
    private boolean isUnfinished() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).allMatch(name -> Libraries.isName(name)
                    || Stream.concat(RESOURCES.stream(), Stream.of(JSON))
                            .anyMatch(own -> name.equals(own) || name.startsWith("." + own)));
        }
    }

    /** The text of a file of the spec, empty if there is none. */
    private String text(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) ? Files.readString(file) : "";
    }

    private String json(Path java, String library) {
        JsonArray arguments = new JsonArray();
        Stream.of(java.toString(), "--add-modules", "jdk.incubator.vector", "-Djava.awt.headless=true", "-cp",
                folder.resolve(library) + File.separator + "*", MAIN, "kernel", "{connection_file}")
                .forEach(arguments::add);
        JsonObject json = new JsonObject();
        json.add("argv", arguments);
        json.addProperty("display_name", DISPLAY_NAME);
        json.addProperty("language", "java");
        json.addProperty("interrupt_mode", "message");
        return GSON.toJson(json) + "\n";
    }
}
