package dev.lanewise.kernels.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VmOptionsTest {
    @Test
    void thisJvmsOptionsAreRead() {
        assertThat(VmOptions.value("UseCompiler")).isEqualTo("true");
        assertThat(VmOptions.value("NoSuchOption")).isNull();
    }

    @Test
    void theLastArgumentOfTheLauncherCounts() {
        List<String> arguments = List.of("-XX:Level=3", "-XX:+Fast", "-XX:Level=4", "-XX:LevelOf=5", "-XX:-Fast");
        assertThat(VmOptions.value("Level", arguments)).isEqualTo("4");
        assertThat(VmOptions.value("Fast", arguments)).isEqualTo("false");
        assertThat(VmOptions.value("Slow", arguments)).isNull();
    }
}
