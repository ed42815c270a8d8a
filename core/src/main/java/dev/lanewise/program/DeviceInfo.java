package dev.lanewise.program;

import dev.lanewise.text.Required;
import java.util.List;
import java.util.Locale;

/**
 * A device that programs can be run on, as its driver describes it.
 *
 * @param provider which {@link DeviceProvider} knows it, such as {@code opencl}
 * @param name such as {@code NVIDIA H200}
 * @param kind what it is
 * @param memory in bytes
 * @param driver who wrote its driver, and the version
 * @param notes what is special about it, each in a few words, such as {@code no doubles}
 * @param refusal why it cannot be used; empty if it can
 */
public record DeviceInfo(
        String provider, String name, Kind kind, long memory, String driver, List<String> notes, String refusal) {
    /** What a device is. */
    public enum Kind {
        /** A graphics card, or the graphics part of a processor. */
        GPU,
        /** The processor of the machine, by way of a driver. */
        CPU,
        /** Something else that computes. */
        ACCELERATOR
    }

    /** Copies the notes. */
    public DeviceInfo {
        Required.nonNull("DeviceInfo: the name of the provider", provider);
        Required.nonNull("DeviceInfo: the name", name);
        Required.nonNull("DeviceInfo: the kind", kind);
        Required.nonNull("DeviceInfo: the driver", driver);
        Required.nonNull("DeviceInfo: the refusal", refusal);
        if (memory < 0) {
            throw new IllegalArgumentException("DeviceInfo: " + memory + " bytes of memory");
        }
        notes = List.copyOf(Required.nonNull("DeviceInfo: the list of notes", notes));
    }

    /** Whether programs can be run on it. */
    public boolean isUsable() {
        return refusal.isEmpty();
    }

    /** For example {@code NVIDIA H200 (GPU, 139.8 GiB, opencl)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%s, %.1f GiB, %s)", name, kind, memory / (double) (1L << 30), provider);
    }
}
