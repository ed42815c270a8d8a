package dev.lanewise.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LyingDriverTest {
    private static final int NAME = 0x102B;
    private static final int MEMORY = 0x101F;
    private static final int ALLOCATION = 0x1010;
    private static final int WORK_GROUP = 0x1004;
    private static final int UNITS = 0x1002;
    private static final int DOUBLES = 0x1032;

    private static List<Device> devices(FaultyDriver.Liar liar) {
        return FaultyDriver.devices(FaultyDriver.lying(liar));
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }

    @Test
    void aNameOfGarbageIsShownAsItMayBe() {
        byte[] name = ("Best\u001b[31m\nCard" + "x".repeat(5000)).getBytes(StandardCharsets.UTF_8);
        name[0] = (byte) 0xFF;
        assertThat(devices(property -> property == NAME ? name : null)).allSatisfy(device -> assertThat(device.name())
                .startsWith("\ufffdest\\u001b[31m\\nCardxxx").hasSizeLessThan(100));
    }

    @Test
    void aDeviceWithoutANameHasOneInMessages() {
        assertThat(devices(property -> property == NAME ? new byte[1] : null))
                .allSatisfy(device -> assertThat(device.name()).isEqualTo("a device without a name"));
    }

    @Test
    void noMemoryOrNoGroupsCannotBeUsed() {
        assertThat(devices(property -> property == MEMORY ? number(0) : null)).noneMatch(Device::isUsable);
        assertThat(devices(property -> property == MEMORY ? number(-1) : null)).noneMatch(Device::isUsable);
        assertThat(devices(property -> property == WORK_GROUP ? number(0) : null)).noneMatch(Device::isUsable);
    }

    @Test
    void absurdNumbersAreBounded() {
        assertThat(devices(property -> property == UNITS ? number(1L << 60) : null))
                .allSatisfy(device -> assertThat(device.computeUnits()).isEqualTo(Integer.MAX_VALUE));
        for (long lie : new long[] {0, -1, Long.MAX_VALUE}) {
            assertThat(devices(property -> property == ALLOCATION ? number(lie) : null))
                    .allSatisfy(device -> assertThat(device.allocation()).isEqualTo(device.memory() / 4));
        }
    }

    @Test
    void aDeviceThatIsNotDescribedIsLeftOut() {
        assertThat(devices(property -> property == NAME ? new byte[0] : null)).isEmpty();
        assertThat(devices(property -> property == UNITS ? new byte[3] : null)).isEmpty();
        assertThat(devices(property -> property == DOUBLES ? new byte[0] : null)).isNotEmpty()
                .noneMatch(Device::hasDoubles);
    }

    @Test
    void aPlatformThatFailsHasNoDevices() {
        Functions functions = FaultyDriver.failing(FaultyDriver.Call.DEVICES, Status.BUILD_PROGRAM_FAILURE, () -> true);
        assertThat(Platform.all(functions)).isNotEmpty().allMatch(platform -> platform.devices().isEmpty());
    }

    @Test
    void aGroupThatIsTooLargeIsRefusedWithBothNumbers() {
        Device device = devices(property -> property == WORK_GROUP ? number(32) : null).getFirst();
        Context context = new Context(device, Functions.get());
        Kernel kernel = context.compile("__kernel void nothing(int n) {}", "").kernel("nothing");
        kernel.requireGroup(32);
        assertThatThrownBy(() -> kernel.requireGroup(33)).isInstanceOf(OpenClException.class)
                .hasMessage("OpenCL: the kernel nothing has groups of 33 work items, and " + device.name()
                        + " takes up to 32 of it");
    }

    @Test
    void localMemoryBeyondTheDevicesIsRefused() {
        Device device = devices(property -> property == 0x1023 ? number(100) : null).getFirst();
        Context context = new Context(device, Functions.get());
        Kernel kernel = context.compile("__kernel void much(__global int* y) { __local int x[64]; "
                + "int i = get_local_id(0); x[i] = i; barrier(CLK_LOCAL_MEM_FENCE); y[i] = x[63 - i]; }", "")
                .kernel("much");
        assertThatThrownBy(() -> kernel.requireGroup(1)).isInstanceOf(OpenClException.class)
                .hasMessageMatching("OpenCL: the kernel much takes \\d+ bytes .* has 100");
    }
}
