package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.loops.Extent;
import dev.lanewise.kernels.loops.Operation;
import java.util.List;

/**
 * A group of operations computed together over a block {@code [rows, cols]}, as a graph of values.
 *
 * <p>Values are numbered: the inputs, then the constants, then the results of the nodes. Buffers are numbered: the
 * inputs, then the outputs. Nodes are in topological order.
 *
 * @param rows rows of the block; 1 if nothing repeats along one axis only and nothing is reduced
 * @param cols elements of a row
 * @param inputs how each input broadcasts to the block
 * @param constants numbers that the operations use
 * @param nodes the operations
 * @param outputs values that become outputs, of extent {@link Extent#FULL} or {@link Extent#COLUMN}
 * @param writes values that replace an input, of extent {@link Extent#FULL}, after the last node has read it
 */
public record LoopGraph(
        int rows,
        int cols,
        List<Extent> inputs,
        List<Float> constants,
        List<Node> nodes,
        List<Integer> outputs,
        List<Write> writes) {

    /** An operation of the group. */
    public sealed interface Node {
        /** The result's extent: {@link Extent#FULL} or {@link Extent#COLUMN}. */
        Extent extent();

        /** The values it takes. */
        List<Integer> arguments();
    }

    /**
     * An operation on each element.
     *
     * @param op which
     * @param extent over the block, or over one element per row
     * @param arguments the values it takes
     */
    public record Each(Operation op, Extent extent, List<Integer> arguments) implements Node {}

    /**
     * A reduction of each row to one element, in the order of {@link ReduceKernels}; rows have at most
     * {@link ReduceKernels#CHUNK} elements.
     *
     * @param op which
     * @param argument a value of extent {@link Extent#FULL}
     */
    public record Reduce(Reduction op, int argument) implements Node {
        @Override
        public Extent extent() {
            return Extent.COLUMN;
        }

        @Override
        public List<Integer> arguments() {
            return List.of(argument);
        }
    }

    /** Reductions of a row. */
    public enum Reduction { SUM, MAX, MIN }

    /**
     * A result that replaces an input.
     *
     * @param input which
     * @param value by what
     */
    public record Write(int input, int value) {}

    /** The number of the first node's result. */
    int firstNode() {
        return inputs.size() + constants.size();
    }

    /** How a value broadcasts to the block. */
    Extent extent(int value) {
        if (value < inputs.size()) {
            return inputs.get(value);
        }
        return value < firstNode() ? Extent.ONE : nodes.get(value - firstNode()).extent();
    }
}
