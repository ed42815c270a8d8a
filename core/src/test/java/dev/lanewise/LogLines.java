package dev.lanewise;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What the library logs in tests: the JDK finds this class as a service and asks it for loggers. */
public final class LogLines extends System.LoggerFinder {
    private static final List<String> LINES = new CopyOnWriteArrayList<>();

    /** The messages that are logged while something runs. */
    public static List<String> during(Runnable body) {
        int before = LINES.size();
        body.run();
        return new ArrayList<>(LINES.subList(before, LINES.size()));
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Lines(name);
    }

    private record Lines(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable cause) {
            if (isLoggable(level)) {
                if (name.startsWith("dev.lanewise")) {
                    LINES.add(message);
                }
                System.err.println(level + " " + name + ": " + message + (cause == null ? "" : ", " + cause));
            }
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
            log(level, bundle, format, (Throwable) null);
        }
    }
}
