package dev.lanewise.tensorboard;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Records of an event file (tensorboard/compat/proto/event.proto). */
final class Event {
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int GRAPH = 4;
    private static final int SUMMARY = 5;
    private static final int SESSION = 7;

    private Event() {}

    /** What every file begins with. */
    static byte[] fileVersion(Clock clock) {
        return begin(clock, 0).text(FILE_VERSION, "brain.Event:2").toBytes();
    }

    /**
     * Tells readers that a process writes from this step on. They forget what they have of it and of later steps,
     * unless it is the first such event that they see, so that a new run has one as well.
     */
    static byte[] start(Clock clock, long step) {
        return begin(clock, step).message(SESSION, new Message().number(1, 1)).toBytes();
    }

    static byte[] summary(Clock clock, long step, Message summary) {
        return begin(clock, step).message(SUMMARY, summary).toBytes();
    }

    static byte[] graph(Clock clock, long step, Message graph) {
        return begin(clock, step).message(GRAPH, graph).toBytes();
    }

    private static Message begin(Clock clock, long step) {
        Instant now = clock.instant();
        return new Message().real(1, now.getEpochSecond() + now.getNano() / 1e9).number(STEP, step);
    }

    /**
     * What a reader needs to know of an event to cut a file.
     *
     * @param step its step, 0 if it names none
     * @param isHeader whether it tells the version of the file
     */
    record Outline(long step, boolean isHeader) {}

    /** Reads what of an event can be read. */
    static Outline outline(byte[] event) {
        Fields fields = new Fields(event);
        long step = 0;
        boolean isHeader = false;
        while (fields.next()) {
            if (fields.isNumber(STEP)) {
                step = fields.number();
            }
            isHeader |= fields.field() == FILE_VERSION;
        }
        return new Outline(step, isHeader);
    }

    /** The tags of what is drawn; none for an event that draws nothing. */
    static List<String> tags(byte[] event) {
        return contents(event, SUMMARY).flatMap(summary -> contents(summary, Summaries.VALUE))
                .flatMap(value -> contents(value, Summaries.TAG)).map(tag -> new String(tag, StandardCharsets.UTF_8))
                .toList();
    }

    /** What a message has of a field that is a text or a message. */
    private static Stream<byte[]> contents(byte[] message, int field) {
        Fields fields = new Fields(message);
        Stream.Builder<byte[]> found = Stream.builder();
        while (fields.next()) {
            if (fields.isBytes(field)) {
                found.add(fields.content());
            }
        }
        return found.build();
    }
}
