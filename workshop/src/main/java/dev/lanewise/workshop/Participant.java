package dev.lanewise.workshop;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The participant's own classes: their checks, and what is known of them already. */
final class Participant {
    private final Progress progress;
    private final Checker checker;
    private final Report report;

    /**
     * A participant's work in a course.
     *
     * @param data    the folder of MNIST's files; null for that of the environment, if any
     * @param seconds the time for one check
     */
    Participant(Course course, Progress progress, @Nullable Path data, long seconds, Report report) {
        this.progress = progress;
        this.checker = new Checker(course, data, seconds);
        this.report = report;
    }

    /** Checks what is written for a chapter, and keeps the result. */
    Outcome check(Chapter chapter, Live live) {
        String digest = progress.digest(chapter);
        Map<Integer, String> used = new TreeMap<>();
        Live telling = new Live() {
            @Override
            public void prepared() {
                if (live != Live.SILENT) {
                    used.values().forEach(report::say);
                }
            }

            @Override
            public void finished(Check check) {
                live.finished(check);
            }

            @Override
            public void printed(String line) {
                live.printed(line);
            }
        };
        Outcome outcome = checker.check(chapter, chapter.exercises(), each -> earlier(each, used), report::show,
                telling);
        String failure = progress.keep(chapter, outcome, digest);
        if (failure != null) {
            report.say("(your progress cannot be kept in workshop/.progress: " + failure + ")");
        }
        return outcome;
    }

    /** What is known of a chapter. If it has changed since its check, it is checked again; if it never was, nothing is. */
    Optional<Progress.Entry> known(Chapter chapter) {
        if (progress.last(chapter).isPresent() && progress.current(chapter).isEmpty()
                && !progress.digest(chapter).isEmpty()) {
            report.say("(chapter " + chapter.number() + " has changed and is checked again)");
            check(chapter, Live.SILENT);
        }
        return progress.current(chapter);
    }

    boolean isDone(Chapter chapter) {
        return known(chapter).map(Progress.Entry::isDone).orElse(false);
    }

    /** The folder whose classes stand for an earlier chapter. */
    private Path earlier(Chapter chapter, Map<Integer, String> used) {
        boolean own = isDone(chapter);
        used.put(chapter.number(), own
                ? "  (with your " + chapter.folder() + ")"
                : "  (with the solution of " + chapter.folder() + ": yours has not passed its checks)");
        return own ? chapter.exercises() : chapter.solutions();
    }
}
