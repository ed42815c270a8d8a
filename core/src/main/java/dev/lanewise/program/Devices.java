package dev.lanewise.program;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The devices of this machine, whoever provides them: the artifact {@code lanewise-gpu} provides those of OpenCL.
 *
 * {@snippet :
 * Devices.Choice choice = Devices.open("auto");
 * System.out.println("computes on " + choice.description());
 * TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::learn);
 * choice.backend().ifPresent(step::on);
 * }
 */
public final class Devices {
    /** Lanewise's own kernels. */
    public static final String CPU = "cpu";

    /** The first GPU that can be used; without one, the CPU. */
    public static final String AUTO = "auto";

    /** The first device that can be used, GPUs before others; never the CPU's own kernels. */
    public static final String GPU = "gpu";

    /**
     * What was chosen.
     *
     * @param backend for {@code on(...)} of training steps, inferences and options; empty for the CPU
     * @param description for users: the device, or {@code the CPU}, with the reason where it was not asked for by name
     */
    public record Choice(Optional<Backend> backend, String description) {
        /** Checks them. */
        public Choice {
            Required.nonNull("Choice: the backend", backend);
            Required.nonNull("Choice: the description", description);
        }
    }

    /** A device, and how to open it. */
    private record Found(DeviceProvider provider, int index, DeviceInfo info) {
        boolean isGpu() {
            return info.kind() == DeviceInfo.Kind.GPU;
        }
    }

    /** There is none, as opposed to one that refuses. */
    private static final class NoDeviceException extends DeviceException {
        private static final long serialVersionUID = 1;

        NoDeviceException(String message) {
            super(message);
        }
    }

    private final List<DeviceProvider> providers;

    /** The devices of these providers. */
    Devices(List<DeviceProvider> providers) {
        this.providers = providers;
    }

    private static Devices standard() {
        // here, since the module's descriptor is compiled by itself, without the classes that it would name
        Devices.class.getModule().addUses(DeviceProvider.class);
        try {
            return new Devices(ServiceLoader.load(DeviceProvider.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList());
        } catch (ServiceConfigurationError e) {
            throw new DeviceException("device: a provider of devices cannot be loaded: "
                    + Printable.sentence(String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * All devices ({@index is_available} and {@index device_count} of PyTorch), those that can be used first, and of
     * these the GPUs. {@link #open} takes their numbers in this list, from 1.
     *
     * @throws DeviceException if there is no provider, or none finds a driver
     */
    public static List<DeviceInfo> list() {
        return standard().all();
    }

    /**
     * Opens a {@index device}.
     *
     * @param wanted {@link #CPU}, {@link #AUTO} or {@link #GPU}; else the number of a device in the {@link #list}, from
     *     1, or a part of the name of one, in any case, of which the first that can be used is taken
     * @throws IllegalArgumentException if no device has this number or name
     * @throws DeviceException if there is no device, or it cannot be used; never for {@link #CPU}, and for
     *     {@link #AUTO} not for the lack of one
     */
    public static Choice open(String wanted) {
        String name = Required.nonNull("open: the name of the device", wanted).strip().toLowerCase(Locale.ROOT);
        return name.equals(CPU) ? new Choice(Optional.empty(), "the CPU") : standard().choose(name);
    }

    List<DeviceInfo> all() {
        return found().stream().map(Found::info).toList();
    }

    private List<Found> found() {
        if (providers.isEmpty()) {
            throw new NoDeviceException("device: nothing on the class path provides devices; add the artifact "
                    + "dev.lanewise:lanewise-gpu");
        }
        List<Found> all = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (DeviceProvider provider : providers) {
            try {
                List<DeviceInfo> devices = provider.devices();
                IntStream.range(0, devices.size()).forEach(i -> all.add(new Found(provider, i, devices.get(i))));
            } catch (DeviceException e) {
                reasons.add(e.getMessage());
            }
        }
        if (all.isEmpty()) {
            throw new NoDeviceException(reasons.isEmpty()
                    ? "device: there is a driver, but no device that it knows"
                    : String.join("; ", reasons));
        }
        all.sort(Comparator.comparing((Found each) -> !each.info().isUsable())
                .thenComparing(each -> !each.isGpu()));
        return all;
    }

    /** Chooses a device for a name in small letters, other than {@link #CPU}. */
    Choice choose(String wanted) {
        if (wanted.equals(AUTO)) {
            return auto();
        }
        List<Found> all = found();
        if (wanted.equals(GPU)) {
            return open(all.getFirst(), all.getFirst().isGpu() ? "" : "; there is no GPU");
        }
        return open(numbered(all, wanted)
                .or(() -> called(all, wanted))
                .orElseThrow(() -> new IllegalArgumentException("device: none is called " + Printable.quoted(wanted)
                        + "; there are cpu, auto, gpu, " + names(all))),
                "");
    }

    private Choice auto() {
        try {
            Found first = found().getFirst();
            if (first.isGpu() && first.info().isUsable()) {
                return open(first, "");
            }
            return cpu(first.isGpu() ? first.info().toString() : "there is no GPU that can be used");
        } catch (NoDeviceException e) {
            return cpu(String.valueOf(e.getMessage()));
        }
    }

    private static Choice cpu(String reason) {
        return new Choice(Optional.empty(), "the CPU; " + reason);
    }

    private static Optional<Found> numbered(List<Found> all, String wanted) {
        return IntStream.range(0, all.size())
                .filter(i -> wanted.equals(Integer.toString(i + 1)))
                .mapToObj(all::get)
                .findFirst();
    }

    /** The first with this in its name that can be used; else the first with it. */
    private static Optional<Found> called(List<Found> all, String part) {
        return all.stream()
                .filter(each -> !part.isEmpty() && each.info().name().toLowerCase(Locale.ROOT).contains(part))
                .findFirst();
    }

    private static String names(List<Found> all) {
        return IntStream.range(0, all.size())
                .mapToObj(i -> (i + 1) + " (" + Printable.sentence(all.get(i).info().name()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static Choice open(Found found, String note) {
        if (!found.info().isUsable()) {
            throw new DeviceException("device: " + Printable.sentence(found.info().name()) + " cannot be used: "
                    + found.info().refusal());
        }
        Backend backend = found.provider().open(found.index());
        return new Choice(Optional.of(backend), Printable.sentence(found.info().toString()) + note);
    }
}
