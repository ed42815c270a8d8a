package dev.lanewise.examples.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the machine, the JVM and the library. Sizes are in bytes; 0 stands for what cannot be found.
 *
 * @param java the JDK and the virtual machine
 * @param machine processors and memory
 * @param memory the heap
 * @param engine what Lanewise has chosen
 * @param options the JVM's own options, as they were given
 * @param flags values of the JVM's flags that matter, by name; without those that this JVM does not have
 * @param speeds what was measured; null if it was not
 */
record Facts(
        Java java, Machine machine, Memory memory, Engine engine, List<String> options, Map<String, String> flags,
        @Nullable Speeds speeds) {
    /**
     * The JDK.
     *
     * @param version as in {@code 25.0.3+9-LTS}
     * @param feature its first number
     * @param update its third number
     * @param vendor who built it
     * @param vm name of the virtual machine
     * @param mode how it executes code, as in {@code mixed mode, sharing}
     * @param vectorModule whether the Vector API's module is present
     */
    record Java(String version, int feature, int update, String vendor, String vm, String mode, boolean vectorModule) {}

    /**
     * The machine.
     *
     * @param system the operating system, its version and the architecture
     * @param cpu what the processor calls itself; empty if it does not say
     * @param vectorBits bits of the widest vectors of floats that the processor has
     * @param processors how many the host has
     * @param available how many the JVM may use
     * @param quota how many processors' time the container may use; 0 for no limit
     * @param load how many threads wanted to run in the last minute; negative if that is not known
     * @param memory the host's
     * @param memoryLimit the container's; 0 for no limit
     * @param hugePages the kernel's setting for transparent huge pages: always, madvise, never, or empty
     */
    record Machine(
            String system, String cpu, int vectorBits, int processors, int available, double quota, double load,
            long memory, long memoryLimit, String hugePages) {
        /** What programs can have. */
        long usableMemory() {
            return memoryLimit > 0 && memoryLimit < memory ? memoryLimit : memory;
        }
    }

    /**
     * The heap.
     *
     * @param most the largest size
     * @param collectors names of the garbage collectors
     */
    record Memory(long most, List<String> collectors) {}

    /**
     * The library.
     *
     * @param version its version
     * @param kernels {@code scalar} or {@code simd-} with a number of bits; empty if there are none
     * @param description the sentence that says why; if there are no kernels, what went wrong
     * @param threads how many compute
     * @param settings its system properties that are set, as in {@code lanewise.simd=off}, sorted
     */
    record Engine(String version, String kernels, String description, int threads, List<String> settings) {
        /** Bits of its vectors; 0 for scalar kernels. */
        int bits() {
            return kernels.startsWith("simd-") ? Integer.parseInt(kernels.substring("simd-".length())) : 0;
        }
    }

    /**
     * What was measured.
     *
     * @param size rows and columns of the matrices
     * @param one billions of floating-point operations a second of their product on one thread
     * @param all the same on all threads
     * @param bandwidth bytes a second of a sum of two large tensors, read and written, on all threads
     */
    record Speeds(int size, double one, double all, double bandwidth) {}

    /** The value of a flag of the JVM. */
    Optional<String> flag(String name) {
        return Optional.ofNullable(flags.get(name));
    }

    boolean isOn(String flag) {
        return flags.getOrDefault(flag, "").equals("true");
    }

    /** The first option that begins so. */
    Optional<String> option(String prefix) {
        return options.stream().filter(option -> option.startsWith(prefix)).findFirst();
    }
}
