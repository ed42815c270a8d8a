package dev.lanewise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.Idx;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Shape;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first program that a reader sees does what it says. */
class ReadmeTest {
    private static final Pattern PROGRAM = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    @Test
    void theQuickStartRunsAsItIsPrinted(@TempDir Path folder) throws Exception {
        Matcher program = PROGRAM.matcher(Files.readString(Path.of("../README.md")));
        assertThat(program.find()).isTrue();
        assertThat(program.group(1).lines()).hasSizeLessThanOrEqualTo(15);
        Path library = Path.of("target/classes").toAbsolutePath();
        String imports = ModuleFinder.of(library).find("dev.lanewise").orElseThrow().descriptor().exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .map("import %s.*;%n"::formatted)
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("QuickStart.java"), imports + "void main() {\n" + program.group(1)
                + "IO.println(\"logits \" + model.forward(digits.batch(new int[] {0}).inputs()).shape());\n}\n");
        Idx.write(folder.resolve("train-images-idx3-ubyte.gz"), Shape.of(100, 28, 28), new byte[100 * 28 * 28]);
        Idx.write(folder.resolve("train-labels-idx1-ubyte.gz"), Shape.of(100), new byte[100]);

        List<String> output = ChildJvm.java(folder, List.of(
                "-Dlanewise.simd=off", "-Dlanewise.threads=1", "-cp", library.toString(), "QuickStart.java"));

        assertThat(output).containsExactly("logits [1, 10]");
        assertThat(Safetensors.load(folder.resolve("model.safetensors")).tensors()).hasSize(4);
    }
}
