package dev.lanewise.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), args);
    }

    @Test
    void aConnectionFileThatIsMissingIsNamed() {
        assertThat(run("kernel", folder.resolve("none.json").toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: ").contains("none.json");
    }

    @Test
    void aConnectionFileThatIsNoneIsRefused() throws IOException {
        assertThat(run("kernel", Files.writeString(folder.resolve("c.json"), "[1").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("c.json is not a JSON object");
    }

    @Test
    void aConnectionFileThatLacksAPortIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("c.json"), """
                {"transport": "tcp", "ip": "127.0.0.1", "key": "", "signature_scheme": "hmac-sha256",
                 "shell_port": 1}""");
        assertThat(run("kernel", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no control_port");
    }

    @Test
    void anotherWayToSignIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("c.json"), """
                {"transport": "tcp", "ip": "127.0.0.1", "key": "k", "signature_scheme": "hmac-md5"}""");
        assertThat(run("kernel", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("\"hmac-md5\"");
    }

    @Test
    void wrongUsageIsStatusTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("kernel")).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(err.toString()).contains("notebook/run --help");
    }
}
