package dev.lanewise.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lanewise.notebook.install.Jupyter;
import dev.lanewise.notebook.install.KernelSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The workshop's notebook does what its stored outputs show: by a session, and by Jupyter where there is one. Text is
 * compared; pictures contain text in the fonts of a machine, so that only their kind is.
 */
class TrainNotebookTest {
    private static final Path NOTEBOOK = Path.of("train.ipynb");
    private static final String CONVERTER = "jupyter-nbconvert";

    @TempDir
    Path folder;

    /** What a cell has put out: its text, and the types of what it has shown. */
    private record Output(String source, String printed, List<String> values) {}

    @Test
    @Timeout(300)
    @DisabledIfEnvironmentVariable(named = "LANEWISE_MNIST", matches = ".+",
        disabledReason = "the stored outputs are those of drawn digits")
    void aSessionPutsOutWhatIsStored() throws Exception {
        try (Session session = new Session()) {
            for (Output stored : outputs(NOTEBOOK)) {
                List<Event> events = session.evaluate(stored.source());
                StringBuilder printed = new StringBuilder();
                List<String> values = new ArrayList<>();
                for (Event event : events) {
                    switch (event) {
                        case Event.Printed text -> printed.append(text.text());
                        case Event.Displayed shown when !shown.replaces() -> values.add(kind(shown.rendering()));
                        case Event.Displayed _ -> {
                        }
                        case Event.Result result -> values.add(kind(result.rendering()));
                        case Event.Failed failed -> throw new AssertionError(stored.source() + "\n" + failed);
                    }
                }
                assertThat(printed.toString()).as(stored.source()).isEqualTo(stored.printed());
                assertThat(values).as(stored.source()).isEqualTo(stored.values());
            }
        }
    }

    @Test
    @Timeout(600)
    void jupyterPutsOutTheSame() throws Exception {
        Jupyter jupyter = jupyter();
        new KernelSpec(folder.resolve("jupyter")).install(Path.of(System.getProperty("java.home"), "bin", "java"),
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                        .filter(entry -> Files.exists(entry) && !entry.endsWith("test-classes")).toList());
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(jupyter.program(CONVERTER).orElseThrow().toString(), "--to",
                "notebook", "--execute", "--output-dir", folder.toString(), NOTEBOOK.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().remove("LANEWISE_MNIST");
        builder.environment().put("JUPYTER_PATH", folder.resolve("jupyter").toString());
        builder.environment().put("JUPYTER_CONFIG_DIR", folder.resolve("config").toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(9, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(() -> read(log)).isZero();
        assertThat(outputs(folder.resolve("train.ipynb"))).isEqualTo(outputs(NOTEBOOK));
    }

    @Test
    void theStoredOutputsAreSmallAndWhole() throws Exception {
        assertThat(Files.size(NOTEBOOK)).isLessThan(200_000);
        JsonObject notebook = JsonParser.parseString(Files.readString(NOTEBOOK)).getAsJsonObject();
        assertThat(notebook.getAsJsonObject("metadata").getAsJsonObject("kernelspec").get("name").getAsString())
                .isEqualTo(KernelSpec.NAME);
        assertThat(outputs(NOTEBOOK)).anyMatch(each -> each.values().contains("image/svg+xml"))
                .anyMatch(each -> each.values().contains("image/png"))
                .anyMatch(each -> each.printed().contains("epoch 5: loss"));
    }

    private static Jupyter jupyter() {
        try {
            return Jupyter.find(Map.copyOf(System.getenv()), List.of(CONVERTER));
        } catch (IOException e) {
            String sentence = "Jupyter was not found, so its run of train.ipynb was left out: " + e.getMessage();
            System.out.println(sentence); // .ci/run repeats it
            return abort(sentence);
        }
    }

    /** What is stored below the cells of code. */
    private static List<Output> outputs(Path notebook) throws IOException {
        List<Output> all = new ArrayList<>();
        for (JsonElement each : JsonParser.parseString(Files.readString(notebook)).getAsJsonObject()
                .getAsJsonArray("cells")) {
            JsonObject cell = each.getAsJsonObject();
            if (cell.get("cell_type").getAsString().equals("code")) {
                StringBuilder printed = new StringBuilder();
                List<String> values = new ArrayList<>();
                for (JsonElement output : cell.getAsJsonArray("outputs")) {
                    JsonObject object = output.getAsJsonObject();
                    if (object.has("text")) {
                        printed.append(text(object.get("text")));
                    } else {
                        JsonObject data = object.getAsJsonObject("data");
                        values.add(Stream.of("image/svg+xml", "image/png").filter(data::has).findFirst()
                                .orElseGet(() -> text(data.get(Rendering.PLAIN))));
                    }
                }
                all.add(new Output(text(cell.get("source")), printed.toString(), values));
            }
        }
        return all;
    }

    /** The type of a picture, else the text. */
    private static String kind(Rendering rendering) {
        return Stream.of("image/svg+xml", "image/png").filter(rendering.forms()::containsKey).findFirst()
                .orElse(rendering.plain());
    }

    /** A text of a notebook: a string, or its lines. */
    private static String text(JsonElement element) {
        if (element instanceof JsonArray lines) {
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append(line.getAsString()));
            return text.toString();
        }
        return element.getAsString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
