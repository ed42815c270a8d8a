package dev.lanewise.notebook;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What cells print, on its way to the reader: gathered for a tenth of a second or 64 KB, so that a line costs next to
 * nothing, and bounded for each cell, so that none can drown the page. Past the bound only the end is kept, and
 * shown when the cell has ended. Of what replaces each other in one place only the latest is passed on with the text.
 */
final class Console implements AutoCloseable {
    /** How many bytes of a cell's output are shown, besides its end. */
    static final int LIMIT = 1 << 19;

    private static final int BATCH = 1 << 16;
    private static final int END = 1 << 12;
    private static final int MILLIS = 100;
    private static final int PIECE = 128; // what a change of streams counts for, as it costs a message

    private final PrintStream out = stream(false);
    private final PrintStream err = stream(true);
    private final byte[] batch = new byte[BATCH];
    private final byte[] end = new byte[END];
    private final Thread clock = new Thread(this::tick, "notebook-output");

    private Consumer<Event> sink = _ -> {};
    private int pending;
    private boolean pendingError;
    private final Map<String, Event.Displayed> replacements = new LinkedHashMap<>();
    private long printed;
    private long changes;
    private long leftOut;
    private int ended; // bytes in end
    private boolean closed;

    Console() {
        clock.setDaemon(true);
        clock.start();
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** From now on a new cell prints. */
    synchronized void begin(Consumer<Event> cell) {
        end();
        sink = cell;
        printed = 0;
        changes = 0;
    }

    /** Passes an event on, behind all that was printed before. */
    synchronized void send(Event event) {
        flush();
        sink.accept(event);
    }

    /** Passes on what takes the place of an earlier one, unless yet another does so first. */
    synchronized void replace(Event.Displayed event) {
        replacements.put(String.valueOf(event.id()), event);
        notifyAll();
    }

    /** Passes on what is still held, and the end of what was too long. */
    synchronized void end() {
        flush();
        if (leftOut > 0) {
            int shown = characterStart(end, 0, ended);
            sink.accept(new Event.Printed(true, "\n... " + (leftOut - (ended - shown)) + " bytes left out ...\n"));
            sink.accept(new Event.Printed(false, text(end, shown, ended)));
            leftOut = 0;
            ended = 0;
        }
    }

    /** Passes on what is held, but for the first bytes of a character whose rest is still to come. */
    synchronized void flush() {
        int whole = wholeCharacters(batch, pending);
        if (whole > 0) {
            sink.accept(new Event.Printed(pendingError, text(batch, 0, whole)));
            System.arraycopy(batch, whole, batch, 0, pending - whole);
            pending -= whole;
        }
        List<Event.Displayed> latest = List.copyOf(replacements.values());
        replacements.clear();
        latest.forEach(sink);
    }

    @Override
    public synchronized void close() {
        end();
        closed = true;
        notifyAll();
    }

    private synchronized void write(boolean error, byte[] bytes, int from, int length) {
        int at = from;
        int rest = length;
        if (pendingError != error) {
            changes += pending > 0 ? 1 : 0;
            flush();
            pending = 0; // half a character, which nothing can complete any more
            pendingError = error;
        }
        while (rest > 0 && printed + PIECE * changes < LIMIT) {
            int n = (int) Math.min(Math.min(rest, BATCH - pending), LIMIT - printed - PIECE * changes);
            System.arraycopy(bytes, at, batch, pending, n);
            pending += n;
            at += n;
            rest -= n;
            printed += n;
            if (pending == BATCH) {
                flush();
            }
        }
        if (rest > 0) {
            leaveOut(bytes, at, rest);
        }
        if (pending > 0) {
            notifyAll();
        }
    }

    private void leaveOut(byte[] bytes, int from, int length) {
        if (leftOut == 0) {
            send(new Event.Printed(true, "\n... the cell has printed " + printed + " bytes"
                    + (changes == 0 ? "" : ", and changed between out and err " + changes + " times")
                    + ": from here on only the end is kept, and shown when it is done ...\n"));
        }
        leftOut += length;
        int n = Math.min(length, END);
        int keep = Math.min(ended, END - n);
        System.arraycopy(end, ended - keep, end, 0, keep);
        System.arraycopy(bytes, from + length - n, end, keep, n);
        ended = keep + n;
    }

    private void tick() {
        try {
            while (true) {
                synchronized (this) {
                    while (pending == 0 && replacements.isEmpty() && !closed) {
                        wait();
                    }
                    if (closed) {
                        return;
                    }
                }
                Thread.sleep(MILLIS);
                synchronized (this) {
                    flush();
                    if (pending > 0) {
                        wait(MILLIS); // half a character
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does this but a cell; what is held comes at its end
        }
    }

    private PrintStream stream(boolean error) {
        return new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                Console.this.write(error, new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                Console.this.write(error, bytes, from, length);
            }
        }, false, StandardCharsets.UTF_8) {
            @Override
            public void close() {
                flush(); // a cell that closes a writer around System.out does not silence those behind it
            }
        };
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
    }

    /** The number of bytes that hold whole characters, so without the start of one at the end. */
    private static int wholeCharacters(byte[] bytes, int length) {
        for (int back = 1; back <= Math.min(3, length); back++) {
            int b = bytes[length - back] & 0xff;
            if (b >= 0xc0) {
                int size = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return size > back ? length - back : length;
            }
            if (b < 0x80) {
                return length;
            }
        }
        return length;
    }

    private static int characterStart(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] & 0xc0) == 0x80) {
            at++;
        }
        return at;
    }

    /** The streams of this JVM, to be put back. */
    record Streams(PrintStream out, PrintStream err, InputStream in) {
        static Streams current() {
            return new Streams(System.out, System.err, System.in);
        }

        void set() {
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
    }
}
