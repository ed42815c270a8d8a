package dev.lanewise.notebook.kernel;

import com.google.gson.JsonObject;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** One of the kernel's sockets. Any thread may use it, one at a time. */
final class Channel {
    private static final int LINGER = 1000;

    private final ZMQ.Socket socket;
    private final Wire wire;
    private final Consumer<String> log;

    Channel(ZContext context, SocketType type, String name, String address, Wire wire, Consumer<String> log)
            throws IOException {
        socket = context.createSocket(type);
        this.wire = wire;
        this.log = log;
        socket.setLinger(LINGER);
        socket.setHWM(0); // a page that is slow for a moment loses nothing; what a cell shows is bounded
        try {
            socket.bind(address);
        } catch (ZMQException e) {
            throw new IOException("the " + name + " socket cannot use " + address + ": the port is taken, or not ours",
                    e);
        }
    }

    /** The next message, or null if none comes in {@code millis}; one that must be refused is reported and skipped. */
    @Nullable
    synchronized Message receive(int millis) {
        while (true) {
            List<byte[]> frames = frames(millis);
            if (frames.isEmpty()) {
                return null;
            }
            try {
                return wire.read(frames);
            } catch (Wire.Refused e) {
                log.accept("ignored " + Printable.sentence(String.valueOf(e.getMessage())));
            }
        }
    }

    private List<byte[]> frames(int millis) {
        List<byte[]> frames = new ArrayList<>();
        socket.setReceiveTimeOut(millis);
        byte[] frame = socket.recv();
        while (frame != null) {
            frames.add(frame);
            frame = socket.hasReceiveMore() ? socket.recv() : null;
        }
        return frames;
    }

    /** Sends back what came: the heartbeat. */
    synchronized void echo(int millis) {
        List<byte[]> frames = frames(millis);
        if (!frames.isEmpty()) {
            send(frames);
        }
    }

    /** Sends a message. */
    synchronized void send(List<byte[]> identities, String type, JsonObject parent, JsonObject content) {
        send(wire.frames(identities, type, parent, content));
    }

    private void send(List<byte[]> frames) {
        for (int i = 0; i < frames.size() - 1; i++) {
            socket.sendMore(frames.get(i));
        }
        socket.send(frames.getLast());
    }
}
