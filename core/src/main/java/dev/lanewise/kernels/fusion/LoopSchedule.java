package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.loops.Extent;
import dev.lanewise.kernels.loops.Loop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The order in which a block of a {@link LoopGraph} is computed: loops over its elements, reductions of its rows, loops
 * over one element per row, and so on; what a later phase needs is kept in scratch that stays in the cache.
 *
 * <p>Buffers are numbered: inputs, outputs, constants, scratch. An input is written to only once nothing reads it.
 */
final class LoopSchedule {
    /** One pass over a block. */
    sealed interface Phase {
        /**
         * A compiled loop.
         *
         * @param loop its index
         * @param extent over the block's elements, or over one element per row
         */
        record Each(int loop, Extent extent) implements Phase {}

        /**
         * A reduction of each row.
         *
         * @param op which
         * @param from buffer it reads
         * @param to buffer it writes
         */
        record Reduce(LoopGraph.Reduction op, int from, int to) implements Phase {}
    }

    private final LoopGraph graph;
    private final List<Loop> loops = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();

    /** Extents of the scratch buffers. */
    private final List<Extent> scratch = new ArrayList<>();
    private final Set<Integer> free = new TreeSet<>();

    /** The buffer of each value; -1 for none. */
    private final int[] memory;
    private final boolean[] done;
    private final List<LoopGraph.Write> writes;

    LoopSchedule(LoopGraph graph) {
        this.graph = graph;
        int values = graph.firstNode() + graph.nodes().size();
        this.memory = new int[values];
        this.done = new boolean[values];
        this.writes = new ArrayList<>(graph.writes());
        Arrays.fill(memory, -1);
        int inputs = graph.inputs().size();
        for (int value = 0; value < graph.firstNode(); value++) {
            memory[value] = value < inputs ? value : value + graph.outputs().size();
            done[value] = true;
        }
        for (boolean more = true; more;) {
            more = loop(Extent.FULL);
            more |= reduce();
            more |= loop(Extent.COLUMN);
        }
    }

    List<Loop> loops() {
        return loops;
    }

    List<Phase> phases() {
        return phases;
    }

    /** Extents of the scratch buffers, which follow the constants. */
    List<Extent> scratch() {
        return scratch;
    }

    /** The last phase that reads a buffer; -1 if none does. A loop has read an element when it writes there. */
    int lastRead(int buffer) {
        for (int phase = phases.size() - 1; phase >= 0; phase--) {
            boolean reads = switch (phases.get(phase)) {
                case Phase.Each each ->
                    loops.get(each.loop()).loads().stream().anyMatch(load -> load.buffer() == buffer);
                case Phase.Reduce reduce -> reduce.from() == buffer;
            };
            if (reads) {
                return phase;
            }
        }
        return -1;
    }

    /** The first phase that writes to a buffer; beyond the last if none does. */
    int written(int buffer) {
        int phase = 0;
        while (phase < phases.size() && !switch (phases.get(phase)) {
            case Phase.Each each ->
                loops.get(each.loop()).stores().stream().anyMatch(store -> store.buffer() == buffer);
            case Phase.Reduce reduce -> reduce.to() == buffer;
        }) {
            phase++;
        }
        return phase;
    }

    /** Makes one loop of all that can be computed now, as far as there is room; false if there is nothing. */
    private boolean loop(Extent extent) {
        LoopBuilder loop = new LoopBuilder(graph, extent, memory);
        for (int value = graph.firstNode(); value < done.length; value++) {
            if (!done[value] && node(value) instanceof LoopGraph.Each each && !isMask(value) && loop.takes(each)) {
                loop.add(value, each);
                done[value] = true;
            }
        }
        if (extent == Extent.FULL) {
            storeWrites(loop);
        }
        for (int value = graph.firstNode(); value < done.length; value++) {
            if (loop.computes(value) && !isMask(value)) {
                keep(loop, value);
            }
        }
        if (loop.isEmpty()) {
            return false;
        }
        phases.add(new Phase.Each(loops.size(), extent));
        loops.add(loop.build());
        release();
        return true;
    }

    private void storeWrites(LoopBuilder loop) {
        writes.removeIf(write -> {
            boolean ready = done[write.value()] && !isRead(write.input());
            if (ready) {
                loop.store(write.value(), write.input());
            }
            return ready;
        });
    }

    /** Stores a value that has just been computed in its output, and in scratch if it is needed in another phase. */
    private void keep(LoopBuilder loop, int value) {
        for (int o = 0; o < graph.outputs().size(); o++) {
            if (graph.outputs().get(o) == value) {
                memory[value] = graph.inputs().size() + o;
                loop.store(value, memory[value]);
            }
        }
        if (memory[value] < 0 && isNeeded(value)) {
            memory[value] = scratch(graph.extent(value));
            loop.store(value, memory[value]);
        }
    }

    private boolean reduce() {
        boolean any = false;
        for (int value = graph.firstNode(); value < done.length; value++) {
            if (!done[value] && node(value) instanceof LoopGraph.Reduce reduce && memory[reduce.argument()] >= 0) {
                int output = graph.outputs().indexOf(value);
                memory[value] = output >= 0 ? graph.inputs().size() + output : scratch(Extent.COLUMN);
                phases.add(new Phase.Reduce(reduce.op(), memory[reduce.argument()], memory[value]));
                done[value] = true;
                any = true;
            }
        }
        release();
        return any;
    }

    private LoopGraph.Node node(int value) {
        return graph.nodes().get(value - graph.firstNode());
    }

    /** Masks have no buffer: each loop that reads one computes it. */
    private boolean isMask(int value) {
        return value >= graph.firstNode() && node(value) instanceof LoopGraph.Each each && each.op().isMask();
    }

    /** A scratch buffer that is free again, or a new one. */
    private int scratch(Extent extent) {
        int first = firstScratch();
        for (int buffer : free) {
            if (scratch.get(buffer - first) == extent) {
                free.remove(buffer);
                return buffer;
            }
        }
        scratch.add(extent);
        return first + scratch.size() - 1;
    }

    private int firstScratch() {
        return graph.firstNode() + graph.outputs().size();
    }

    /** Frees the scratch of values that are no longer needed. */
    private void release() {
        for (int value = graph.firstNode(); value < done.length; value++) {
            int buffer = memory[value];
            if (buffer >= firstScratch() && !isNeeded(value)) {
                free.add(buffer);
                memory[value] = -1;
            }
        }
    }

    /** Whether a node still to be computed reads the value, or it is still to be written to an input. */
    private boolean isNeeded(int value) {
        return isRead(value) || writes.stream().anyMatch(write -> write.value() == value);
    }

    private boolean isRead(int value) {
        for (int reader = graph.firstNode(); reader < done.length; reader++) {
            if (!done[reader] && !isMask(reader) && reads(reader, value)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a node reads a value itself or through a mask. */
    private boolean reads(int reader, int value) {
        for (int argument : node(reader).arguments()) {
            if (argument == value || isMask(argument) && reads(argument, value)) {
                return true;
            }
        }
        return false;
    }
}
