package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.program.DeviceInfo.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
    private final List<String> opened = new ArrayList<>();

    /** A driver with these devices; without any, one that is not there. */
    private DeviceProvider provider(String name, DeviceInfo... devices) {
        return new DeviceProvider() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<DeviceInfo> devices() {
                if (devices.length == 0) {
                    throw new DeviceException(name + ": no library was found");
                }
                return List.of(devices);
            }

            @Override
            public Backend open(int index) {
                opened.add(devices[index].name());
                return new ToyDevice();
            }
        };
    }

    private static DeviceInfo device(Kind kind, String name, String refusal) {
        return new DeviceInfo("toys", name, kind, 3L << 29, "1.0", List.of(), refusal);
    }

    private final DeviceProvider some = provider("toys", device(Kind.CPU, "Slow Toy", ""),
            device(Kind.GPU, "Broken Toy", "it has no compiler"), device(Kind.GPU, "Quick Toy", ""));

    @Test
    void whatCanBeUsedComesFirstAndOfThatTheGpus() {
        assertThat(new Devices(List.of(provider("gone"), some)).all()).extracting(DeviceInfo::name)
                .containsExactly("Quick Toy", "Slow Toy", "Broken Toy");
    }

    @ParameterizedTest
    @CsvSource({"auto, Quick Toy", "gpu, Quick Toy", "1, Quick Toy", "2, Slow Toy", "slow, Slow Toy", "toy, Quick Toy"})
    void aDeviceIsChosen(String wanted, String name) {
        Devices.Choice choice = new Devices(List.of(some)).choose(wanted);
        assertThat(opened).containsExactly(name);
        assertThat(choice.backend()).isPresent();
        assertThat(choice.description()).startsWith(name + " (").endsWith("PU, 1.5 GiB, toys)");
    }

    @Test
    void withoutAGpuTheCpusKernelsAreAutoAndAnyDeviceIsGpu() {
        Devices devices = new Devices(List.of(provider("toys", device(Kind.CPU, "Slow Toy", ""))));
        assertThat(devices.choose("auto"))
                .isEqualTo(new Devices.Choice(Optional.empty(), "the CPU; there is no GPU that can be used"));
        assertThat(opened).isEmpty();
        assertThat(devices.choose("gpu").description()).isEqualTo("Slow Toy (CPU, 1.5 GiB, toys); there is no GPU");
        assertThat(opened).containsExactly("Slow Toy");
    }

    @Test
    void aGpuThatCannotBeUsedIsNoneForAutoAndRefusedByName() {
        Devices devices = new Devices(List.of(provider("toys", device(Kind.GPU, "Broken\nToy", "it has no compiler"))));
        assertThat(devices.choose("auto").backend()).isEmpty();
        for (String wanted : List.of("gpu", "1", "broken")) {
            assertThatThrownBy(() -> devices.choose(wanted)).isInstanceOf(DeviceException.class)
                    .hasMessage("device: Broken\\nToy cannot be used: it has no compiler");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4", "-1", "", "toys", "1e0", "\u0661"})
    void anUnknownNameIsRefusedWithThoseThereAre(String wanted) {
        assertThatThrownBy(() -> new Devices(List.of(some)).choose(wanted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device: none is called \"" + wanted
                        + "\"; there are cpu, auto, gpu, 1 (Quick Toy), 2 (Slow Toy), 3 (Broken Toy)");
        assertThat(opened).isEmpty();
    }

    @Test
    void whereThereIsNoneTheReasonIsGiven() {
        assertThatThrownBy(() -> new Devices(List.of(provider("a"), provider("b"))).all())
                .isInstanceOf(DeviceException.class).hasMessage("a: no library was found; b: no library was found");
        assertThatThrownBy(() -> Devices.open("gpu")).isInstanceOf(DeviceException.class).hasMessage(
                "device: nothing on the class path provides devices; add the artifact dev.lanewise:lanewise-gpu");
        assertThatThrownBy(Devices::list).isInstanceOf(DeviceException.class);
    }

    @Test
    void theCpuNeedsNone() {
        assertThat(Devices.open(" CPU").backend()).isEmpty();
        assertThat(Devices.open("cpu").description()).isEqualTo("the CPU");
        assertThat(Devices.open("auto").description()).startsWith("the CPU; ");
    }

    @Test
    void aDescriptionMakesSense() {
        assertThatThrownBy(() -> new DeviceInfo("toys", "a", Kind.CPU, -1, "", List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("DeviceInfo: -1 bytes of memory");
    }
}
