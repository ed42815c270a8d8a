package dev.lanewise.examples.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.examples.ProgramException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelOptionTest {
    @TempDir
    private Path temporary;

    private Path folder() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("model"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
        return folder;
    }

    private static Path noHub(String name) {
        throw new AssertionError("the hub is asked for " + name);
    }

    @Test
    void aFolderIsOpened() throws IOException {
        Path folder = folder();

        assertThat(ModelOption.open(folder.toString(), ModelOptionTest::noHub).path()).isEqualTo(folder);
    }

    @Test
    void anythingElseOfTwoNamesIsAskedOfTheHub() throws IOException {
        Path folder = folder();
        List<String> asked = new ArrayList<>();

        assertThat(ModelOption.open("nobody/none@v1", name -> {
            asked.add(name);
            return folder;
        }).path()).isEqualTo(folder);
        assertThat(asked).containsExactly("nobody/none@v1");
    }

    @Test
    void whatIsNeitherIsOneSentence() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        assertFails(file.toString(), "file: neither a folder nor a GGUF file");
        assertFails(temporary.resolve("none").toString(), "none: no such folder or file, and no name ORG/NAME");
        assertFails("", "--model: the name is empty");
        assertFails("none", "--model none: no such folder or file, and no name ORG/NAME");
        assertFails("a\u0000/b", "--model \"a\\u0000/b\": no such folder or file, and no name ORG/NAME");
        assertThatExceptionOfType(ProgramException.class).isThrownBy(() -> ModelOption.open("a/b", _ -> {
            throw new UncheckedIOException("cannot fetch a/b from huggingface.co: it cannot be reached",
                    new IOException());
        })).withMessage(
                "--model a/b: no such folder or file, and cannot fetch a/b from huggingface.co: it cannot be reached");
    }

    private static void assertFails(String model, String message) {
        assertThatExceptionOfType(ProgramException.class)
                .isThrownBy(() -> ModelOption.open(model, ModelOptionTest::noHub)).withMessageEndingWith(message);
    }
}
