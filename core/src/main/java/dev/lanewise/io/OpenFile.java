package dev.lanewise.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A regular file that is open for reading at any position, by several threads at a time.
 *
 * @param path for messages
 * @param channel its content
 */
record OpenFile(Path path, FileChannel channel) {

    /** Opens a file, unless it could block or have no end. */
    static OpenFile of(Path path) throws IOException {
        RegularFile.require(path);
        return new OpenFile(path, FileChannel.open(path, StandardOpenOption.READ));
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Fills a buffer with what begins at a position, which is known to be there. */
    void readFully(ByteBuffer target, long position, String what) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw error(at, "the file ended within " + what + " while it was being read");
            }
            at += count;
        }
    }

    /** An error at a position. */
    FormatException error(long position, String reason) {
        return new FormatException(path, position, reason);
    }
}
