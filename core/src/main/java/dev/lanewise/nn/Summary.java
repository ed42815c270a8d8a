package dev.lanewise.nn;

import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the blocks of a tree give for one input, and what that costs, found by a run: {@code
 * System.out.println(model.summary(Tensor.zeros(64, 784)))} prints
 *
 * <pre>
 * path  block            output    parameters  multiply-adds    bytes
 *       Sequential()     [64, 10]           0              0  2.5 KiB
 * 0     Linear(784, 32)  [64, 32]      25,120      1,605,632  8.0 KiB
 * 1     ReLU()           [64, 32]           0              0  8.0 KiB
 * 2     Linear(32, 10)   [64, 10]         330         20,480  2.5 KiB
 *
 * 25,450 parameters (25,450 trainable, 0 frozen), 0 in buffers
 * 1,626,112 multiply-adds
 * 99.4 KiB for parameters and buffers, 18.5 KiB for activations, 10.5 KiB for the arena of a captured program
 * </pre>
 *
 * <p>Parameters and multiply-adds are those of a block itself, not of the blocks below: an op counts for the innermost
 * block that is computing. A block that occurs at several places has one row, at its first; its figures are sums over
 * its calls. A block that was not called has no output.
 *
 * @param rows a row for each block, the outer ones first
 * @param parameters elements of all parameters, each once
 * @param trainable those that require a gradient
 * @param buffers elements of all buffers
 * @param multiplyAdds {@link dev.lanewise.tensor.Op#multiplyAdds multiply-adds} of all ops
 * @param parameterBytes memory of parameters and buffers
 * @param activationBytes memory of all results of ops, as an eager run makes them
 * @param arenaBytes memory of all results in a captured program, which places them by when they are last read
 */
public record Summary(
        List<Row> rows, long parameters, long trainable, long buffers, long multiplyAdds, long parameterBytes,
        long activationBytes, long arenaBytes) {
    /**
     * One block.
     *
     * @param path its path, empty for the outermost
     * @param block its class and settings, e.g. {@code Linear(784, 128)}
     * @param outputs the shapes that it gave in its last call
     * @param calls how often it was called
     * @param parameters elements of its own parameters
     * @param multiplyAdds of its own ops, in all calls
     * @param outputBytes memory of its outputs, in all calls
     */
    public record Row(
            String path, String block, List<Shape> outputs, int calls, long parameters, long multiplyAdds,
            long outputBytes) {
        /** Keeps a copy of the shapes. */
        public Row {
            outputs = List.copyOf(outputs);
        }
    }

    /** Keeps a copy of the rows. */
    public Summary {
        rows = List.copyOf(rows);
    }

    /**
     * What the blocks of a tree give in a forward computation: {@code Summary.of(table, () -> table.forward(ids))}. It
     * is run twice, to be observed and to be captured, without history and within an {@link EvalMode} scope;
     * buffers and random sources are as before afterwards. Hooks are not told of what this thread computes meanwhile;
     * other threads may use the blocks as beside any forward computation.
     *
     * @throws IllegalStateException if the computation reads values, or this thread is capturing a computation
     */
    public static Summary of(Block block, Supplier<?> forward) {
        return new SummaryRun(Required.nonNull("Summary: the block", block))
                .of(Required.nonNull("Summary: the forward computation", forward));
    }

    /**
     * The same with the blocks down to a depth: what is deeper is added to the block at that depth. 0 is the outermost
     * block alone, 1 its children as well.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Summary toDepth(int depth) {
        if (depth < 0) {
            throw new IllegalArgumentException("Summary: a depth of " + depth);
        }
        Map<String, Row> shown = new LinkedHashMap<>();
        for (Row row : rows) {
            String path = ancestor(row.path, depth);
            shown.merge(path, row, (above, below) -> new Row(path, above.block, above.outputs, above.calls,
                    above.parameters + below.parameters, above.multiplyAdds + below.multiplyAdds, above.outputBytes));
        }
        return new Summary(List.copyOf(shown.values()), parameters, trainable, buffers, multiplyAdds, parameterBytes,
                activationBytes, arenaBytes);
    }

    /** The first names of a path, so many of them. */
    private static String ancestor(String path, int names) {
        int end = 0;
        for (int name = 0; name < names && end < path.length(); name++) {
            int dot = path.indexOf('.', end + 1);
            end = dot < 0 ? path.length() : dot;
        }
        return path.substring(0, end);
    }

    /** Elements of the parameters that require no gradient. */
    public long frozen() {
        return parameters - trainable;
    }

    /** The table, a line a block, and the totals. */
    @Override
    public String toString() {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"path", "block", "output", "parameters", "multiply-adds", "bytes"});
        for (Row row : rows) {
            lines.add(new String[] {row.path, row.block, outputs(row), number(row.parameters), number(row.multiplyAdds),
                bytes(row.outputBytes)});
        }
        return table(lines) + "\n" + number(parameters) + " parameters (" + number(trainable) + " trainable, "
                + number(frozen()) + " frozen), " + number(buffers) + " in buffers\n" + number(multiplyAdds)
                + " multiply-adds\n" + bytes(parameterBytes) + " for parameters and buffers, "
                + bytes(activationBytes) + " for activations, " + bytes(arenaBytes)
                + " for the arena of a captured program";
    }

    private static String outputs(Row row) {
        String shapes = row.outputs.isEmpty()
                ? "-"
                : String.join(", ", row.outputs.stream().map(Shape::toString).toList());
        return row.calls > 1 ? shapes + " x" + row.calls : shapes;
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String bytes(long value) {
        if (value < 1024) {
            return value + " B";
        }
        double scaled = value;
        String unit = "";
        for (String larger : List.of("KiB", "MiB", "GiB", "TiB")) {
            if (scaled < 1024) {
                break;
            }
            scaled /= 1024;
            unit = larger;
        }
        return String.format(Locale.ROOT, "%.1f %s", scaled, unit);
    }

    /** Lines with aligned columns, the last three to the right. */
    private static String table(List<String[]> lines) {
        int[] widths = new int[lines.getFirst().length];
        for (String[] line : lines) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line[c].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            for (int c = 0; c < widths.length; c++) {
                String padding = " ".repeat(widths[c] - line[c].length());
                text.append(c == 0 ? "" : "  ").append(c < 3 ? line[c] + padding : padding + line[c]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
