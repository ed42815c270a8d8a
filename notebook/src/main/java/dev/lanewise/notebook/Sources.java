package dev.lanewise.notebook;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The Javadoc of the classes that the program has been started with. JShell reads that of the JDK only, and can be told
 * of no other sources; so this reads theirs, which lie packed beside the jars of an installed kernel, and in a build
 * where Maven has them.
 */
public final class Sources {
    /** The name of the archive beside the jars. */
    public static final String PACKED = "sources.zip";

    private record Source(Path root, String name) {}

    private final Map<String, List<Source>> sources = new HashMap<>(); // by the simple name of the class

    /** The sources of a class path. */
    Sources(String classPath) {
        List<Path> entries = Stream.of(classPath.split(File.pathSeparator)).filter(entry -> !entry.isEmpty())
                .map(Path::of).toList();
        Set<Path> roots = new LinkedHashSet<>(folders(entries));
        entries.stream().map(entry -> entry.resolveSibling(PACKED)).filter(Files::isRegularFile).forEach(roots::add);
        for (Path root : roots) {
            try {
                list(root);
            } catch (IOException e) {
                // a name without Javadoc is still a name
            }
        }
    }

    /** The sources of folders of classes, and of jars, that Maven has made. */
    public static List<Path> folders(List<Path> classPath) {
        return classPath.stream().map(Path::toAbsolutePath)
                .map(Path::getParent)
                .filter(folder -> folder != null && folder.endsWith("target"))
                .map(target -> target.resolveSibling(Path.of("src", "main", "java")))
                .filter(Files::isDirectory).toList();
    }

    private void list(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                files.forEach(file -> add(root, root.relativize(file).toString().replace(File.separatorChar, '/')));
            }
        } else {
            try (ZipFile zip = new ZipFile(root.toFile())) {
                zip.stream().forEach(entry -> add(root, entry.getName()));
            }
        }
    }

    private void add(Path root, String name) {
        if (name.endsWith(".java")) {
            sources.computeIfAbsent(name.substring(name.lastIndexOf('/') + 1, name.length() - ".java".length()),
                    _ -> new ArrayList<>()).add(new Source(root, name));
        }
    }

    /** The comment on what JShell describes so, for example {@code Tensor Tensor.zeros(int... dims)}; null if none. */
    @Nullable
    String javadoc(String signature) {
        Wanted wanted = Wanted.of(signature);
        Set<String> found = new LinkedHashSet<>();
        if (wanted != null) {
            for (Source source : sources.getOrDefault(wanted.types.getFirst(), List.of())) {
                if (source.name.startsWith(wanted.folder)) {
                    comments(source, wanted, found);
                }
            }
        }
        return found.size() == 1 ? found.iterator().next() : null; // of two classes of one name either may be meant
    }

    private static void comments(Source source, Wanted wanted, Set<String> found) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try {
            String text = text(source);
            JavacTask task = (JavacTask) compiler.getTask(null, null, _ -> {}, List.of("-proc:none"), null,
                    List.of(new SimpleJavaFileObject(URI.create("string:///Source.java"),
                            SimpleJavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return text;
                        }
                    }));
            for (CompilationUnitTree unit : task.parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    visit(DocTrees.instance(task), new TreePath(new TreePath(unit), type), wanted, 0, found);
                }
            }
        } catch (IOException e) {
            // removed since; a name without Javadoc is still a name
        }
    }

    private static String text(Source source) throws IOException {
        if (Files.isDirectory(source.root)) {
            return Files.readString(source.root.resolve(source.name));
        }
        try (ZipFile zip = new ZipFile(source.root.toFile());
                InputStream in = zip.getInputStream(zip.getEntry(source.name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Looks for the member in the type at {@code path}, which may be the {@code depth}-th of the names of types. */
    private static void visit(DocTrees trees, TreePath path, Wanted wanted, int depth, Set<String> found) {
        if (!(path.getLeaf() instanceof ClassTree type)
                || !type.getSimpleName().contentEquals(wanted.types.get(depth))) {
            return;
        }
        boolean owner = depth == wanted.types.size() - 1;
        if (owner && wanted.member == null) {
            add(trees.getDocComment(path), found);
        }
        for (Tree member : type.getMembers()) {
            TreePath below = new TreePath(path, member);
            if (!owner) {
                visit(trees, below, wanted, depth + 1, found);
            } else if (wanted.matches(member)) {
                add(trees.getDocComment(below), found);
            }
        }
    }

    private static void add(@Nullable String comment, Set<String> found) {
        if (comment != null) {
            found.add(comment);
        }
    }

    /**
     * What is looked for.
     *
     * @param folder     the beginning of the file's name, if the package is known
     * @param types      the names of the class and of those around it, the outermost first
     * @param member     the name of its member, {@code <init>} for a constructor, null for the class itself
     * @param parameters types and names of a method's parameters, null if it is none
     */
    private record Wanted(String folder, List<String> types, @Nullable String member,
            @Nullable List<String> parameters) {

        static @Nullable Wanted of(String signature) {
            String plain = plain(signature);
            int open = plain.indexOf('(');
            String head = open < 0 ? plain.replaceFirst(":.*", "") : plain.substring(0, open);
            List<String> names = List.of(head.substring(head.lastIndexOf(' ') + 1).split("\\."));
            int packages = 0;
            while (packages < names.size() - 1 && names.get(packages).matches("\\p{Ll}.*")) {
                packages++;
            }
            if (packages > 0) {
                return new Wanted(String.join("/", names.subList(0, packages)) + "/",
                        names.subList(packages, names.size()), null, null);
            }
            List<String> parameters = open < 0
                    ? null
                    : Stream.of(plain.substring(open + 1, plain.indexOf(')', open)).split(", ?"))
                            .filter(each -> !each.isEmpty()).map(Wanted::parameter).toList();
            if (parameters != null && names.getLast().matches("\\p{Lu}.*")) {
                return new Wanted("", names, "<init>", parameters);
            }
            return names.size() < 2
                    ? null
                    : new Wanted("", names.subList(0, names.size() - 1), names.getLast(), parameters);
        }

        boolean matches(Tree tree) {
            return switch (tree) {
                case MethodTree method -> parameters != null && method.getName().contentEquals(String.valueOf(member))
                        && parameters.equals(method.getParameters().stream()
                                .map(each -> parameter(plain(each.getType() + " " + each.getName()))).toList());
                case VariableTree field -> parameters == null && field.getName().contentEquals(String.valueOf(member));
                default -> false;
            };
        }

        /** Without annotations and type arguments. */
        private static String plain(String text) {
            String plain = text.replaceAll("@[\\w.]+(\\([^)]*\\))? ?", "");
            while (plain.contains("<") && plain.matches("(?s).*<[^<>]*>.*")) {
                plain = plain.replaceAll("<[^<>]*>", "");
            }
            return plain;
        }

        /** A type is known by its last name. */
        private static String parameter(String text) {
            return text.strip().replace("...", "[]").replaceAll("[\\w.]*\\.(?=\\w)", "");
        }
    }
}
