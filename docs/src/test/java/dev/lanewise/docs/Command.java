package dev.lanewise.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that a page tells its readers to type, such as {@code examples/run mnist --epochs 1}. */
record Command(String at, List<String> words) {
    private static final Pattern COMMAND = Pattern
            .compile("(?<![\\w./-])((?:examples|bench|workshop|notebook)/run|\\.ci/run|mvn|\\./mvnw)(?![\\w.-])");
    private static final Pattern INLINE = Pattern.compile("`([^`]+)`");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern END = Pattern.compile("\\s#|&&|;|\\\\$|\\|");

    /** The commands in a page: in code between backticks, in lines that are indented, and in blocks of sh. */
    static List<Command> of(Page page) {
        List<Command> commands = new ArrayList<>();
        boolean fenced = false;
        boolean shell = false;
        for (int i = 0; i < page.lines().size(); i++) {
            String line = page.lines().get(i);
            String at = page.at(i + 1);
            if (line.startsWith("```")) {
                shell = !fenced && line.startsWith("```sh");
                fenced = !fenced;
            } else if (shell || !fenced && line.startsWith("    ")) {
                add(commands, at, line);
            } else if (!fenced) {
                INLINE.matcher(line).results().forEach(code -> add(commands, at, code.group(1)));
            }
        }
        return commands;
    }

    private static void add(List<Command> commands, String at, String line) {
        Matcher matcher = COMMAND.matcher(line);
        while (matcher.find()) {
            String arguments = QUOTED.matcher(line.substring(matcher.end())).replaceAll("TEXT");
            Matcher end = END.matcher(arguments);
            String own = end.find() ? arguments.substring(0, end.start()) : arguments;
            List<String> words = new ArrayList<>(List.of(matcher.group()));
            for (String word : own.strip().split("[\\s\\[\\]]+")) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            commands.add(new Command(at, List.copyOf(words)));
        }
    }

    /** What is started. */
    String program() {
        return words.getFirst();
    }

    /** What follows, with TEXT in the place of what is in quotes. */
    List<String> arguments() {
        return words.subList(1, words.size());
    }

    @Override
    public String toString() {
        return at + ": " + String.join(" ", words);
    }
}
