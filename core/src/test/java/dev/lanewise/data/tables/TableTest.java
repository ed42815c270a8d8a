package dev.lanewise.data.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.random.RandomSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class TableTest {
    private static final Table TABLE = Csv.defaults().parse("city,area,rooms\nRome,50,2\nParis,,3\n,70,4\nRome,80,5\n");

    @Test
    void rowsOfAPartAreNotThoseOfTheFile() {
        Table part = Csv.defaults().parse("n\n1\nx\n2x5\n").subset(1, 2).filter(row -> row == 1);
        assertThatIllegalArgumentException().isThrownBy(() -> part.numbers("n")).withMessage(
                "some rows of the text: column \"n\" holds texts such as \"2x5\" in row 0 (counted from 0), "
                        + "expected numbers");
    }

    @Test
    void columnsAreFoundByName() {
        assertThat(TABLE.rows()).isEqualTo(4);
        assertThat(TABLE.names()).containsExactly("city", "area", "rooms");
        assertThat(TABLE.numbers("area").get(0)).isEqualTo(50);
        assertThat(TABLE.numbers("area").isMissing(1)).isTrue();
        assertThat(TABLE.texts("city").get(3)).isEqualTo("Rome");
        assertThat(TABLE.texts("city").get(2)).isNull();
        assertThat(TABLE.texts("city").toArray()).containsExactly("Rome", "Paris", null, "Rome");
        assertThat(TABLE.column("city").missing()).isOne();
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.column("town"))
                .withMessage("the text: there is no column \"town\", but \"city\", \"area\", \"rooms\"");
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.numbers("city"))
                .withMessage("the text: column \"city\" holds texts such as \"Rome\" in row 0 (counted from 0), "
                        + "expected numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Csv.defaults().parse("n\n1\n2,5\n".replace(',', 'x')).numbers("n"))
                .withMessage("the text: column \"n\" holds texts such as \"2x5\" in row 1 (counted from 0), "
                        + "expected numbers");
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.texts("area")).withMessage(
                "the text: column \"area\" holds numbers, expected texts; of a file, "
                        + "Csv.texts(\"area\") reads it as such");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> TABLE.column("area").isMissing(4))
                .withMessage("Table: row 4 is not one of 4");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> TABLE.subset(0, -1))
                .withMessage("Table: row -1 is not one of 4");
    }

    @Test
    void aColumnWithoutAnyValueIsOfEitherKind() {
        Table table = Csv.defaults().texts("b").parse("a,b\n,\n,\n");
        assertThat(table.texts("a")).isEqualTo(TextColumn.of("a", null, null));
        assertThat(table.numbers("b")).isEqualTo(NumberColumn.of("b", Double.NaN, Double.NaN));
    }

    @Test
    void columnsAreSelectedAndDropped() {
        assertThat(TABLE.select("rooms", "city").names()).containsExactly("rooms", "city");
        assertThat(TABLE.drop("area")).isEqualTo(TABLE.select("city", "rooms"));
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.select("area", "area"))
                .withMessage("select: column \"area\" is named twice");
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.drop("x"));
    }

    @Test
    void rowsAreChosen() {
        Table some = TABLE.subset(3, 0, 3);
        assertThat(some.numbers("rooms").toArray()).containsExactly(5, 2, 5);
        assertThat(some.texts("city").toArray()).containsExactly("Rome", "Rome", "Rome");
        assertThat(TABLE.filter(row -> !TABLE.column("area").isMissing(row)).numbers("rooms").toArray())
                .containsExactly(2, 4, 5);
    }

    @Test
    void rowsAreShuffledAndSplitAsDatasetsAre() {
        Table shuffled = TABLE.shuffled(RandomSource.seed(3));
        assertThat(Arrays.stream(shuffled.numbers("rooms").toArray()).sorted()).containsExactly(2.0, 3.0, 4.0, 5.0);
        assertThat(shuffled).isEqualTo(TABLE.subset(RandomSource.seed(3).permutation(4)));
        List<Table> parts = TABLE.split(0.5, 0.5);
        assertThat(parts).containsExactly(TABLE.subset(0, 1), TABLE.subset(2, 3));
        assertThat(TABLE.split(0.7, 0.3)).extracting(Table::rows).containsExactly(3, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.split(0.5, 0.6)).withMessage(
                "split: shares [0.5, 0.6] of Table(4 rows, 3 columns): they must be 0 or more, and add up to 1");
    }

    @Test
    void columnsFitTogether() {
        NumberColumn a = NumberColumn.of("a", 1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> Table.of(a, TextColumn.of("a", "x", "y")));
        assertThatIllegalArgumentException().isThrownBy(() -> Table.of(a, TextColumn.of("b", "x"))).withMessage(
                "Table: columns \"a\": 2 numbers and \"b\": 1 texts: expected different names and as many rows");
    }

    @Test
    void equalTablesHaveEqualColumns() {
        Table other = Table.of(TextColumn.of("city", "Rome", "Paris", null, "Rome"),
                NumberColumn.of("area", 50, Double.NaN, 70, 80), NumberColumn.of("rooms", 2, 3, 4, 5));
        assertThat(TABLE).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(TABLE).isNotEqualTo(other.drop("area")).isNotEqualTo(TABLE.subset(0, 1, 2));
        assertThat(TABLE.texts("city").subset(1)).isEqualTo(TextColumn.of("city", "Paris"));
    }

    @Test
    void anArrayOfTheCallersOwnIsNoneOfTheTables() {
        double[] numbers = {1, 2};
        NumberColumn column = NumberColumn.of("a", numbers);
        numbers[0] = 5;
        column.toArray()[1] = 7;
        assertThat(column.toArray()).containsExactly(1, 2);
    }

    @Test
    void aTableDescribesItself() {
        assertThat(TABLE).hasToString("""
                Table(4 rows, 3 columns)
                  "city": 4 texts, 1 missing
                  "area": 4 numbers, 1 missing
                  "rooms": 4 numbers""");
        Column[] many = IntStream.range(0, 23).mapToObj(i -> NumberColumn.of("c" + i, 1)).toArray(Column[]::new);
        assertThat(Table.of(many).toString()).endsWith("\"c19\": 1 numbers\n  and 3 more");
    }
}
