package dev.lanewise.train.terminal;

import java.util.Map;

/** What is known of the terminal that the program writes to. */
final class Terminal {
    private Terminal() {}

    /** Whether standard output is a terminal that shows colours and whose user wants them. */
    @SuppressWarnings("SystemConsoleNull") // null without a terminal, as again since JDK 25
    static boolean hasColours() {
        return System.console() != null && System.console().isTerminal() && wantsColours(System.getenv());
    }

    /** By {@code TERM} and {@code NO_COLOR} (no-color.org), which counts if it is not empty. */
    static boolean wantsColours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }
}
