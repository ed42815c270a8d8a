package dev.lanewise.bench.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationSpeedTest {
    @Test
    void withoutPythonLanewiseIsTimedBesideTheMemory(@TempDir Path folder) throws Exception {
        GenerationModel model = new GenerationModel(1, 64, 100);
        model.write(folder);
        StringWriter out = new StringWriter();
        new GenerationSpeed(model, folder, null, _ -> {}, new PrintWriter(out, true), new Repeated(0.1)).run(1,
                List.of(1, 2));
        assertThat(out.toString().lines()).hasSize(4);
        assertThat(out.toString()).containsPattern("(?m)^ +1 +[0-9.]+ +[0-9.]+ +[0-9.]+ *$");
    }
}
