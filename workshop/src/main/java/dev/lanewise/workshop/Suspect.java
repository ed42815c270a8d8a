package dev.lanewise.workshop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the method that a wrong value probably came from. A check knows nothing of it but its own line; so the methods
 * that the check calls there and above are looked up among the participant's. One that is still as in the solution, such
 * as what an exercise gives, is no suspect, but what it calls may be.
 */
final class Suspect {
    private static final Pattern DECLARATION = Pattern.compile("^    (?:[a-z]+ )*[\\w<>\\[\\], ]+ (\\w+)\\([^;=]*$");
    private static final Pattern CALL = Pattern.compile("(?:\\.|\\bnew |::|\\b)(\\w+)(?=\\()|::(\\w+)");
    private static final Pattern CHECK_BEGINS = Pattern.compile("^    (?:void|private|static) .*");

    private record Method(Path file, int line, String body) {}

    private final Map<String, Method> methods = new LinkedHashMap<>();
    private final Map<String, Method> solved;
    private final List<Path> files;

    /** Looks for a suspect in {@code files}, of which {@code solutions} are the solved ones. */
    Suspect(List<Path> files, List<Path> solutions) {
        this.files = files;
        solved = new LinkedHashMap<>();
        files.forEach(file -> read(file, methods));
        solutions.forEach(file -> read(file, solved));
    }

    /** A file with a line, {@code Linear.java:23}; the first file without a line if no method is under suspicion. */
    String of(Path check, int line) {
        List<String> lines = lines(check);
        for (int i = Math.min(line, lines.size()) - 1; i >= 0; i--) {
            if (CHECK_BEGINS.matcher(lines.get(i)).matches()) {
                break;
            }
            Matcher call = CALL.matcher(lines.get(i));
            while (call.find()) {
                String name = name(call);
                Method method = methods.get(name);
                if (method != null && (isNew(name) || callsNew(method))) {
                    return method.file().getFileName() + ":" + method.line();
                }
            }
        }
        return files.getFirst().getFileName().toString();
    }

    private boolean isNew(String name) {
        Method mine = methods.get(name);
        Method solution = solved.get(name);
        return mine != null && (solution == null || !mine.body().equals(solution.body()));
    }

    private boolean callsNew(Method method) {
        Matcher call = CALL.matcher(method.body());
        while (call.find()) {
            if (isNew(name(call))) {
                return true;
            }
        }
        return false;
    }

    private static String name(Matcher call) {
        return call.group(1) == null ? call.group(2) : call.group(1);
    }

    /** Of methods with the same name, the first counts. */
    private static void read(Path file, Map<String, Method> methods) {
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher declaration = DECLARATION.matcher(lines.get(i));
            if (declaration.matches()) {
                StringBuilder body = new StringBuilder();
                for (int k = i + 1; k < lines.size() && !lines.get(k).equals("    }"); k++) {
                    body.append(lines.get(k)).append('\n');
                }
                methods.putIfAbsent(declaration.group(1), new Method(file, i + 1, body.toString()));
            }
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of(); // a report without a line is better than none
        }
    }
}
