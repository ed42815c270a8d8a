package dev.lanewise.board.web;

import dev.lanewise.board.control.Control;
import dev.lanewise.board.runs.Curves;
import dev.lanewise.board.runs.Pictures;
import dev.lanewise.board.runs.RunFiles;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.runs.RunView;
import dev.lanewise.board.runs.Runs;
import dev.lanewise.board.runs.WholeLines;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** What is served of one run: {@code ./runs/ID/...}. */
final class RunRoutes {
    private static final int POINTS = 1000;
    private static final int MOST_POINTS = 5000;
    private static final int MOST_LINES = 4 << 20;
    private static final int MOST_PICTURES = 256;

    /** So many are written at a time: each is some megabytes. */
    private static final int REPORTS = 2;

    private static final long FURTHEST = Long.MAX_VALUE - 1;

    private final Runs runs;
    private final RunList list;
    private final TrainingRequests requests = new TrainingRequests();
    private final Semaphore reports = new Semaphore(REPORTS);

    RunRoutes(Runs runs, RunList list) {
        this.runs = runs;
        this.list = list;
    }

    /** Answers what is asked by GET or HEAD; false if there is no such thing. */
    boolean get(Target target, Reply reply) throws IOException, Refusal {
        List<String> path = target.path();
        Path folder = folder(path.get(1));
        if (path.size() == 2) {
            description(folder, reply);
            return true;
        }
        switch (path.size() == 3 ? path.get(2) : path.size() == 4 ? path.get(2) + "/" : "") {
            case "curves" -> curves(folder, target, reply);
            case "report.html" -> report(folder, reply);
            case "pictures" -> pictures(folder, target, reply);
            case "lines/" -> lines(folder, path.get(3), target, reply);
            case "files/" -> file(folder, path.get(3), reply);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Whether something can be posted there. */
    static boolean takesPosts(List<String> path) {
        return path.size() == 3 && path.getFirst().equals("runs")
                && (path.get(2).equals("control") || path.get(2).equals("draw"));
    }

    /** Does what is asked by POST. */
    void post(Target target, byte[] body, Reply reply) throws IOException, Refusal, InterruptedException {
        Path folder = folder(target.path().get(1));
        Control control = list.control(folder).orElseThrow(() -> new Refusal(Refusal.CONFLICT,
                "this run is not one of the process that shows it, so nothing can be asked of it"));
        if (target.path().get(2).equals("draw")) {
            reply.bytes(200, Reply.JSON, requests.draw(control, body));
        } else {
            reply.said(200, requests.act(control, target));
        }
    }

    private Path folder(String id) throws Refusal {
        return runs.folder(id).orElseThrow(() -> noRun(id));
    }

    private static Refusal noRun(String id) {
        return new Refusal(Refusal.NOT_FOUND, "there is no run " + Printable.quoted(id));
    }

    private void description(Path folder, Reply reply) throws IOException, Refusal {
        String id = String.valueOf(folder.getFileName());
        RunView run = runs.run(id).orElseThrow(() -> noRun(id));
        reply.json(json -> RunList.describe(run, json));
    }

    private void curves(Path folder, Target target, Reply reply) throws IOException, Refusal {
        long after = target.number("after", -1, -1, FURTHEST);
        long from = Math.max(target.number("from", 0, 0, FURTHEST), after + 1);
        long to = target.number("to", FURTHEST, 0, FURTHEST);
        int points = (int) target.number("points", POINTS, 1, MOST_POINTS);
        Curves curves = runs.curves(folder, from, to, points);
        reply.json(curves::write);
    }

    private static void lines(Path folder, String name, Target target, Reply reply) throws IOException, Refusal {
        if (!RunFolder.LINES.contains(name)) {
            throw noFile(name);
        }
        long from = target.number("from", 0, 0, FURTHEST);
        try (FileChannel channel = RunFiles.open(folder.resolve(name))) {
            WholeLines lines = WholeLines.of(channel, from, MOST_LINES);
            reply.header("Next", Long.toString(lines.next())).part(Reply.TEXT, channel, lines.begin(), lines.end());
        } catch (NoSuchFileException e) {
            reply.header("Next", "0").bytes(200, Reply.TEXT, new byte[0]); // not begun yet
        }
    }

    private static void file(Path folder, String name, Reply reply) throws IOException, Refusal {
        if (!RunFolder.isTensors(name)) {
            throw noFile(name);
        }
        try (FileChannel channel = RunFiles.open(folder.resolve(name))) {
            reply.part(Reply.BYTES, channel, 0, channel.size());
        } catch (NoSuchFileException e) {
            throw noFile(name);
        }
    }

    private static Refusal noFile(String name) {
        return new Refusal(Refusal.NOT_FOUND, "the run has no file " + Printable.quoted(name) + " to show");
    }

    /** To be kept, not shown here: the page that it holds is no page of this board. */
    private void report(Path folder, Reply reply) throws IOException, Refusal {
        if (!reports.tryAcquire()) {
            throw new Refusal(Refusal.BUSY, "other reports are being written; try again");
        }
        try {
            ByteArrayOutputStream report = new ByteArrayOutputStream();
            Report.write(folder, report);
            String name = String.valueOf(folder.getFileName()).replaceAll("[^A-Za-z0-9._-]+", "-");
            reply.header("Content-Disposition", "attachment; filename=\"" + name + ".html\"")
                    .bytes(200, "text/html; charset=utf-8", report.toByteArray());
        } catch (FormatException e) {
            throw new Refusal(Refusal.NOT_FOUND, String.valueOf(e.getMessage()));
        } finally {
            reports.release();
        }
    }

    private static void pictures(Path folder, Target target, Reply reply) throws IOException, Refusal {
        String[] places = target.query().getOrDefault("at", "").split(",", -1);
        if (places.length > MOST_PICTURES) {
            throw new Refusal(Refusal.BAD_REQUEST, "at has " + places.length + " places, more than " + MOST_PICTURES);
        }
        int[] at = new int[places.length];
        for (int i = 0; i < at.length; i++) {
            try {
                at[i] = Integer.parseInt(places[i]);
            } catch (NumberFormatException e) {
                throw new Refusal(Refusal.BAD_REQUEST,
                        "at is " + Printable.quoted(target.query().getOrDefault("at", ""))
                                + ", not places of pictures between commas");
            }
        }
        try {
            Pictures pictures = Pictures.read(folder, at);
            reply.header("Shape", pictures.shape().stream().map(String::valueOf).collect(Collectors.joining(",")))
                    .bytes(200, Reply.BYTES, pictures.bytes());
        } catch (NoSuchFileException e) {
            throw noFile(RunFolder.EXAMPLES);
        } catch (FormatException e) {
            throw new Refusal(Refusal.NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }
}
