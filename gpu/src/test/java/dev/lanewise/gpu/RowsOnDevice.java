package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Rows of core's op tables: values and gradients have the bits of the CPU, and the ops that the device does not know
 * are named. In two halves, which JVMs may run side by side: most of the time goes into compiling kernels. Without the
 * row of fused steps, which is made by hand and whose values have numbers of its own.
 */
abstract class RowsOnDevice {
    /** The ops that have no kernels: what is factored, and what only {@code StrictMath} defines. */
    private static final String UNKNOWN = "computation uses ops that it does not know";

    private final boolean first;
    private final int known;

    /**
     * A half of the rows.
     *
     * @param first which
     * @param known how many of its rows the device knows at least
     */
    RowsOnDevice(boolean first, int known) {
        this.first = first;
        this.known = known;
    }

    @Test
    void rowsHaveTheBitsOfTheCpu() {
        Gpu gpu = TestDevice.withDoubles();
        List<OpRow> rows = OpTables.rows().filter(each -> !each.name().equals("fused")).toList();
        int taken = 0;
        Map<String, String> others = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        int half = rows.size() / 2;
        for (OpRow row : first ? rows.subList(0, half) : rows.subList(half, rows.size())) {
            try {
                wrong.addAll(RowOnDevice.differences(row, gpu));
                taken++;
            } catch (UnsupportedOperationException e) {
                others.put(row.name(), String.valueOf(e.getMessage()));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(others.values()).allMatch(message -> message.contains(UNKNOWN));
        assertThat(taken).as("others: %s", others).isGreaterThanOrEqualTo(known);
    }
}
