package dev.lanewise.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lanewise.gpu.TestDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buffers, programs and kernels of a device. */
class ContextTest {
    private static final String ADD = "__kernel void add_to(__global int* x, int y, int n) {"
            + " int i = get_global_id(0); if (i < n) x[i] += y; }";

    private Context context;

    @BeforeEach
    void takesTheFirstDevice() {
        context = new Context(TestDevice.device());
    }

    @Test
    void aKernelChangesABuffer() {
        Buffer buffer = context.allocate(400);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ints = arena.allocate(ValueLayout.JAVA_INT, 100);
            for (int i = 0; i < 100; i++) {
                ints.setAtIndex(ValueLayout.JAVA_INT, i, i);
            }
            context.write(buffer, 0, ints);
            Kernel kernel = context.compile(ADD, "").kernel("add_to").set(0, buffer).set(1, 1000).set(2, 99);
            kernel.launch(64, 2);
            kernel.launch(64, 2);
            context.read(buffer, 0, ints);
            assertThat(ints.getAtIndex(ValueLayout.JAVA_INT, 98)).isEqualTo(2098);
            assertThat(ints.getAtIndex(ValueLayout.JAVA_INT, 99)).isEqualTo(99);
            context.read(buffer, 396, ints.asSlice(0, 4));
            assertThat(ints.getAtIndex(ValueLayout.JAVA_INT, 0)).isEqualTo(99);
        }
    }

    @Test
    void whatDoesNotCompileIsSaidWithTheCompilersWordsAndSaved() throws IOException {
        String source = "__kernel void broken(int a) { a = nothing; }";
        OpenClException e = catchThrowableOfType(
                OpenClException.class, () -> context.compile(source, "-DSIZE=7"));
        assertThat(e).hasMessageContaining("refuses a program").hasMessageContaining("nothing");
        assertThat(e.getMessage()).doesNotContain("\n");
        Path file = Path.of(e.getMessage().replaceAll(".* and the source are in ", ""));
        assertThat(file).content().contains(source).contains("Options: -DSIZE=7").contains(context.device().name());
        Files.delete(file);
    }

    /** What is allocated when nothing else is given back any more: buffers of tests before this one have gone. */
    private long settled() throws InterruptedException {
        for (long before = -1, now = context.allocated(); before != now; now = context.allocated()) {
            before = now;
            System.gc();
            Thread.sleep(100);
        }
        return context.allocated();
    }

    @Test
    void memoryIsGivenBackWhenNobodyRefersToItAnyMore() throws InterruptedException {
        long before = settled();
        for (int i = 0; i < 10; i++) {
            context.allocate(1 << 20);
        }
        assertThat(context.allocated()).isEqualTo(before + (10 << 20));
        Context limited = context.limited(before + (10 << 20));
        assertThat(limited.allocate(1 << 20).bytes()).isEqualTo(1 << 20); // collects
        assertThat(context.allocated()).isLessThan(before + (10 << 20));
        assertThatThrownBy(() -> limited.allocate(before + (10 << 20) + 1)).isInstanceOf(OpenClException.class)
                .hasMessageContaining(" has no room for a buffer of ").hasMessageContaining(" that are allowed");
    }

    @Test
    void aKernelThatIsNotThereIsNamed() {
        KernelProgram program = context.compile(ADD, "");
        assertThatThrownBy(() -> program.kernel("subtract"))
                .isInstanceOf(OpenClException.class)
                .hasMessageContaining("subtract")
                .hasMessageContaining("CL_INVALID_KERNEL_NAME");
    }

    @Test
    void rangesOutsideOfABufferNeverReachTheDriver() {
        Buffer buffer = context.allocate(16);
        MemorySegment bytes = MemorySegment.ofArray(new byte[16]);
        assertThatThrownBy(() -> context.write(buffer, 1, bytes))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Buffer: 16 bytes from 1 on are to be written, and it has 16");
        assertThatThrownBy(() -> context.read(buffer, -1, bytes)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> context.read(buffer, Long.MAX_VALUE, bytes))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void moreThanTheDeviceAllowsIsRefusedWithBothNumbers() {
        long most = context.device().allocation();
        assertThatThrownBy(() -> context.allocate(most + 1))
                .isInstanceOf(OpenClException.class)
                .hasMessageContaining(Long.toString(most + 1))
                .hasMessageContaining(Long.toString(most));
        assertThatThrownBy(() -> context.allocate(0)).isInstanceOf(OpenClException.class);
    }

    @Test
    void aDeviceSaysWhatItIs() {
        Device device = context.device();
        assertThat(device.name()).isNotBlank();
        assertThat(device.computeUnits()).isPositive();
        assertThat(device.workGroup()).isPositive();
        assertThat(device.memory()).isGreaterThanOrEqualTo(device.allocation());
        assertThat(device).asString().contains(device.name());
    }
}
