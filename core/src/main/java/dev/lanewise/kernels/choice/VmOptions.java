package dev.lanewise.kernels.choice;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code -XX} options of this JVM: from its diagnostic bean, or, in a run-time image without the module
 * {@code jdk.management}, from the command line as far as the operating system shows it. The bean is used by name only,
 * so that nothing depends on that module.
 */
final class VmOptions {
    private VmOptions() {}

    /** The option's value; null if the JVM has no such option (locked options count as none) or it cannot be known. */
    static @Nullable String value(String option) {
        try {
            Class<?> type = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getPlatformMXBean", Class.class)
                    .invoke(null, type);
            if (bean != null) {
                Object found = type.getMethod("getVMOption", String.class).invoke(bean, option);
                return (String) Class.forName("com.sun.management.VMOption").getMethod("getValue").invoke(found);
            }
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            // no such module or no such option; only the command line may still tell
        }
        Optional<String[]> arguments = ProcessHandle.current().info().arguments();
        return arguments.map(list -> value(option, List.of(list))).orElse(null);
    }

    /** The option's value among a command's arguments, of which the last counts; null if none sets it. */
    static @Nullable String value(String option, List<String> arguments) {
        String value = null;
        for (String argument : arguments) {
            if (argument.startsWith("-XX:" + option + "=")) {
                value = argument.substring(argument.indexOf('=') + 1);
            } else if (argument.equals("-XX:+" + option)) {
                value = "true";
            } else if (argument.equals("-XX:-" + option)) {
                value = "false";
            }
        }
        return value;
    }
}
