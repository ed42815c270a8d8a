package dev.lanewise.notebook.install;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.lanewise.text.Printable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

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
    private static final String LIB = "lib";
    private static final String CONTENT = "content.txt";
    private static final List<String> RESOURCES = List.of("logo-svg.svg");
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path folder;

    /** The spec among the kernels of {@code data}, a folder like {@code ~/.local/share/jupyter}. */
    public KernelSpec(Path data) {
        folder = data.toAbsolutePath().normalize().resolve("kernels").resolve(NAME);
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
        requireOurs();
        if (folder.toString().contains(File.pathSeparator)) {
            throw new IOException("the kernel cannot be put in " + Printable.path(folder)
                    + ": Java's class path separates its entries with '" + File.pathSeparator + "'");
        }
        String json = json(java);
        String content = content(classPath);
        if (holds(JSON, json) && holds(CONTENT, content)) {
            return;
        }
        try {
            replace(json, content, classPath);
        } catch (FileSystemException e) {
            throw readable("the kernel cannot be put in ", e);
        }
    }

    private void replace(String json, String content, List<Path> classPath) throws IOException {
        Path fresh = aside("new");
        try {
            delete(fresh);
            Path lib = Files.createDirectories(fresh.resolve(LIB));
            for (int i = 0; i < classPath.size(); i++) {
                add(classPath.get(i), lib, i);
            }
            for (String name : RESOURCES) {
                try (InputStream resource = KernelSpec.class.getResourceAsStream(name)) {
                    if (resource == null) {
                        throw new IOException("the resource " + name + " is missing in this build");
                    }
                    Files.copy(resource, fresh.resolve(name));
                }
            }
            Files.writeString(fresh.resolve(CONTENT), content);
            Files.writeString(fresh.resolve(JSON), json);
            Files.createDirectories(folder.resolveSibling(""));
            remove();
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(fresh);
        }
    }

    /** Removes the spec; false if there is none. */
    public boolean uninstall() throws IOException {
        requireOurs();
        try {
            return remove();
        } catch (FileSystemException e) {
            throw readable("the kernel cannot be removed from ", e);
        }
    }

    private boolean remove() throws IOException {
        if (!Files.exists(folder)) {
            return false;
        }
        Path old = aside("old");
        Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
        delete(old);
        return true;
    }

    /** A folder on the same disk in which Jupyter does not look for kernels. */
    private Path aside(String suffix) {
        return folder.resolveSibling("").resolveSibling(".lanewise-" + suffix + "-" + ProcessHandle.current().pid());
    }

    /** The system's own message is often no more than a path. */
    private IOException readable(String what, FileSystemException e) {
        String reason = e instanceof AccessDeniedException
                ? "permission denied"
                : e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        return new IOException(what + Printable.path(folder) + ": " + e.getFile() + ": " + reason, e);
    }

    /** A folder of this name that somebody else has made is not for us to replace. */
    private void requireOurs() throws IOException {
        Path json = folder.resolve(JSON);
        if (Files.exists(folder) && !(Files.isRegularFile(json) && Files.readString(json).contains(MAIN))) {
            throw new IOException(Printable.path(folder) + " is not a kernel of Lanewise, so it is left as it is;"
                    + " move it away, or use --prefix");
        }
    }

    private boolean holds(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) && Files.readString(file).equals(text);
    }

    private String json(Path java) {
        JsonArray arguments = new JsonArray();
        Stream.of(java.toString(), "--add-modules", "jdk.incubator.vector", "-Djava.awt.headless=true", "-cp",
                folder.resolve(LIB) + File.separator + "*", MAIN, "kernel", "{connection_file}")
                .forEach(arguments::add);
        JsonObject json = new JsonObject();
        json.add("argv", arguments);
        json.addProperty("display_name", DISPLAY_NAME);
        json.addProperty("language", "java");
        json.addProperty("interrupt_mode", "message");
        return GSON.toJson(json) + "\n";
    }

    /** Tells one build from another: names, sizes and times of all files. */
    private static String content(List<Path> classPath) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path entry : classPath) {
            CRC32 sum = new CRC32();
            for (Path file : files(entry)) {
                String line = file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis() + "\n";
                sum.update(line.getBytes(StandardCharsets.UTF_8));
            }
            text.append(entry.toAbsolutePath().normalize()).append(' ').append(Long.toHexString(sum.getValue()))
                    .append('\n');
        }
        return text.toString();
    }

    private static List<Path> files(Path entry) throws IOException {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void add(Path entry, Path lib, int index) throws IOException {
        if (!Files.isDirectory(entry)) {
            Files.copy(entry, lib.resolve(entry.getFileName()));
            return;
        }
        try (OutputStream out = Files.newOutputStream(lib.resolve("classes-" + index + ".jar"));
                ZipOutputStream jar = new ZipOutputStream(out)) {
            jar.setLevel(Deflater.BEST_SPEED);
            for (Path file : files(entry)) {
                ZipEntry member = new ZipEntry(entry.relativize(file).toString().replace(File.separatorChar, '/'));
                member.setLastModifiedTime(Files.getLastModifiedTime(file));
                jar.putNextEntry(member);
                Files.copy(file, jar);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
