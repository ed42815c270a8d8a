package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.zoo.gguf.GgufFile;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of {@code docs/pretrained.md} say what the code reads. With {@code -Dlanewise.record=true} they are
 * written anew.
 */
class FamiliesPageTest {
    private static final Path PAGE = Path.of("../docs/pretrained.md");
    private static final String BEGIN = "<!-- what is read, from the code: begin -->\n";
    private static final String END = "<!-- end -->\n";

    /** The element types that files of the format may name. */
    private static final List<String> DTYPES = List.of("F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ",
            "F8_E5M2FNUZ", "F8_E8M0", "I64", "U64", "I32", "U32", "I16", "U16", "I8", "U8", "BOOL", "F4", "F6_E2M3",
            "F6_E3M2", "C64");

    /** Those that GGUF files may have. */
    private static final List<String> GGUF_TYPES = List.of("F64", "F32", "F16", "BF16", "Q8_0", "Q6_K", "Q5_K", "Q5_1",
            "Q5_0", "Q4_K", "Q4_1", "Q4_0", "Q3_K", "Q2_K", "Q8_1", "Q8_K", "Q1_0", "IQ4_NL", "IQ4_XS", "IQ3_S",
            "IQ3_XXS", "IQ2_S", "IQ2_XS", "IQ2_XXS", "IQ1_M", "IQ1_S", "TQ1_0", "TQ2_0", "MXFP4", "NVFP4", "I64", "I32",
            "I16", "I8");

    @Test
    void saysWhatTheCodeReads() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END, begin);
        assertThat(begin).as("the marks of the tables").isGreaterThanOrEqualTo(BEGIN.length()).isLessThanOrEqualTo(end);
        String tables = tables();
        if (Boolean.getBoolean("lanewise.record")) {
            Files.writeString(PAGE, page.substring(0, begin) + tables + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end)).isEqualTo(tables);
    }

    private static String tables() throws Exception {
        StringBuilder text = new StringBuilder("| `model_type` | network | is used by |\n|---|---|---|\n");
        for (Class<?> family : families()) {
            text.append("| ")
                    .append(types(family).stream().map(type -> "`" + type + "`").collect(Collectors.joining(", ")))
                    .append(" | `").append(family.getSimpleName()).append("` | ").append(users(family)).append(" |\n");
        }
        text.append("\n| elements stored as | are read as |\n|---|---|\n");
        for (String as : List.of("floats", "ints", "nothing: refused by name")) {
            text.append(DTYPES.stream().filter(dtype -> readAs(dtype).equals(as))
                    .collect(Collectors.joining(", ", "| ", " | " + as + " |\n")));
        }
        text.append("\n| elements of GGUF files | are read as |\n|---|---|\n");
        for (boolean isRead : new boolean[] {true, false}) {
            text.append(
                    GGUF_TYPES.stream().filter(type -> isRead(type) == isRead).collect(Collectors.joining(", ", "| ",
                            isRead ? " | floats |\n" : " | nothing: refused by name |\n")));
        }
        return text.toString();
    }

    /** All classes that say which types of models they read, in the order of their names. */
    private static List<Class<?>> families() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(Bert.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve("dev/lanewise/zoo");
        List<Class<?>> families = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes)) {
            for (String file : files.map(each -> each.getFileName().toString()).sorted().toList()) {
                if (file.endsWith(".class") && !file.contains("$") && !file.equals("package-info.class")) {
                    Class<?> type = Class.forName("dev.lanewise.zoo." + file.replace(".class", ""));
                    if (Stream.of(type.getDeclaredFields()).anyMatch(field -> field.getName().equals("MODEL_TYPES"))) {
                        families.add(type);
                    }
                }
            }
        }
        return families;
    }

    private static List<?> types(Class<?> family) throws ReflectiveOperationException {
        Field types = family.getDeclaredField("MODEL_TYPES");
        types.setAccessible(true);
        return (List<?>) types.get(null);
    }

    private static String users(Class<?> family) {
        if (TextEncoder.class.isAssignableFrom(family)) {
            return "`SentenceEncoder`, `TextClassifier`, `EntityRecognizer`, `MaskFiller`, `AnswerFinder`";
        }
        if (CausalModel.class.isAssignableFrom(family)) {
            return "`Generator`, `TextGenerator`";
        }
        assertThat(family).as("a family that is new to this page").isIn(ResNet.class, Vit.class);
        return "`ImageClassifier`";
    }

    private static boolean isRead(String type) {
        return new GgufFile.Entry("x", type, List.of(), 0, 0).isRead();
    }

    private static String readAs(String dtype) {
        SafetensorsFile.Entry entry = new SafetensorsFile.Entry("x", dtype, List.of(), 0, 0);
        return entry.isFloat() ? "floats" : entry.isInt() ? "ints" : "nothing: refused by name";
    }
}
