package dev.lanewise.train.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** What is known of the terminal that the program writes to. */
public final class Terminal {
    private static final File DEVICE = new File("/dev/tty");
    private static final long PATIENCE_MILLIS = 500;

    private Terminal() {}

    /** Whether the program writes to a terminal. */
    @SuppressWarnings("SystemConsoleNull") // null without a terminal, as again since JDK 25
    public static boolean isShown() {
        return System.console() != null && System.console().isTerminal();
    }

    /** Whether it is one that shows colours and whose user wants them. */
    static boolean hasColours() {
        return isShown() && wantsColours(System.getenv());
    }

    /** By {@code TERM} and {@code NO_COLOR} (no-color.org), which counts if it is not empty. */
    static boolean wantsColours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    /**
     * How many columns the terminal has: {@code COLUMNS} if it is set, else what {@code stty} says of it. Empty where
     * there is no terminal, or neither knows, such as on Windows.
     *
     * @param environment the variables of the environment
     */
    public static OptionalInt columns(Map<String, String> environment) {
        OptionalInt told = number(environment.getOrDefault("COLUMNS", ""));
        return told.isPresent() || !isShown() ? told : ofDevice();
    }

    /** Of {@code rows columns}, as {@code stty size} prints them. */
    private static OptionalInt ofDevice() {
        if (!DEVICE.exists()) {
            return OptionalInt.empty();
        }
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(DEVICE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return OptionalInt.empty();
            }
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip()
                    .split(" ");
            return size.length == 2 ? number(size[1]) : OptionalInt.empty();
        } catch (IOException _) {
            return OptionalInt.empty(); // there is no stty, or no terminal of this process
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    private static OptionalInt number(String text) {
        return text.matches("[1-9][0-9]{0,5}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
