package dev.lanewise.notebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A kernel in this JVM and the front end of it, in plain Java. */
final class FrontEnd implements AutoCloseable {
    static final String KEY = "a key";
    private static final int MILLIS = 60_000;

    final List<String> log = new CopyOnWriteArrayList<>();
    private final ZContext context = new ZContext();
    private final Wire wire = new Wire(KEY);
    private final Connection connection = connection();
    private final Kernel kernel = new Kernel(connection, log::add);
    private final Thread running = Thread.ofPlatform().start(this::serve);
    private final ZMQ.Socket shell = connect(SocketType.DEALER, connection.shell());
    private final ZMQ.Socket control = connect(SocketType.DEALER, connection.control());
    private final ZMQ.Socket stdin = connect(SocketType.DEALER, connection.stdin());
    private final ZMQ.Socket iopub = connect(SocketType.SUB, connection.iopub());
    private final ZMQ.Socket heartbeat = connect(SocketType.REQ, connection.heartbeat());

    FrontEnd() throws IOException {
        Message info;
        do { // until the kernel's word reaches the subscription
            ask(shell, "kernel_info_request", new JsonObject());
            info = receive(iopub, 200);
        } while (info == null);
        while (receive(iopub, 300) != null) {
            // what the greetings left
        }
    }

    /** What one request brought about. */
    record Answer(JsonObject reply, List<Message> published) {
        String status() {
            return reply.get("status").getAsString();
        }

        /** The text of a stream. */
        String stream(String name) {
            StringBuilder text = new StringBuilder();
            published.stream().filter(m -> m.type().equals("stream"))
                    .filter(m -> m.content().get("name").getAsString().equals(name))
                    .forEach(m -> text.append(m.content().get("text").getAsString()));
            return text.toString();
        }

        List<String> types() {
            return published.stream().map(Message::type).toList();
        }

        JsonObject content(String type) {
            return published.stream().filter(m -> m.type().equals(type)).findFirst().orElseThrow().content();
        }

        /** The data of a message in one form. */
        String data(String type, String form) {
            JsonElement data = content(type).getAsJsonObject("data").get(form);
            return data == null ? "" : data.getAsString();
        }
    }

    private static Connection connection() throws IOException {
        List<ServerSocket> free = new ArrayList<>();
        JsonObject json = new JsonObject();
        for (String name : List.of("shell", "control", "stdin", "iopub", "hb")) {
            ServerSocket socket = new ServerSocket(0);
            free.add(socket);
            json.addProperty(name + "_port", socket.getLocalPort());
        }
        for (ServerSocket socket : free) {
            socket.close();
        }
        json.addProperty("transport", "tcp");
        json.addProperty("ip", "127.0.0.1");
        json.addProperty("key", KEY);
        json.addProperty("signature_scheme", "hmac-sha256");
        return Connection.of(json);
    }

    Connection ports() {
        return connection;
    }

    private void serve() {
        try {
            kernel.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kernel.close();
    }

    private ZMQ.Socket connect(SocketType type, int port) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setHWM(0);
        if (type == SocketType.SUB) {
            socket.subscribe(new byte[0]);
        } else if (type == SocketType.DEALER) {
            socket.setIdentity("front end".getBytes(StandardCharsets.UTF_8));
        }
        socket.connect("tcp://127.0.0.1:" + port);
        return socket;
    }

    static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    static JsonObject code(String code) {
        JsonObject json = new JsonObject();
        json.addProperty("code", code);
        return json;
    }

    private void send(ZMQ.Socket socket, Wire signer, String type, JsonObject content) {
        List<byte[]> frames = signer.frames(List.of(), type, new JsonObject(), content);
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
    }

    private Message receive(ZMQ.Socket socket, int millis) {
        socket.setReceiveTimeOut(millis);
        List<byte[]> frames = new ArrayList<>();
        byte[] frame = socket.recv();
        while (frame != null) {
            frames.add(frame);
            frame = socket.hasReceiveMore() ? socket.recv() : null;
        }
        try {
            return frames.isEmpty() ? null : wire.read(frames);
        } catch (Wire.Refused e) {
            throw new AssertionError("the kernel's message cannot be read", e);
        }
    }

    private JsonObject ask(ZMQ.Socket socket, String type, JsonObject content) {
        send(socket, wire, type, content);
        Message reply = receive(socket, MILLIS);
        assertThat(reply).as("reply to " + type).isNotNull();
        assertThat(reply.type()).isEqualTo(type.replace("_request", "_reply"));
        return reply.content();
    }

    /** Asks on the shell; what is published up to "idle" comes along. */
    Answer ask(String type, JsonObject content) {
        send(shell, wire, type, content);
        return await();
    }

    /** Runs a cell. */
    Answer run(String code) {
        return ask("execute_request", code(code));
    }

    /** Sends a cell, and does not wait. */
    void send(JsonObject cell) {
        send(shell, wire, "execute_request", cell);
    }

    /** Sends a message, and does not wait. */
    void send(String type, JsonObject content) {
        send(shell, wire, type, content);
    }

    /** Waits for what was sent. */
    Answer await() {
        Message reply = receive(shell, MILLIS);
        assertThat(reply).as("a reply").isNotNull();
        return new Answer(reply.content(), published());
    }

    /** What is published up to the next "idle". */
    List<Message> published() {
        List<Message> published = new ArrayList<>();
        while (true) {
            Message message = receive(iopub, MILLIS);
            assertThat(message).as("a word from the kernel after " + published.size()).isNotNull();
            published.add(message);
            if (message.type().equals("status")
                    && message.content().get("execution_state").getAsString().equals("idle")) {
                return published;
            }
        }
    }

    /** Waits until the kernel publishes a message of this type. */
    Message awaitPublished(String type) {
        while (true) {
            Message message = receive(iopub, MILLIS);
            assertThat(message).as("a " + type).isNotNull();
            if (message.type().equals(type)) {
                return message;
            }
        }
    }

    /** Asks on the control channel; what is published for it stays. */
    JsonObject control(String type, JsonObject content) {
        return ask(control, type, content);
    }

    /** Sends a cell signed with another key. */
    void forge(String code) {
        send(shell, new Wire("another key"), "execute_request", code(code));
    }

    /** Sends frames that are no message. */
    void garble() {
        shell.send("nonsense");
    }

    /** Waits for a question to the user, and answers it. */
    JsonObject answerQuestion(String value) {
        Message question = receive(stdin, MILLIS);
        assertThat(question).isNotNull();
        JsonObject reply = new JsonObject();
        reply.addProperty("value", value);
        send(stdin, wire, "input_reply", reply);
        return question.content();
    }

    /** What the heartbeat answers. */
    String heartbeat(String text) {
        heartbeat.setReceiveTimeOut(MILLIS);
        heartbeat.send(text);
        return heartbeat.recvStr();
    }

    /** Whether the kernel has ended. */
    boolean ends() throws InterruptedException {
        running.join(10_000);
        return !running.isAlive();
    }

    @Override
    public void close() {
        send(control, wire, "shutdown_request", json("{'restart': false}"));
        try {
            running.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.close();
    }
}
