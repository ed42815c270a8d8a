package dev.lanewise.workshop;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Prints how far the participant is: a line for each check, what is wrong with the first that fails, what is next. */
final class Report implements Live {
    private static final String COMMAND = "workshop/run";
    private static final int LONGEST_MESSAGE = 8;

    private final PrintWriter out;
    private final boolean unicode;
    private final Path base;
    private boolean explained;

    /**
     * A report.
     *
     * @param unicode whether check marks can be printed
     * @param base    the folder that paths are shown from
     */
    Report(PrintWriter out, boolean unicode, Path base) {
        this.out = out;
        this.unicode = unicode;
        this.base = base;
    }

    /** How a path is called: from the base if it lies in it. */
    String show(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        return whole.startsWith(base) ? base.relativize(whole).toString() : whole.toString();
    }

    /** Whether more than ASCII can be printed. */
    boolean isUnicode() {
        return unicode;
    }

    String mark(Check.State state) {
        return switch (state) {
            case PASSED -> unicode ? "\u2713" : "+";
            case FAILED -> unicode ? "\u2717" : "x";
            case HOLE, NOT_RUN -> unicode ? "\u00b7" : ".";
        };
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void heading(Chapter chapter) {
        say("Chapter " + chapter.number() + ": " + chapter.title());
    }

    @Override
    public void finished(Check check) {
        say("  " + mark(check.state()) + " " + check.name());
        if (!check.hasPassed() && !explained) {
            explained = true;
            String message = (check.state() == Check.State.HOLE ? "not yet: " : "") + check.message();
            List<String> lines = message.lines().filter(line -> !line.isBlank()).toList();
            lines.stream().limit(LONGEST_MESSAGE).forEach(line -> say("      " + line));
        }
    }

    @Override
    public void printed(String line) {
        say("    | " + line);
    }

    /** What stands below the checks: what was not run, how many pass, and what is next. */
    void end(Course course, Chapter chapter, Outcome outcome) {
        if (!outcome.problems().isEmpty()) {
            outcome.problems().forEach(this::say);
            say("");
            say("next: make it compile, then " + COMMAND + " check " + chapter.number());
            return;
        }
        for (Check check : outcome.checks()) {
            if (check.state() == Check.State.NOT_RUN) {
                say("  " + mark(check.state()) + " " + check.name() + " (not run)");
            }
        }
        say("");
        if (outcome.isDone()) {
            say("All " + outcome.checks().size() + " checks pass: chapter " + chapter.number() + " is done.");
            say("next: " + course.after(chapter).map(this::begin).orElse(COMMAND + " lists what is left"));
            return;
        }
        say(outcome.passed() + " of " + outcome.checks().size() + " checks pass.");
        Check first = outcome.checks().stream().filter(check -> !check.hasPassed()).findFirst().orElseThrow();
        String where = place(first, outcome, course, chapter);
        String what = first.state() == Check.State.HOLE ? first.message() : "put right: " + first.name();
        say("next: " + what + (where.isEmpty() ? "" : " (" + where + ")"));
        say("      then " + COMMAND + " check " + chapter.number());
    }

    /** The line that a check is about, as a path that an editor can open. */
    private String place(Check check, Outcome outcome, Course course, Chapter chapter) {
        int slash = check.where().indexOf('/');
        if (slash < 0) {
            return "";
        }
        String file = check.where().substring(slash + 1);
        String folder = check.where().substring(0, slash);
        Path sources = outcome.folders().get(folder);
        if (sources != null && folder.equals(chapter.folder()) && file.matches(".*Check\\.java:[0-9]+")) {
            int colon = file.indexOf(':');
            Suspect suspect = new Suspect(course.sources(sources), course.sources(chapter.solutions()));
            int line = Integer.parseInt(file.substring(colon + 1));
            return show(sources) + "/" + suspect.of(chapter.checks().resolve(file.substring(0, colon)), line);
        }
        return sources == null || file.replaceFirst(":.*", "").endsWith("Check.java")
                ? "workshop/checks/" + folder + "/" + file
                : show(sources) + "/" + file;
    }

    /** How a chapter is begun. */
    String begin(Chapter chapter) {
        return "chapter " + chapter.number() + ": read " + show(chapter.text()) + ", write in "
                + show(chapter.exercises()) + ", then " + COMMAND + " check " + chapter.number();
    }

    /** The line of a chapter in the list; {@code entry} is what is known of it. */
    void listed(Chapter chapter, Optional<Progress.Entry> entry) {
        Check.State state = entry.map(known -> known.isDone() ? Check.State.PASSED : Check.State.NOT_RUN)
                .orElse(Check.State.NOT_RUN);
        String rest = entry.map(known -> known.isDone()
                ? ""
                : known.of() == 0
                        ? "   does not compile"
                        : "   " + known.passed() + " of " + known.of() + " checks")
                .orElse("");
        say("  " + mark(state) + " " + chapter.label() + "  " + chapter.title() + rest);
    }
}
