package dev.lanewise.board.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program of {@link WatchingCost}'s other JVM: follows a board's events and fetches what is new of the run that
 * they tell of, as a page does, but draws nothing. Ends with its input, so that it does not outlive who has started it.
 */
final class Follower {
    private static final Pattern RUN = Pattern.compile("\"id\":\"([A-Za-z0-9-]+)\"");
    private static final Pattern LINES = Pattern.compile("\"epochs\\.jsonl\":(\\d+)");
    private static final Pattern STEPS = Pattern.compile("\"step\":\\[[^]]*?(\\d+)]");

    private final URI board;
    private final HttpClient client = HttpClient.newHttpClient();
    private long step = -1;
    private long read;

    private Follower(URI board) {
        this.board = board;
    }

    /** Takes the address of the board. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Follower follower = new Follower(URI.create(args[0]));
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                System.err.println("the follower's input broke: " + e.getMessage());
            }
            Runtime.getRuntime().halt(0);
        });
        follower.follow();
    }

    private InputStream get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(board.resolve(path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    private void follow() throws IOException, InterruptedException {
        try (BufferedReader events = new BufferedReader(
                new InputStreamReader(get("changes"), StandardCharsets.UTF_8))) {
            System.out.println("follows");
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                Matcher run = RUN.matcher(line);
                if (line.startsWith("data:") && run.find()) {
                    fetch(run.group(1), line);
                }
            }
        }
    }

    private void fetch(String run, String event) throws IOException, InterruptedException {
        String path = "runs/" + run + "/";
        Matcher last = STEPS.matcher(text(path + "curves?points=200&after=" + step));
        step = last.find() ? Long.parseLong(last.group(1)) : step;
        Matcher lines = LINES.matcher(event);
        if (lines.find() && Long.parseLong(lines.group(1)) > read) {
            read += text(path + "lines/epochs.jsonl?from=" + read).length();
        }
    }

    private String text(String path) throws IOException, InterruptedException {
        try (InputStream in = get(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
