package dev.lanewise.examples.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import dev.lanewise.program.DeviceInfo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesCommandTest {
    @TempDir
    private Path folder;

    @Test
    void theTableHasALineForEachDevice() {
        assertThat(DevicesCommand.table(List.of(
                new DeviceInfo("opencl", "Large Card", DeviceInfo.Kind.GPU, 24L << 30, "Maker 1.2", List.of(), ""),
                new DeviceInfo("opencl", "Old\u001bCard", DeviceInfo.Kind.GPU, 1L << 29, "Maker 1.1",
                        List.of("no doubles", "division not correctly rounded"), "its driver has no compiler"))))
                .containsExactly(
                        "#  device         kind  memory    driver     notes",
                        "1  Large Card     GPU   24.0 GiB  Maker 1.2  -",
                        "2  Old\\u001bCard  GPU   0.5 GiB   Maker 1.1  cannot be used: its driver has no compiler, "
                                + "no doubles, division not correctly rounded");
    }

    @Test
    void withoutTheLibraryItSaysWhyAndWhatToInstall() throws Exception {
        Outcome outcome = new ChildJvm(folder).with("-Dlanewise.opencl=/nowhere/libOpenCL.so",
                "--enable-native-access=ALL-UNNAMED").run("devices");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).hasSize(2);
        assertThat(outcome.err())
                .contains("error: OpenCL: no library was found", "/nowhere/libOpenCL.so", "-Dlanewise.opencl must name")
                .contains("apt-get install pocl-opencl-icd ocl-icd-libopencl1");
    }

    @Test
    void withoutTheLibraryAutoIsTheCpuAndGpuIsRefused() throws Exception {
        String[] options = {"-Dlanewise.opencl=/nowhere", "--enable-native-access=ALL-UNNAMED"};
        Outcome auto = new ChildJvm(folder).with(options)
                .run("timeseries", "--epochs", "1", "--hidden", "2", "--device", "auto").assertSuccess();
        assertThat(auto.out()).contains("computes on the CPU; OpenCL: no library was found (/nowhere");
        for (String name : List.of("gpu", "1", "anything")) {
            new ChildJvm(folder).with(options).run("mnist", "--synthetic", "--device", name)
                    .assertFailure("OpenCL: no library was found");
        }
    }
}
