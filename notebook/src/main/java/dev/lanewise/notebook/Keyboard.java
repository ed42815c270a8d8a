package dev.lanewise.notebook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@link System#in} of cells: asks for a line when one is read. */
final class Keyboard {
    private final Session.Input input;
    private final Console console;
    private byte[] line = {};
    private int at;

    private final InputStream stream = new InputStream() {
        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            return Keyboard.this.read(target, from, length);
        }

        @Override
        public int available() {
            return line.length - at;
        }
    };

    Keyboard(Session.Input input, Console console) {
        this.input = input;
        this.console = console;
    }

    /** A new cell reads: what the one before has left of its last line is not for this one. */
    void begin() {
        line = new byte[0];
        at = 0;
    }

    InputStream stream() {
        return stream;
    }

    private int read(byte[] target, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (at == line.length) {
            console.flush(); // the question comes before the field for the answer
            try {
                line = (input.line() + "\n").getBytes(StandardCharsets.UTF_8);
            } catch (IOException e) { // a Scanner would swallow it, and say that there was no line
                throw new IllegalStateException(e.getMessage());
            }
            at = 0;
        }
        int n = Math.min(length, line.length - at);
        System.arraycopy(line, at, target, from, n);
        at += n;
        return n;
    }
}
