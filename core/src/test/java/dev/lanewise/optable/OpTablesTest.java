package dev.lanewise.optable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class OpTablesTest {
    @Test
    void everyTableIsFoundAndBuiltOnce() {
        assertThat(OpTables.all()).hasSizeGreaterThan(10).doesNotHaveDuplicates()
                .allSatisfy(table -> assertThat(table.rows()).as(table.toString()).isNotEmpty());
        assertThat(OpTables.rows().toList()).hasSizeGreaterThan(200).containsAll(OpTables.all().getFirst().rows());
    }

    @Test
    void aRowThatIsNotAsOnRecordIsNamed() throws IOException {
        OpTable table = OpTables.all().getFirst();
        List<String> differences = new BitRecord(table).differences(Map.of("a new row", "12345678"));
        assertThat(differences).hasSize(table.rows().size() + 1).contains("a new row: 12345678, on record nothing");
        assertThat(table.rows()).allSatisfy(row -> assertThat(differences)
                .anyMatch(line -> line.matches("\\Q" + row + "\\E: no such row, on record [0-9a-f]{8}")));
    }
}
