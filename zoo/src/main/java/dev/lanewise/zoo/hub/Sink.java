package dev.lanewise.zoo.hub;

import dev.lanewise.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Takes the bytes of an answer from the client's threads, no more than were announced, until it is closed. */
abstract class Sink implements AutoCloseable {
    /** So much of what is thrown away is waited for. */
    private static final long MOST_DISCARDED = 1 << 20;

    private final long most;
    private long taken;
    private long discarded;
    private boolean isClosed;
    private @Nullable HubFault fault;

    private Sink(long most) {
        this.most = most;
    }

    abstract void write(byte[] chunk) throws IOException;

    /** Has the next byte be that of this position. */
    abstract void moveTo(long position) throws IOException;

    abstract void release() throws IOException;

    static Sink of(ByteArrayOutputStream bytes, long most) {
        return new Sink(most) {
            @Override
            void write(byte[] chunk) {
                bytes.writeBytes(chunk);
            }

            @Override
            void moveTo(long position) {
                bytes.reset();
            }

            @Override
            void release() {}
        };
    }

    /** A file, of which so many bytes are there already. */
    static Sink of(Path file, long from, long size) throws HubFault {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new Sink(size) {
                @Override
                void write(byte[] chunk) throws IOException {
                    for (ByteBuffer rest = ByteBuffer.wrap(chunk); rest.hasRemaining();) {
                        channel.write(rest);
                    }
                }

                @Override
                void moveTo(long position) throws IOException {
                    channel.truncate(position).position(position);
                }

                @Override
                void release() throws IOException {
                    channel.close();
                }

                @Override
                public String toString() {
                    return Printable.path(file) + " from byte " + from;
                }
            };
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** An answer begins, whose first byte is that of the position. */
    synchronized void begin(long position, boolean isRight) {
        taken = position;
        if (!isRight) {
            fault = new HubFault(HubFault.Kind.REFUSED, "it answers with another part of the file");
        }
        run(() -> moveTo(position));
    }

    synchronized void take(byte[] chunk) {
        taken += chunk.length;
        if (taken > most && fault == null) {
            fault = new HubFault(HubFault.Kind.REFUSED, "it sends more than " + most + " bytes");
        }
        run(() -> write(chunk));
    }

    synchronized void discard(int bytes) {
        discarded += bytes;
        if (discarded > MOST_DISCARDED && fault == null) {
            fault = new HubFault(HubFault.Kind.REFUSED, "its answer is an endless one");
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void run(Writing writing) {
        if (!isClosed && fault == null) {
            try {
                writing.run();
            } catch (IOException e) {
                fault = unwritable(e);
            }
        }
    }

    private static HubFault unwritable(IOException e) {
        return new HubFault(HubFault.Kind.REFUSED,
                "cannot write: " + Printable.sentence(String.valueOf(e.getMessage())));
    }

    /** A number that changes with each byte. */
    synchronized long heard() {
        return taken + discarded;
    }

    synchronized void requireSound() throws HubFault {
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public synchronized void close() throws HubFault {
        isClosed = true;
        try {
            release();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }
}
