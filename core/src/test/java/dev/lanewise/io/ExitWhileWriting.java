package dev.lanewise.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Exits, as at Ctrl-C, in the middle of a write; run by {@link AtomicFileTest}. */
final class ExitWhileWriting {
    private ExitWhileWriting() {}

    public static void main(String[] args) {
        AtomicFile.write(Path.of(args[0]), channel -> {
            channel.write(ByteBuffer.allocate(1000));
            System.out.println("exits");
            System.exit(0);
        });
    }
}
