package dev.lanewise.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A stream of text. Like any {@link PrintWriter} it throws nothing when it cannot be written, because the disk is full
 * or the reader of a pipe has ended; but it remembers why.
 */
public final class Output extends PrintWriter {
    private final Sink sink;

    private Output(Sink sink) {
        super(sink, true);
        this.sink = sink;
    }

    /** Text for a stream. */
    Output(OutputStream stream, Charset charset) {
        this(new Sink(new OutputStreamWriter(stream, charset)));
    }

    /** The standard output; {@link System#out} would swallow what goes wrong. */
    static Output standard() {
        return new Output(new FileOutputStream(FileDescriptor.out), System.out.charset());
    }

    /** The standard error. */
    static Output standardError() {
        return new Output(new FileOutputStream(FileDescriptor.err), System.err.charset());
    }

    /** Writes what is buffered, and returns null, or a clause that says that {@code out} cannot be written. */
    public static @Nullable String failure(PrintWriter out) {
        if (!out.checkError()) {
            return null;
        }
        IOException cause = out instanceof Output output ? output.sink.failure : null;
        return "standard output cannot be written" + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }

    /** Passes text on, and keeps the first exception. */
    private static final class Sink extends Writer {
        private final Writer target;

        @Nullable
        IOException failure;

        Sink(Writer target) {
            this.target = target;
        }

        private interface Action {
            void run() throws IOException;
        }

        private void attempt(Action action) throws IOException {
            try {
                action.run();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            attempt(() -> target.write(text, offset, length));
        }

        @Override
        public void flush() throws IOException {
            attempt(target::flush);
        }

        @Override
        public void close() throws IOException {
            attempt(target::close);
        }
    }
}
