package dev.lanewise.notebook.kernel;

import com.google.gson.JsonObject;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/**
 * The kernel behind a connection: answers the front end until it asks to end. Cells, and all that needs the session,
 * run on the shell's thread, one at a time; interrupts and the end come on the control's.
 */
public final class Kernel implements AutoCloseable {
    private static final int TICK = 200;
    private static final long ON_THE_WAY = 50_000_000;
    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final long STACK = 16L << 20;

    private final ZContext context = new ZContext();
    private final Channel shell;
    private final Channel control;
    private final Channel heartbeat;
    private final Publisher publisher;
    private final Evaluator evaluator;
    private final Consumer<String> log;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Takes the connection's ports; what goes wrong later, such as a wrong signature, goes to {@code log}. */
    public Kernel(Connection connection, Consumer<String> log) throws IOException {
        this.log = log;
        Wire wire = new Wire(connection.key());
        try {
            shell = bind(SocketType.ROUTER, "shell", connection.address(connection.shell()), wire);
            control = bind(SocketType.ROUTER, "control", connection.address(connection.control()), wire);
            heartbeat = bind(SocketType.REP, "heartbeat", connection.address(connection.heartbeat()), wire);
            publisher = new Publisher(bind(SocketType.PUB, "iopub", connection.address(connection.iopub()), wire));
            evaluator = new Evaluator(publisher,
                    bind(SocketType.ROUTER, "stdin", connection.address(connection.stdin()), wire));
        } catch (IOException e) {
            context.close();
            throw e;
        }
    }

    private Channel bind(SocketType type, String name, String address, Wire wire) throws IOException {
        return new Channel(context, type, name, address, wire, log);
    }

    /** Answers; returns when the front end has asked to end. A cell that is running then is left behind. */
    public void run() throws InterruptedException {
        evaluator.open();
        start("notebook-heartbeat", () -> heartbeat.echo(TICK));
        start("notebook-control", () -> serve(control));
        start("notebook-shell", () -> serve(shell));
        start("notebook-iopub", () -> publisher.send(TICK));
        publisher.status(new JsonObject(), "starting");
        ended.await();
    }

    private void start(String name, Runnable step) {
        Thread thread = new Thread(null, () -> {
            while (ended.getCount() > 0) {
                try {
                    step.run();
                } catch (RuntimeException | Error e) {
                    if (ended.getCount() > 0) {
                        log.accept("unexpected " + Printable.sentence(e.toString()) + " at " + where(e));
                    }
                }
            }
        }, name, STACK);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static String where(Throwable e) {
        StackTraceElement[] stack = e.getStackTrace();
        return stack.length == 0 ? "an unknown place" : stack[0].toString();
    }

    private void serve(Channel channel) {
        Message request = channel.receive(TICK);
        if (request == null) {
            if (channel == shell) {
                evaluator.idle();
            }
            return;
        }
        long running = evaluator.running(); // an interrupt is meant for this, and not for what comes next
        List<Message> queued = answer(channel, request, running);
        for (Message each : queued) {
            if (each.type().equals("execute_request")) {
                publisher.status(each.header(), "busy");
                channel.send(each.identities(), "execute_reply", each.header(), Replies.with("status", "aborted"));
                publisher.status(each.header(), "idle");
            } else {
                answer(channel, each, running);
            }
        }
    }

    /** Answers a request. If it is a cell that failed, returns the requests that were sent before that was known. */
    private List<Message> answer(Channel channel, Message request, long running) {
        String type = request.type();
        List<Message> queued = List.of();
        publisher.status(request.header(), "busy");
        JsonObject reply;
        try {
            reply = channel == control ? urgentReply(request, running) : reply(request, running);
        } catch (RuntimeException | Error e) { // a request that lacks something, or an error of ours
            log.accept(Printable.sentence(type + ": " + e) + " at " + where(e));
            String message = String.valueOf(e.getMessage());
            reply = Replies.error(e.getClass().getSimpleName(), message, List.of(message));
        }
        if (!reply.isEmpty()) { // what needs no reply has none
            boolean failed = type.equals("execute_request") && !Message.text(reply, "status", "").equals("ok");
            if (failed && Message.flag(request.content(), "stop_on_error", true)) {
                queued = queued(channel);
            }
            channel.send(request.identities(), type.replace("_request", "_reply"), request.header(), reply);
        }
        publisher.status(request.header(), "idle");
        if (type.equals("shutdown_request")) {
            ended.countDown();
        }
        return queued;
    }

    /** The requests that wait, or that are on their way. */
    private static List<Message> queued(Channel channel) {
        List<Message> queued = new ArrayList<>();
        long end = System.nanoTime() + ON_THE_WAY;
        Message next;
        do {
            next = channel.receive(Math.max(1, (int) ((end - System.nanoTime()) / 1_000_000)));
            if (next != null) {
                queued.add(next);
            }
        } while (next != null);
        return queued;
    }

    private JsonObject reply(Message request, long running) {
        JsonObject content = request.content();
        return switch (request.type()) {
            case "execute_request" -> evaluator.execute(request);
            case "complete_request" -> evaluator.complete(content);
            case "inspect_request" -> evaluator.inspect(content);
            case "is_complete_request" -> evaluator.isComplete(content);
            case "history_request" -> evaluator.history(content);
            case "comm_info_request" -> {
                JsonObject json = Replies.ok();
                json.add("comms", new JsonObject());
                yield json;
            }
            case "comm_open" -> {
                JsonObject closed = Replies.with("comm_id", Message.text(content, "comm_id", ""));
                closed.add("data", new JsonObject());
                publisher.publish(request.header(), "comm_close", closed);
                yield new JsonObject();
            }
            default -> urgentReply(request, running);
        };
    }

    /** The replies that can be given at any time, also while a cell runs. */
    private JsonObject urgentReply(Message request, long running) {
        return switch (request.type()) {
            case "kernel_info_request" -> Replies.kernelInfo();
            case "interrupt_request" -> {
                evaluator.interrupt(running);
                yield Replies.ok();
            }
            case "shutdown_request" -> {
                JsonObject json = Replies.ok();
                json.addProperty("restart", Message.flag(request.content(), "restart", false));
                publisher.publish(request.header(), "shutdown_reply", json);
                yield json;
            }
            default -> new JsonObject(); // comm messages of others, requests of later versions: not answered
        };
    }

    @Override
    public void close() {
        ended.countDown();
        evaluator.interrupt(evaluator.running());
        boolean idle = true;
        for (Thread thread : threads) {
            try {
                idle &= thread.join(CLOSING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                idle = false;
            }
        }
        publisher.send(0);
        if (idle) { // sockets are closed by one thread while no other uses them
            evaluator.close();
            context.close();
        } else {
            log.accept("a cell is still running, so the sockets stay open until the process ends");
        }
    }
}
