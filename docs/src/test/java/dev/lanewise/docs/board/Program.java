package dev.lanewise.docs.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An example program with a board, in a thread of this JVM. */
final class Program implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("the board is at (http://\\S+)");
    private static final String STAYS = "the board stays open at ";
    private static final long LONGEST_MILLIS = 300_000;

    private final StringWriter said = new StringWriter();
    private final Thread thread;

    private Program(List<String> args) {
        PrintWriter both = new PrintWriter(said, true);
        thread = Thread.ofPlatform().daemon().name("program")
                .start(() -> Main.run(both, both, args.toArray(String[]::new)));
    }

    /** Starts one, with {@code --board} at a port that is free. */
    static Program start(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--board", "--board-port", "0"));
        return new Program(all);
    }

    /** The address that it prints first. */
    URI address() {
        return URI.create(waitFor(ADDRESS).group(1));
    }

    /** Waits until the training is over. */
    void waitForEnd() {
        waitFor(Pattern.compile(STAYS));
    }

    private Matcher waitFor(Pattern pattern) {
        long end = System.nanoTime() + LONGEST_MILLIS * 1_000_000;
        while (true) {
            Matcher matcher = pattern.matcher(said.toString());
            if (matcher.find()) {
                return matcher;
            }
            assertThat(System.nanoTime()).as("waited in vain for %s; it said: %s", pattern, said).isLessThan(end);
            assertThat(thread.isAlive()).as("it has ended, and said: %s", said).isTrue();
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test is to end", e);
        }
    }

    /** Ends it, once the training is over. */
    @Override
    public void close() {
        waitForEnd();
        thread.interrupt();
        try {
            thread.join(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test is to end", e);
        }
        assertThat(thread.isAlive()).as("it ends").isFalse();
    }
}
