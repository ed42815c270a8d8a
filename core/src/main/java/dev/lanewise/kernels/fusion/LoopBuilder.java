package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.loops.Extent;
import dev.lanewise.kernels.loops.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Loop} from nodes of a graph. Numbers of the graph become loads and results when it is built.
 */
final class LoopBuilder {
    private final LoopGraph graph;
    private final Extent extent;
    private final int[] memory;
    private final List<Loop.Load> loads = new ArrayList<>();
    private final List<LoopGraph.Each> code = new ArrayList<>();
    private final List<Loop.Store> stores = new ArrayList<>();

    /** Maps a graph value to its load number or, if computed, to -1 - its number in the code. */
    private final Map<Integer, Integer> places = new HashMap<>();

    private boolean heavy;

    /**
     * An empty loop.
     *
     * @param extent over the block, or over one element per row
     * @param memory the buffer of each value, -1 for none
     */
    LoopBuilder(LoopGraph graph, Extent extent, int[] memory) {
        this.graph = graph;
        this.extent = extent;
        this.memory = memory;
    }

    boolean isEmpty() {
        return code.isEmpty() && stores.isEmpty();
    }

    /** Whether the loop computes this value. */
    boolean computes(int value) {
        return places.getOrDefault(value, 0) < 0;
    }

    /** Whether a node's arguments are available in this loop, and there is room for it. */
    boolean takes(LoopGraph.Each node) {
        boolean room = code.size() < Thresholds.LOOP_OPERATIONS
                && !(node.op().isHeavy() && (heavy || code.size() > Thresholds.LOOP_OPERATIONS_BEFORE_HEAVY));
        return room && node.extent() == extent && node.arguments().stream().allMatch(this::isThere);
    }

    private boolean isThere(int value) {
        if (memory[value] >= 0 || computes(value)) {
            return true;
        }
        LoopGraph.Each mask = mask(value);
        return mask != null && mask.arguments().stream().allMatch(this::isThere);
    }

    /** The node of a mask, null for other values; masks are computed in each loop that needs them. */
    private LoopGraph.@Nullable Each mask(int value) {
        return value >= graph.firstNode()
                && graph.nodes().get(value - graph.firstNode()) instanceof LoopGraph.Each each && each.op().isMask()
                        ? each
                        : null;
    }

    /** Adds a node, with the masks it needs. */
    void add(int value, LoopGraph.Each node) {
        node.arguments().forEach(this::need);
        heavy |= node.op().isHeavy();
        places.put(value, -1 - code.size());
        code.add(node);
    }

    private void need(int value) {
        if (places.containsKey(value)) {
            return;
        }
        LoopGraph.Each mask = mask(value);
        if (mask != null) {
            add(value, mask);
            return;
        }
        places.put(value, loads.size());
        Extent of = graph.extent(value);
        loads.add(new Loop.Load(memory[value], of == extent ? Extent.FULL : of));
    }

    /** Stores a value that is computed here, or loaded for the purpose. */
    void store(int value, int buffer) {
        need(value);
        stores.add(new Loop.Store(value, buffer));
    }

    Loop build() {
        List<Loop.Apply> instructions = new ArrayList<>();
        for (LoopGraph.Each node : code) {
            instructions.add(new Loop.Apply(
                    node.op(), node.arguments().stream().map(this::number).toList()));
        }
        List<Loop.Store> numbered = stores.stream()
                .map(store -> new Loop.Store(number(store.value()), store.buffer()))
                .toList();
        return new Loop(List.copyOf(loads), List.copyOf(instructions), numbered);
    }

    private int number(int value) {
        int place = places.getOrDefault(value, 0);
        return place >= 0 ? place : loads.size() - 1 - place;
    }
}
