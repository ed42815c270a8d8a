package dev.lanewise.workshop;

import dev.lanewise.workshop.Event.Kind;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends events to whoever started this JVM, and makes events of what the exercise prints. */
final class Channel {
    /** More than anybody reads; an exercise may print without end. */
    private static final int LINES = 40;

    private static final int LENGTH = 400;

    private final PrintStream out;
    private final List<Lines> captured = new ArrayList<>();
    private int printed;
    private int current = -1;
    private boolean ended;

    Channel(PrintStream out) {
        this.out = out;
    }

    /** Sends an event. Nothing follows {@link Kind#DONE}, {@link Kind#STUCK} or {@link Kind#EXIT}. */
    synchronized void send(Kind kind, int check, String text, String where) {
        if (ended) {
            return;
        }
        if (kind == Kind.STARTED) {
            current = check;
            printed = 0;
        } else if (kind != Kind.PRINTED && kind != Kind.PLANNED) {
            captured.forEach(Lines::end); // print() without an end of line belongs to the check that ends here
        }
        ended = kind == Kind.DONE || kind == Kind.STUCK || kind == Kind.EXIT;
        out.println(new Event(kind, check, text, where).line());
        out.flush();
    }

    /** Tells that this JVM ends before its time, and the line that asked for it. */
    void exit(Map<Thread, StackTraceElement[]> threads) {
        String where = "";
        for (StackTraceElement[] stack : threads.values()) {
            boolean exits = false;
            for (StackTraceElement frame : stack) {
                exits |= frame.getClassName().equals("java.lang.Runtime") && frame.getMethodName().equals("exit");
            }
            if (exits) {
                where = Failure.place(stack);
            }
        }
        if (!where.isEmpty()) { // else it is ended from outside, by Ctrl-C for example
            send(Kind.EXIT, -1, "", where);
        }
    }

    /** A stream whose lines become events; all but the first {@value #LINES} of a check are dropped. */
    synchronized PrintStream capture() {
        Lines lines = new Lines();
        captured.add(lines);
        return new PrintStream(lines, true, StandardCharsets.UTF_8);
    }

    private void print(String line) {
        printed++;
        if (printed <= LINES) {
            send(Kind.PRINTED, current, line, "");
        } else if (printed == LINES + 1) {
            send(Kind.PRINTED, current, "... (what follows is not shown)", "");
        }
    }

    /**
     * Collects bytes until the end of a line, or until there are enough of them. Guarded by the channel's lock, as both
     * call each other.
     */
    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            synchronized (Channel.this) {
                if (b == '\n') {
                    print(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else if (b != '\r' && line.size() < LENGTH) {
                    line.write(b);
                }
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            synchronized (Channel.this) {
                for (int i = 0; i < length; i++) {
                    write(bytes[offset + i]);
                }
            }
        }

        /** Prints what has no end of line yet. */
        void end() {
            synchronized (Channel.this) {
                if (line.size() > 0) {
                    write('\n');
                }
            }
        }
    }
}
