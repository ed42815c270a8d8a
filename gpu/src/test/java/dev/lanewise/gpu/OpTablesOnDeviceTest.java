package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The rows of the op tables whose ops the device knows: values and gradients have the bits of the CPU. Without the row
 * of fused steps, which is made by hand and whose values have numbers of its own.
 */
class OpTablesOnDeviceTest {
    @Test
    void rowsHaveTheBitsOfTheCpu() {
        Gpu gpu = Devices.first();
        TreeSet<String> taken = new TreeSet<>();
        Map<String, String> others = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (OpRow row : OpTables.rows().filter(each -> !each.name().equals("fused")).toList()) {
            try {
                wrong.addAll(RowOnDevice.differences(row, gpu));
                taken.add(row.name());
            } catch (UnsupportedOperationException | IllegalStateException e) {
                others.put(row.name(), String.valueOf(e.getMessage()));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(taken).as("others: %s", others).hasSizeGreaterThan(200);
    }
}
