package dev.lanewise.examples.flame;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Builds boxes from a recording. Lanewise's events lie within each other in time on each thread: a training step, in
 * it a capture or a replay, in that ops or steps. An op's box lies in those of the blocks on its path. The JVM's
 * samples of running threads that fall into an op tell which kernels it ran, and share its time out among them.
 */
final class Flame {
    private static final String OURS = "dev.lanewise.";
    private static final String SAMPLE = "jdk.ExecutionSample";
    private static final String KERNELS = OURS + "kernels.";
    private static final String NO_BLOCK = "outside of blocks";

    /** Something with a beginning and an end; a sample has no length. */
    private record Span(String type, long begin, long end, String op, @Nullable String block) {
        boolean isOp() {
            return type.equals("Op") || type.equals("Step");
        }
    }

    private final Box root = new Box(Box.Kind.RUN, "training");

    /** For each op's box which kernels were seen in it, and how many samples there were. */
    private final IdentityHashMap<Box, Map<String, Integer>> seen = new IdentityHashMap<>();

    private Flame() {}

    /**
     * The boxes of a recording.
     *
     * @param skip what began within this time from the first event of Lanewise is left out
     */
    static Box of(Path recording, Duration skip) throws IOException {
        Map<Long, List<Span>> threads = read(recording);
        Flame flame = new Flame();
        long first = threads.values().stream()
                .flatMap(List::stream)
                .filter(span -> !span.type.equals(SAMPLE))
                .mapToLong(Span::begin)
                .min().orElse(0);
        for (List<Span> spans : threads.values()) {
            spans.removeIf(span -> span.begin - first < skip.toNanos());
            spans.sort(Comparator.comparingLong(Span::begin).thenComparing(Span::end, Comparator.reverseOrder()));
            flame.add(spans);
        }
        flame.seen.forEach((op, kernels) -> {
            int samples = kernels.values().stream().mapToInt(Integer::intValue).sum();
            kernels.remove(""); // samples outside of kernels
            op.splitAmong(kernels, samples);
        });
        return flame.root;
    }

    private static Map<Long, List<Span>> read(Path recording) throws IOException {
        Map<Long, List<Span>> threads = new TreeMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                String name = event.getEventType().getName();
                RecordedThread thread = name.equals(SAMPLE)
                        ? event.getThread("sampledThread")
                        : event.getThread();
                if (thread != null && (name.equals(SAMPLE) || name.startsWith(OURS))) {
                    threads.computeIfAbsent(thread.getId(), _ -> new ArrayList<>()).add(span(event, name));
                }
            }
        }
        return threads;
    }

    private static Span span(RecordedEvent event, String name) {
        long begin = nanos(event.getStartTime());
        if (name.equals(SAMPLE)) {
            return new Span(SAMPLE, begin, begin, kernel(event), null);
        }
        boolean hasOp = event.hasField("op");
        return new Span(name.substring(OURS.length()), begin, nanos(event.getEndTime()),
                hasOp ? event.getString("op") : "", hasOp ? event.getString("block") : null);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    /** The innermost kernel that a sample saw; empty for none. */
    private static String kernel(RecordedEvent sample) {
        if (sample.getStackTrace() == null) {
            return "";
        }
        for (RecordedFrame frame : sample.getStackTrace().getFrames()) {
            String type = frame.getMethod().getType().getName();
            if (frame.isJavaFrame() && type.startsWith(KERNELS)) {
                String simple = type.substring(type.lastIndexOf('.') + 1).replaceAll("/.*|0x.*", "");
                return simple + "." + frame.getMethod().getName();
            }
        }
        return "";
    }

    /** Adds the spans of a thread, in the order in which they begin. */
    private void add(List<Span> spans) {
        Deque<Span> open = new ArrayDeque<>();
        Deque<Box> boxes = new ArrayDeque<>(List.of(root));
        IdentityHashMap<Span, Long> inner = new IdentityHashMap<>();
        for (Span span : spans) {
            while (!open.isEmpty() && open.peek().end <= span.begin) {
                close(open, boxes, inner);
            }
            if (span.type.equals(SAMPLE)) {
                if (!open.isEmpty() && open.peek().isOp()) {
                    seen.computeIfAbsent(boxes.element(), _ -> new HashMap<>()).merge(span.op, 1, Integer::sum);
                }
                continue;
            }
            if (!open.isEmpty()) {
                inner.merge(open.peek(), span.end - span.begin, Long::sum);
            }
            open.push(span);
            boxes.push(box(boxes.element(), span));
        }
        while (!open.isEmpty()) {
            close(open, boxes, inner);
        }
    }

    private static void close(Deque<Span> open, Deque<Box> boxes, IdentityHashMap<Span, Long> inner) {
        Span span = open.pop();
        Long parts = inner.remove(span);
        boxes.pop().add((double) Math.max(0, span.end - span.begin - (parts == null ? 0 : parts)));
    }

    private static Box box(Box around, Span span) {
        return switch (span.type) {
            case "TrainStep" -> around.part(Box.Kind.RUN, "training steps");
            case "Replay" -> around.part(Box.Kind.RUN, "replays");
            case "Capture" -> around.part(Box.Kind.RUN, "captures");
            default -> within(around, span.block).part(Box.Kind.OP, span.op);
        };
    }

    /** The box of a block such as {@code 1.0: Linear(5, 2)}, in those of the blocks around it. */
    private static Box within(Box around, @Nullable String block) {
        if (block == null) {
            return around.part(Box.Kind.BLOCK, NO_BLOCK);
        }
        int colon = block.indexOf(": ");
        if (colon < 0) {
            return around.part(Box.Kind.BLOCK, block); // the model itself
        }
        Box box = around;
        for (String name : block.substring(0, colon).split("\\.")) {
            box = box.part(Box.Kind.BLOCK, name);
        }
        box.rename(block);
        return box;
    }
}
