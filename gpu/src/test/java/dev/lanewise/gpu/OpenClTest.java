package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.inference.Inference;
import dev.lanewise.nn.Linear;
import dev.lanewise.program.Backend;
import dev.lanewise.program.DeviceInfo;
import dev.lanewise.program.Devices;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenCL's devices as core finds and names them. */
class OpenClTest {
    @BeforeEach
    void requireDevice() {
        TestDevice.first();
    }

    @Test
    void coreListsAllDevicesOfTheSystem() {
        List<DeviceInfo> listed = Devices.list();
        assertThat(listed).extracting(DeviceInfo::name)
                .containsExactlyInAnyOrderElementsOf(OpenCl.all().stream().map(Device::name).toList());
        assertThat(listed).allSatisfy(info -> {
            assertThat(info.provider()).isEqualTo("opencl");
            assertThat(info.memory()).isPositive();
            assertThat(info.driver()).isNotBlank();
        });
    }

    @Test
    void aGpuIsOneOfTheSameListThatCanBeUsed() {
        List<String> usable = OpenCl.all().stream().filter(Device::isUsable).map(Device::name).toList();
        assertThat(Gpu.list()).extracting(Device::name).containsExactlyInAnyOrderElementsOf(usable);
        assertThat(Gpu.list()).extracting(device -> device.kind() != Device.Kind.GPU).isSorted();
    }

    @Test
    void whatIsOpenedComputes() {
        DeviceInfo first = Devices.list().getFirst();
        for (String wanted : List.of("gpu", "1", first.name())) {
            Backend gpu = Devices.open(wanted).backend().orElseThrow();
            Linear model = new Linear(3, 2, RandomSource.seed(1));
            Inference<Tensor, Tensor> there = Inference.of(model).on(gpu);
            Tensor x = RandomSource.seed(2).normal(5, 3);
            there.run(x);
            assertThat(there.run(x).toArray()).isEqualTo(model.forward(x).toArray());
        }
    }

    @Test
    void anIndexBeyondTheListIsRefused() {
        int count = OpenCl.all().size();
        assertThatThrownBy(() -> new OpenCl().open(count)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("open: device " + count + " of " + count);
    }
}
