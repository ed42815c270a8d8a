package dev.lanewise.gpu.families;

import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.drivers.PoolGrid;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The windows of a pool as tables for {@code pool.cl}, one axis behind the other.
 *
 * @param grid the windows
 */
record PoolTables(PoolGrid grid) {
    private List<PoolAxis> axes() {
        return List.of(grid.depth(), grid.height(), grid.width());
    }

    /** How many windows there are along each axis. */
    int[] counts() {
        return axes().stream().mapToInt(axis -> axis.from().length).toArray();
    }

    /** The sizes of a plane. */
    int[] sizes() {
        return axes().stream().mapToInt(PoolAxis::size).toArray();
    }

    /** From an element of a window to the next. */
    int[] steps() {
        return axes().stream().mapToInt(PoolAxis::step).toArray();
    }

    /** For each window where it begins and ends, and how many elements it counts. */
    int[] windows() {
        return axes().stream()
                .flatMapToInt(axis -> IntStream.range(0, axis.from().length)
                        .flatMap(o -> IntStream.of(axis.from()[o], axis.to()[o], axis.counts()[o])))
                .toArray();
    }

    /** For each element the first window that it lies in, and where those that it lies in end; they are neighbours. */
    int[] covers() {
        return axes().stream().flatMapToInt(axis -> Stream.of(covers(axis)).flatMapToInt(Arrays::stream)).toArray();
    }

    private static int[][] covers(PoolAxis axis) {
        int[][] covers = new int[axis.size()][2];
        for (int o = axis.from().length - 1; o >= 0; o--) {
            for (int i = axis.from()[o]; i < axis.to()[o]; i++) {
                covers[i][0] = o;
                covers[i][1] = Math.max(covers[i][1], o + 1);
            }
        }
        return covers;
    }
}
