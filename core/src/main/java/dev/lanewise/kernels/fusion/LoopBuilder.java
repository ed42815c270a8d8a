package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.loops.Extent;
import dev.lanewise.kernels.loops.FusedLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FusedLoop} while nodes of a graph are added to it. What it names by numbers of the graph becomes loads and
 * results when it is built.
 */
final class LoopBuilder {
    private final FusedGraph graph;
    private final Extent extent;
    private final int[] memory;
    private final List<FusedLoop.Load> loads = new ArrayList<>();
    private final List<FusedGraph.Each> code = new ArrayList<>();
    private final List<FusedLoop.Store> stores = new ArrayList<>();

    /** Graph value to load number or, below 0, to -1 - number in the code. */
    private final Map<Integer, Integer> places = new HashMap<>();

    private boolean heavy;

    /**
     * A loop without code.
     *
     * @param extent over the block, or over one element a row
     * @param memory the buffer of each value, -1 for what lies in none
     */
    LoopBuilder(FusedGraph graph, Extent extent, int[] memory) {
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

    /** Whether a node's arguments are to be had here, and it has room. */
    boolean takes(FusedGraph.Each node) {
        boolean room = code.size() < Thresholds.LOOP_OPERATIONS
                && !(node.op().isHeavy() && (heavy || code.size() > Thresholds.LOOP_OPERATIONS_BEFORE_HEAVY));
        return room && node.extent() == extent && node.arguments().stream().allMatch(this::isThere);
    }

    private boolean isThere(int value) {
        if (memory[value] >= 0 || computes(value)) {
            return true;
        }
        FusedGraph.Each mask = mask(value);
        return mask != null && mask.arguments().stream().allMatch(this::isThere);
    }

    /** The node of a mask, null for other values; masks are computed in each loop that needs them. */
    private FusedGraph.@Nullable Each mask(int value) {
        return value >= graph.firstNode()
                && graph.nodes().get(value - graph.firstNode()) instanceof FusedGraph.Each each && each.op().isMask()
                        ? each
                        : null;
    }

    /** Adds a node, with the masks it needs. */
    void add(int value, FusedGraph.Each node) {
        node.arguments().forEach(this::need);
        heavy |= node.op().isHeavy();
        places.put(value, -1 - code.size());
        code.add(node);
    }

    private void need(int value) {
        if (places.containsKey(value)) {
            return;
        }
        FusedGraph.Each mask = mask(value);
        if (mask != null) {
            add(value, mask);
            return;
        }
        places.put(value, loads.size());
        Extent of = graph.extent(value);
        loads.add(new FusedLoop.Load(memory[value], of == extent ? Extent.FULL : of));
    }

    /** Keeps a value, which is computed here or loaded for it. */
    void store(int value, int buffer) {
        need(value);
        stores.add(new FusedLoop.Store(value, buffer));
    }

    FusedLoop build() {
        List<FusedLoop.Instruction> instructions = new ArrayList<>();
        for (FusedGraph.Each node : code) {
            instructions.add(new FusedLoop.Instruction(
                    node.op(), node.arguments().stream().map(this::number).toList()));
        }
        List<FusedLoop.Store> numbered = stores.stream()
                .map(store -> new FusedLoop.Store(number(store.value()), store.buffer()))
                .toList();
        return new FusedLoop(List.copyOf(loads), List.copyOf(instructions), numbered);
    }

    private int number(int value) {
        int place = places.getOrDefault(value, 0);
        return place >= 0 ? place : loads.size() - 1 - place;
    }
}
