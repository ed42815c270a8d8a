package dev.lanewise.gpu;

import dev.lanewise.text.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where compiled kernels are kept, by the custom of the operating system or as the setting says. */
final class CacheFolder {
    /** The setting: another folder, or {@code off}. */
    static final String SETTING = "lanewise.gpu.cache";

    private CacheFolder() {}

    /** The folder of this JVM; empty if nothing is to be kept. */
    static Optional<Path> ofThisJvm() {
        return of(System.getProperty(SETTING), System.getProperty("os.name", ""), System.getProperty("user.home", ""),
                System.getenv());
    }

    /**
     * The folder; empty if nothing is to be kept, because of the setting or for want of a home.
     *
     * @throws IllegalArgumentException if the setting is no path
     */
    static Optional<Path> of(@Nullable String setting, String system, String home, Map<String, String> environment) {
        if (setting != null) {
            return setting.equals("off") ? Optional.empty() : Optional.of(folder(setting));
        }
        String local = environment.getOrDefault("LOCALAPPDATA", "");
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base;
        try {
            Path user = Path.of(home);
            if (system.startsWith("Windows")) {
                base = local.isEmpty() ? user.resolve("AppData").resolve("Local") : Path.of(local);
            } else if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
                base = Path.of(xdg);
            } else {
                base = system.startsWith("Mac") ? user.resolve("Library").resolve("Caches") : user.resolve(".cache");
            }
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
        return base.isAbsolute() ? Optional.of(base.resolve("lanewise").resolve("kernels")) : Optional.empty();
    }

    private static Path folder(String setting) {
        if (setting.isBlank()) {
            throw new IllegalArgumentException("-D" + SETTING + " must name a folder, or be off");
        }
        try {
            return Path.of(setting).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "-D" + SETTING + "=" + Printable.brief(setting) + ": expected a folder or off", e);
        }
    }
}
