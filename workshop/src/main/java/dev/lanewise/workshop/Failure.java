package dev.lanewise.workshop;

import java.lang.reflect.Modifier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.AssertionFailedError;

/** Says in plain words why a check has failed, and which line of the participant's it came from. */
final class Failure {
    private static final Pattern PACKAGE = Pattern.compile("chapter[0-9]{2}");
    private static final Pattern INDEX = Pattern.compile("Index (-?[0-9]+) out of bounds for length ([0-9]+)");
    private static final int DEEPEST = 20;

    private Failure() {}

    /** The hole that {@code thrown} is or was caused by, else {@code thrown}. */
    static Throwable root(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof Hole) {
                return cause;
            }
            cause = cause.getCause();
        }
        // A class that cannot be initialised says nothing by itself.
        Throwable inner = thrown instanceof ExceptionInInitializerError ? thrown.getCause() : null;
        return inner == null ? thrown : inner;
    }

    /** One sentence. */
    static String sentence(Throwable thrown) {
        String message = thrown.getMessage() == null ? "" : thrown.getMessage();
        return switch (thrown) {
            case Hole hole -> message;
            case AssertionFailedError error -> message.isEmpty() ? "it is not as expected" : message;
            case AssertionError error when !message.isEmpty() -> message;
            case StackOverflowError error -> "StackOverflowError: a method calls itself without end";
            case ArrayIndexOutOfBoundsException e ->
                "ArrayIndexOutOfBoundsException: " + message + outOfBounds(message);
            case OutOfMemoryError error -> "OutOfMemoryError: " + message + " (of "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MB)";
            default -> {
                String type = type(thrown.getClass()).getSimpleName();
                yield message.isEmpty() ? type : type + ": " + message;
            }
        };
    }

    /** The class that a participant could name: the library's own exceptions may be private subclasses of it. */
    private static Class<?> type(Class<?> thrown) {
        Class<?> type = thrown;
        while (Modifier.isPrivate(type.getModifiers())) {
            type = type.getSuperclass();
        }
        return type;
    }

    private static String outOfBounds(String message) {
        Matcher numbers = INDEX.matcher(message);
        if (!numbers.matches()) {
            return "";
        }
        return numbers.group(2).equals("0")
                ? ": has this array been made, or filled?"
                : numbers.group(1).equals(numbers.group(2))
                        ? ": does a loop go one too far, or are rows and columns mixed up?"
                        : ": are rows and columns mixed up, in a loop or in an index such as i * columns + j?";
    }

    /** Where it was thrown; for an expectation, the line of the check that called for it. */
    static String place(Throwable thrown) {
        return thrown instanceof AssertionFailedError
                ? expectation(thrown.getStackTrace())
                : place(thrown.getStackTrace());
    }

    private static String expectation(StackTraceElement[] stack) {
        String outermost = "";
        for (StackTraceElement frame : stack) {
            String file = frame.getFileName();
            if (file != null && file.endsWith("Check.java")) {
                outermost = frame.getClassName().replaceFirst("\\..*", "") + "/" + file + ":" + frame.getLineNumber();
            }
        }
        return outermost;
    }

    /**
     * The innermost line in the chapter that is checked, {@code chapter03/Linear.java:23}: an earlier chapter's class
     * that was called wrongly is not to blame. Else that in any chapter; of a check if there is no other.
     */
    static String place(StackTraceElement[] stack) {
        String checked = "";
        for (StackTraceElement frame : stack) {
            checked = isCheck(frame) ? folder(frame) : checked;
        }
        String earlier = "";
        String inCheck = "";
        for (StackTraceElement frame : stack) {
            String folder = folder(frame);
            if (PACKAGE.matcher(folder).matches() && frame.getFileName() != null) {
                String place = folder + "/" + frame.getFileName() + ":" + frame.getLineNumber();
                if (isCheck(frame)) {
                    inCheck = inCheck.isEmpty() ? place : inCheck;
                } else if (folder.equals(checked)) {
                    return place;
                } else {
                    earlier = earlier.isEmpty() ? place : earlier;
                }
            }
        }
        return earlier.isEmpty() ? inCheck : earlier;
    }

    private static String folder(StackTraceElement frame) {
        int dot = frame.getClassName().lastIndexOf('.');
        return dot < 0 ? "" : frame.getClassName().substring(0, dot);
    }

    private static boolean isCheck(StackTraceElement frame) {
        String file = frame.getFileName();
        return file != null && file.endsWith("Check.java") && PACKAGE.matcher(folder(frame)).matches();
    }
}
