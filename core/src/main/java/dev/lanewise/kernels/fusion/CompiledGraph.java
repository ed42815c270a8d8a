package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.kernels.loops.CompiledLoops;
import dev.lanewise.kernels.loops.Extent;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link LoopGraph} as code: computes it block by block, in parallel parts, so that what one phase leaves for the
 * next stays in the cache. Each element has the bits that the operations give one by one.
 */
public final class CompiledGraph {
    /** Floats of padding between scratch buffers, so that they do not compete for the same cache sets. */
    private static final int GAP = 16;

    /** The size of a block. */
    private record Tile(int rows, int cols) {}

    private final Kernels kernels = KernelLookup.active();
    private final CompiledLoops loops;
    private final LoopSchedule.Phase[] phases;
    private final float[] constants;
    private final int inputsAndOutputs;

    /** For each output and each input whether the one may be in the place of the other. */
    private final boolean[][] overwritable;

    /** Extents of inputs, outputs, constants, scratch. */
    private final Extent[] extents;

    /** Where each scratch buffer begins; the last entry is their total length. */
    private final int[] scratch;

    private final int rows;
    private final int cols;
    private final Tile tile;

    /** What takes its place when the loop is compiled; itself unless the graph is a single loop. */
    private final Tile compiledTile;

    /** Blocks run before that. Racy on purpose: a lost count only delays the switch, and both give the same bits. */
    private int warmUp;

    /** Compiles a graph. */
    public CompiledGraph(LoopGraph graph) {
        LoopSchedule schedule = new LoopSchedule(graph);
        this.loops = LoopCache.of(kernels, schedule.loops());
        this.phases = schedule.phases().toArray(LoopSchedule.Phase[]::new);
        this.rows = graph.rows();
        this.cols = graph.cols();
        this.constants = new float[graph.constants().size()];
        for (int i = 0; i < constants.length; i++) {
            constants[i] = graph.constants().get(i);
        }
        this.inputsAndOutputs = graph.inputs().size() + graph.outputs().size();
        this.extents = extents(graph, schedule);
        this.overwritable = overwritable(graph, schedule);
        boolean wholeRows = graph.nodes().stream().anyMatch(node -> node.extent() == Extent.COLUMN);
        this.tile = tile(wholeRows, Thresholds.FUSED_BLOCK);
        this.compiledTile = phases.length == 1 ? tile(wholeRows, Thresholds.GRAIN) : tile;
        this.scratch = scratch(schedule.scratch());
    }

    /** Whether an output may be in the place of an input: both cover the block, and the input is not read later. */
    public boolean mayOverwrite(int output, int input) {
        return overwritable[output][input];
    }

    private Tile tile(boolean wholeRows, int elements) {
        int width = wholeRows ? cols : Math.min(cols, elements);
        int height = width < cols ? 1 : Math.clamp(elements / Math.max(1, cols), 1, Math.max(1, rows));
        return new Tile(height, width);
    }

    private static Extent[] extents(LoopGraph graph, LoopSchedule schedule) {
        List<Extent> extents = new ArrayList<>(graph.inputs());
        graph.outputs().forEach(value -> extents.add(graph.extent(value)));
        graph.constants().forEach(_ -> extents.add(Extent.ONE));
        extents.addAll(schedule.scratch());
        return extents.toArray(Extent[]::new);
    }

    private static boolean[][] overwritable(LoopGraph graph, LoopSchedule schedule) {
        int inputs = graph.inputs().size();
        boolean[][] may = new boolean[graph.outputs().size()][inputs];
        for (int output = 0; output < may.length; output++) {
            for (int input = 0; input < inputs; input++) {
                may[output][input] = graph.extent(graph.outputs().get(output)) == Extent.FULL
                        && graph.inputs().get(input) == Extent.FULL
                        && schedule.lastRead(input) <= schedule.written(inputs + output);
            }
        }
        return may;
    }

    private int[] scratch(List<Extent> buffers) {
        int[] starts = new int[buffers.size() + 1];
        for (int i = 0; i < buffers.size(); i++) {
            int length = buffers.get(i) == Extent.FULL ? tile.rows * tile.cols : tile.rows;
            starts[i + 1] = starts[i] + length + GAP;
        }
        return starts;
    }

    /**
     * Computes the outputs. An input that is written to overlaps no other argument; an output overlaps nothing but, as
     * {@link #mayOverwrite} allows, an input in the same place.
     *
     * @param arrays the arrays of inputs and outputs
     * @param at where in its array each begins
     */
    public void run(float[][] arrays, int[] at) {
        Tile size = warmUp < Thresholds.FUSED_WARM_UP ? tile : compiledTile;
        int blocks = Math.ceilDiv(rows, size.rows) * Math.ceilDiv(cols, size.cols);
        if (size != compiledTile) {
            warmUp += blocks;
        }
        int part = Math.max(1, Thresholds.GRAIN / (size.rows * size.cols));
        if (blocks <= part) {
            blocks(size, arrays, at, 0, blocks);
        } else {
            Split.range(blocks, part, (from, to) -> blocks(size, arrays, at, from, to));
        }
    }

    private void blocks(Tile size, float[][] arrays, int[] at, int from, int to) {
        BlockWorker worker = BlockWorker.take(extents.length, scratch[scratch.length - 1]);
        for (int b = 0; b < extents.length; b++) {
            if (b < inputsAndOutputs) {
                worker.arrays[b] = arrays[b];
            } else if (b < inputsAndOutputs + constants.length) {
                worker.arrays[b] = constants;
                worker.at[b] = b - inputsAndOutputs;
            } else {
                worker.arrays[b] = worker.scratch;
            }
        }
        int across = Math.ceilDiv(cols, size.cols);
        for (int block = from; block < to; block++) {
            int row = block / across * size.rows;
            int col = block % across * size.cols;
            for (int b = 0; b < inputsAndOutputs; b++) {
                worker.at[b] = at[b] + switch (extents[b]) {
                    case FULL -> row * cols + col;
                    case ROW -> col;
                    case COLUMN -> row;
                    case ONE -> 0;
                };
            }
            block(worker, Math.min(size.rows, rows - row), Math.min(size.cols, cols - col));
        }
        worker.giveBack();
    }

    private void block(BlockWorker worker, int height, int width) {
        for (int s = 0; s < scratch.length - 1; s++) {
            worker.at[inputsAndOutputs + constants.length + s] = scratch[s];
        }
        for (LoopSchedule.Phase phase : phases) {
            switch (phase) {
                case LoopSchedule.Phase.Each loop when loop.extent() == Extent.FULL ->
                    loops.run(loop.loop(), worker.arrays, worker.at, height, width);
                case LoopSchedule.Phase.Each loop -> loops.run(loop.loop(), worker.arrays, worker.at, 1, height);
                case LoopSchedule.Phase.Reduce reduce -> reduce(reduce, worker, height, width);
            }
        }
    }

    private void reduce(LoopSchedule.Phase.Reduce reduce, BlockWorker worker, int height, int width) {
        ReduceKernels reductions = kernels.reduce();
        float[] x = worker.arrays[reduce.from()];
        int xo = worker.at[reduce.from()];
        float[] y = worker.arrays[reduce.to()];
        int yo = worker.at[reduce.to()];
        for (int row = 0; row < height; row++) {
            int start = xo + row * width;
            y[yo + row] = switch (reduce.op()) {
                case SUM -> reductions.sum(x, start, width);
                case MAX -> reductions.max(x, start, width);
                case MIN -> reductions.min(x, start, width);
            };
        }
    }
}
