package dev.lanewise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/coming-from-pytorch.md to what there is, and the Javadoc to PyTorch's names. */
class PyTorchNamesTest {
    private static final Path MAIN = Path.of("src/main/java");

    /** A row's first two cells. */
    private record Row(String theirs, String ours) {}

    @Test
    void everyNameInTheTableExists() throws Exception {
        List<Row> rows = rows();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(200);
        List<String> missing = new ArrayList<>();
        for (Row row : rows) {
            for (String name : codes(row.ours)) {
                if (!exists(name)) {
                    missing.add(name);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aSearchInTheJavadocFindsEveryNameOfPyTorch() throws Exception {
        Set<String> found = new HashSet<>();
        for (Class<?> type : publicTypes()) {
            found.add(type.getSimpleName().toLowerCase(Locale.ROOT));
            members(type).forEach(member -> found.add(member.getName().toLowerCase(Locale.ROOT)));
        }
        assertThat(found).contains("tensor", "reshape", "sum");
        Pattern index = Pattern.compile("\\{@index (\\S+)}");
        try (Stream<Path> sources = Files.walk(MAIN)) {
            for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher matcher = index.matcher(Files.readString(source));
                while (matcher.find()) {
                    found.add(matcher.group(1).toLowerCase(Locale.ROOT));
                }
            }
        }
        List<String> theirs = new ArrayList<>();
        for (Row row : rows()) {
            for (String code : codes(row.theirs)) {
                String name = code.split("[(=]", 2)[0].replaceFirst(".*\\.", "");
                if (name.matches("[A-Za-z_]\\w+")) { // no operator
                    theirs.add(name);
                }
            }
        }
        assertThat(theirs).contains("view", "cat", "no_grad", "DataLoader", "retain_graph").hasSizeGreaterThan(100);
        assertThat(theirs).allMatch(name -> found.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(Path.of("../docs/coming-from-pytorch.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("(?<!\\\\)\\|"))
                .map(cells -> new Row(cells[1].strip(), cells[2].strip()))
                .toList();
    }

    private static List<String> codes(String cell) {
        return Pattern.compile("`([^`]+)`").matcher(cell).results().map(found -> found.group(1)).toList();
    }

    /** Whether a name such as {@code Tensor.reshape} or {@code CustomFunction.Context.save} is public. */
    private static boolean exists(String name) throws Exception {
        int dot = name.lastIndexOf('.');
        for (Class<?> type : publicTypes()) {
            String typeName = type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
            if (typeName.equals(name)
                    || dot > 0 && typeName.equals(name.substring(0, dot))
                            && members(type).anyMatch(member -> member.getName().equals(name.substring(dot + 1)))) {
                return true;
            }
        }
        return false;
    }

    private static Stream<? extends Member> members(Class<?> type) {
        return Stream.concat(Stream.of(type.getMethods()), Stream.of(type.getFields()))
                .filter(member -> member.getDeclaringClass() != Object.class);
    }

    /** What the module exports and makes public. */
    private static List<Class<?>> publicTypes() throws Exception {
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(Path.of("target/classes/module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        List<Class<?>> types = new ArrayList<>();
        for (ModuleDescriptor.Exports exported : module.exports()) {
            Path folder = Path.of("target/classes", exported.source().replace('.', '/'));
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                    String simple = file.getFileName().toString().replace(".class", "");
                    Class<?> type = Class.forName(exported.source() + "." + simple);
                    if (Modifier.isPublic(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }
}
