package dev.lanewise.workshop;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The JDK's compiler, and what it finds in the participant's sources. */
final class Compiler {
    private static final int SHOWN = 3;

    private final String classPath;

    /** A compiler that sees the classes of {@code classPath}. */
    Compiler(String classPath) {
        this.classPath = classPath;
    }

    /**
     * Compiles {@code sources}, which may use what is in {@code classes} already, and writes their classes there.
     *
     * @param name how a source is called in messages
     * @return errors as lines to print, the first few of them; empty if there are none
     */
    List<String> compile(List<Path> sources, Path classes, Function<Path, String> name) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new WorkshopException("this Java has no compiler: " + System.getProperty("java.home")
                    + " is not a whole JDK; set JAVA_HOME to a JDK 25 or newer");
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        StringWriter other = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(
                found, Locale.ENGLISH, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", classes.toString(), "-classpath",
                    classes + System.getProperty("path.separator") + classPath, "--add-modules",
                    "jdk.incubator.vector", "-proc:none", "-g", "-nowarn", "-implicit:none", "-sourcepath", "");
            boolean compiled = compiler
                    .getTask(other, files, found, options, List.of(), files.getJavaFileObjectsFromPaths(sources))
                    .call();
            List<String> lines = errors(found.getDiagnostics(), name);
            if (!compiled && lines.isEmpty()) {
                return List.of("the compiler failed: " + other.toString().strip());
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> errors(
            List<Diagnostic<? extends JavaFileObject>> found, Function<Path, String> name) {
        List<String> lines = new ArrayList<>();
        int errors = 0;
        for (Diagnostic<? extends JavaFileObject> diagnostic : found) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors++;
                if (errors <= SHOWN) {
                    describe(diagnostic, name, lines);
                }
            }
        }
        if (errors > SHOWN) {
            lines.add("and " + (errors - SHOWN) + " more; often the first error causes the others");
        }
        return lines;
    }

    /** As javac prints it: place and message, the line with a caret, then the rest of the message. */
    private static void describe(
            Diagnostic<? extends JavaFileObject> diagnostic, Function<Path, String> name, List<String> lines) {
        List<String> message = diagnostic.getMessage(Locale.ENGLISH).lines().toList();
        JavaFileObject source = diagnostic.getSource();
        Path file = source == null ? null : Path.of(source.toUri());
        String place = file == null ? "" : name.apply(file) + ":" + diagnostic.getLineNumber() + ": ";
        lines.add(place + "error: " + (message.isEmpty() ? "" : message.getFirst()));
        String line = file == null ? null : line(file, diagnostic.getLineNumber());
        if (line != null) {
            lines.add(line);
            // A caret below the place: tabs before it stay tabs.
            int column = Math.clamp(column(diagnostic, line), 0, line.length());
            lines.add(line.substring(0, column).replaceAll("[^\t]", " ") + "^");
        }
        message.stream().skip(1).forEach(lines::add);
    }

    /** javac counts a tab as up to eight columns; its position in the file tells the characters. */
    private static long column(Diagnostic<?> diagnostic, String line) {
        long columns = diagnostic.getColumnNumber() - 1;
        int index = 0;
        for (long at = 0; index < line.length() && at < columns; index++) {
            at = line.charAt(index) == '\t' ? (at / 8 + 1) * 8 : at + 1;
        }
        return index;
    }

    private static @Nullable String line(Path file, long number) {
        try {
            List<String> lines = Files.readAllLines(file);
            return number >= 1 && number <= lines.size() ? lines.get((int) number - 1) : null;
        } catch (IOException e) { // not UTF-8: the message has to do
            return null;
        }
    }
}
