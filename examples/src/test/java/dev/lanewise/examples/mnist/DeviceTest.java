package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.examples.Outcome;
import dev.lanewise.program.DeviceException;
import dev.lanewise.program.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on whatever device there is; nothing of it shows in the results. */
class DeviceTest {
    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeData() {
        SmallSet.writeSmallPictures(data, 260, 50);
    }

    private static void requireDevice() {
        try {
            assumeTrue(Devices.list().getFirst().isUsable(), "there is no device that can be used");
        } catch (DeviceException e) {
            assumeTrue(false, e.getMessage());
        }
    }

    private Outcome train(String model, Object... more) {
        List<Object> args = new ArrayList<>(List.of("mnist", "--data", data, "--hidden", "16", "--batch-size", "25",
                "--save", folder.resolve(model)));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    private byte[] bytes(String model) throws IOException {
        return Files.readAllBytes(folder.resolve(model));
    }

    @Test
    void theDeviceIsNamedAndTheModelHasTheBitsOfTheCpus() throws IOException {
        requireDevice();
        Outcome here = train("cpu", "--epochs", 2).assertSuccess();
        Outcome there = train("gpu", "--epochs", 2, "--device", "gpu").assertSuccess();
        assertThat(here.out()).doesNotContain("computes on");
        assertThat(there.out()).contains("computes on " + Devices.list().getFirst().name());
        assertThat(bytes("gpu")).isEqualTo(bytes("cpu"));
        assertThat(there.lastLine()).isEqualTo(here.lastLine());
    }

    @Test
    void aRunGoesOnOnAnotherDevice() throws IOException {
        requireDevice();
        train("whole", "--epochs", 3).assertSuccess();
        Path state = folder.resolve("state");
        train("resumed", "--epochs", 1, "--checkpoint", state).assertSuccess();
        train("resumed", "--epochs", 2, "--checkpoint", state, "--resume", "--device", "gpu").assertSuccess();
        train("resumed", "--epochs", 3, "--checkpoint", state, "--resume").assertSuccess();
        assertThat(bytes("resumed")).isEqualTo(bytes("whole"));
    }

    @Test
    void autoIsAlwaysSomething() throws IOException {
        Outcome outcome = train("auto", "--epochs", 1, "--device", "auto").assertSuccess();
        assertThat(outcome.out()).containsPattern("computes on (the CPU; there is no GPU|.*GPU.*opencl)");
        train("cpu", "--epochs", 1).assertSuccess();
        assertThat(bytes("auto")).isEqualTo(bytes("cpu"));
    }

    @Test
    void aDeviceThatDoesNotExistIsRefused() {
        requireDevice();
        train("none", "--device", "no such card").assertWrongUsage(
                "--device: none is called \"no such card\"; there are cpu, auto, gpu, 1 (");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void whatIsWrittenWithoutTrainingNeedsNone() {
        Outcome.of("chargpt", "--load", folder.resolve("x"), "--device", "gpu")
                .assertWrongUsage("--device and --load exclude each other");
    }
}
