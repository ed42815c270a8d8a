package dev.lanewise.data.tables;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.data.tables.Standardizer.Missing;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class EncodersTest {
    private static final Table TRAINING = Csv.defaults().parse("""
            city,area,price
            Rome,2,10
            Paris,4,20
            Rome,4,30
            Oslo,4,40
            Rome,5,50
            Paris,5,60
            Rome,7,70
            Rome,9,80
            """);

    private static Table parse(String text) {
        return Csv.defaults().parse(text);
    }

    @Test
    void numbersHaveMeanZeroAndDeviationOne() {
        Standardizer area = new Standardizer("area").fit(TRAINING);
        assertThat(area.means()).containsExactly(5);
        assertThat(area.deviations()).containsExactly(2);
        assertThat(area.transform(TRAINING)).hasShape(8, 1)
                .hasBitsOf(Tensor.of(-1.5f, -0.5f, -0.5f, -0.5f, 0, 0, 1, 2).reshape(8, 1));
        assertThat(area.inverse(area.transform(TRAINING)))
                .hasBitsOf(Tensor.of(2, 4, 4, 4, 5, 5, 7, 9).reshape(8, 1));
    }

    @Test
    void meanAndDeviationAreThoseOfDoubles() {
        StringBuilder text = new StringBuilder("x,constant\n");
        for (int i = 0; i < 1000; i++) {
            text.append(1_000_000_000 + i % 2).append(",0.1\n");
        }
        Table table = parse(text.toString());
        Standardizer standardizer = new Standardizer("x", "constant").fit(table);
        assertThat(standardizer.deviations()[0]).isCloseTo(0.5, within(1e-9));
        assertThat(standardizer.deviations()[1]).isOne();
        Tensor y = standardizer.transform(table.subset(0, 1));
        assertThat(y).hasBitsOf(Tensor.of(-1, 0, 1, 0).reshape(2, 2));
    }

    @Test
    void roundingIsNoDeviation() {
        Table table = Table.of(NumberColumn.of("x", 0.3, 0.1 + 0.2, 0.3), NumberColumn.of("y", 1, 1 + 1e-13, 1));
        Standardizer standardizer = new Standardizer("x", "y").fit(table);
        assertThat(standardizer.deviations()[0]).isOne();
        assertThat(standardizer.deviations()[1]).isLessThan(1e-12);
        Tensor other = new Standardizer("x").fit(table).transform(Table.of(NumberColumn.of("x", 0.5)));
        assertThat(other.get(0, 0)).isCloseTo(0.2f, within(1e-6f));
    }

    @Test
    void goingBackBeyondTheFloatsIsRefused() {
        Standardizer large = new Standardizer("x").fit(Table.of(NumberColumn.of("x", 1e39, 3e39)));
        assertThatIllegalArgumentException().isThrownBy(() -> large.inverse(Tensor.of(0)))
                .withMessage("inverse: column \"x\" has mean 2.0E39 and deviation 1.0E39, beyond the floats");
        Standardizer small = new Standardizer("x").fit(Table.of(NumberColumn.of("x", 1e-50, 3e-50)));
        assertThatIllegalArgumentException().isThrownBy(() -> small.inverse(Tensor.of(0)));
    }

    @Test
    void missingNumbersAreRefusedOrTheMean() {
        Table holes = parse("area\n7\n\"\"\nNaN\n");
        assertThatIllegalArgumentException().isThrownBy(() -> new Standardizer("area").fit(holes)).withMessage(
                "the text: column \"area\" has no number in row 1 (counted from 0) and others; "
                        + "Standardizer.missing says what to do about it");
        Standardizer strict = new Standardizer("area").fit(TRAINING);
        assertThatIllegalArgumentException().isThrownBy(() -> strict.transform(holes));
        assertThat(strict.missing(Missing.MEAN).fit(TRAINING).transform(holes))
                .hasBitsOf(Tensor.of(1, 0, 0).reshape(3, 1));
        Standardizer flagged = strict.missing(Missing.MEAN_AND_FLAG).fit(TRAINING);
        assertThat(flagged.names()).containsExactly("area", "area is missing");
        assertThat(flagged.transform(holes)).hasBitsOf(Tensor.of(1, 0, 0, 1, 0, 1).reshape(3, 2));
        assertThat(flagged.inverse(Tensor.of(1, 0).reshape(2, 1))).hasBitsOf(Tensor.of(7, 5).reshape(2, 1));
        Standardizer filled = strict.missing(Missing.MEAN).fit(parse("area\n4\n\"\"\n6\n"));
        assertThat(filled.means()).containsExactly(5);
        assertThat(filled.deviations()).containsExactly(1);
    }

    @Test
    void numbersThatCannotBeFittedToAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Standardizer("x").missing(Missing.MEAN).fit(parse("x\n")))
                .withMessage("the text: column \"x\" has no number to fit to");
        for (String odd : new String[] {"inf\n1", "1e308\n-1e308", "inf\ninf", "1e308\n1e308\n1"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Standardizer("x").fit(parse("x\n" + odd)))
                    .withMessageEndingWith("has no finite mean and deviation");
        }
        Standardizer fitted = new Standardizer("x").fit(parse("x\n0\n2\n"));
        assertThatIllegalArgumentException().isThrownBy(() -> fitted.transform(parse("x\n1\n1e300\n")))
                .withMessage("the text: 1.0E300 in row 1 (counted from 0) of column \"x\" is too large to be scaled");
    }

    @Test
    void textsAreNumberedInAlphabeticalOrder() {
        Vocabulary city = new Vocabulary("city").fit(TRAINING);
        assertThat(city.categories()).containsExactly("Oslo", "Paris", "Rome");
        assertThat(city.width()).isEqualTo(3);
        assertThat(city.transform(parse("city\nRome\nOslo\n")).toArray()).containsExactly(2, 0);
        assertThat(city.transform(parse("city\n\n")).size()).isZero();
    }

    @Test
    void unknownTextsAreRefusedOrHaveASlot() {
        Table other = parse("city\nRome\nBern\n\"\"\n");
        Vocabulary strict = new Vocabulary("city").fit(TRAINING);
        assertThatIllegalArgumentException().isThrownBy(() -> strict.transform(other)).withMessage(
                "the text: column \"city\" has \"Bern\", which is none of \"Oslo\", \"Paris\", \"Rome\", in row 1 "
                        + "(counted from 0); "
                        + "Vocabulary.unknownSlot gives unknown and missing texts an index");
        assertThatIllegalArgumentException().isThrownBy(() -> strict.fit(other)).withMessage(
                "the text: column \"city\" has no text in row 2 (counted from 0); "
                        + "Vocabulary.unknownSlot gives unknown and missing texts an "
                        + "index");
        assertThat(strict.categories()).as("unchanged").hasSize(3);
        Vocabulary open = strict.unknownSlot().fit(TRAINING);
        assertThat(open.width()).isEqualTo(4);
        assertThat(open.transform(other).toArray()).containsExactly(2, 3, 3);
        Vocabulary frequent = strict.unknownSlot(2).fit(TRAINING);
        assertThat(frequent.categories()).containsExactly("Paris", "Rome");
        assertThat(frequent.names()).containsExactly("city=Paris", "city=Rome", "city is unknown");
        assertThat(frequent.transform(parse("city\nOslo\nParis\n")).toArray()).containsExactly(2, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> strict.unknownSlot(0));
    }

    @Test
    void featuresStandSideBySide() {
        Features features = new Features(new Standardizer("area"), new Vocabulary("city").unknownSlot(),
                new Standardizer("price"));
        features.fit(TRAINING);
        assertThat(features.width()).isEqualTo(6);
        assertThat(features.columns()).containsExactly("area", "city", "price");
        assertThat(features.names())
                .containsExactly("area", "city=Oslo", "city=Paris", "city=Rome", "city is unknown", "price");
        assertThat(features.transform(parse("price,city,area\n45,Rome,9\n45,Bern,5\n")))
                .hasBitsOf(Tensor.of(2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0).reshape(2, 6));
    }

    @Test
    void aTableThatDoesNotFitIsRefusedByName() {
        Features features = new Features(new Standardizer("area"), new Vocabulary("city")).fit(TRAINING);
        assertThatIllegalArgumentException().isThrownBy(() -> features.transform(parse("city\nRome\n")))
                .withMessage("the text: there is no column \"area\", but \"city\"");
        assertThatIllegalArgumentException().isThrownBy(() -> features.transform(parse("area,city\n5 m,Rome\n")))
                .withMessage("the text: column \"area\" holds texts such as \"5 m\" in row 0 (counted from 0), "
                        + "expected numbers");
        assertThatIllegalArgumentException().isThrownBy(() -> features.transform(parse("area,city\n5,6\n")))
                .withMessage(
                        "the text: column \"city\" holds numbers, expected texts; "
                                + "of a file, Csv.texts(\"city\") reads it as such");
    }

    @Test
    void fittingToAnotherTableChangesNothingIfPartOfItIsRefused() {
        Features features = new Features(new Standardizer("area"), new Vocabulary("city")).fit(TRAINING);
        Tensor before = features.transform(TRAINING);
        assertThatIllegalArgumentException().isThrownBy(() -> features.fit(parse("area,city\n1,\n2,x\n")));
        assertThat(features.transform(TRAINING)).hasBitsOf(before);
    }

    @Test
    void whatIsNotFittedSaysSo() {
        Features features = new Features(new Standardizer("area"), new Vocabulary("city"));
        assertThatIllegalStateException().isThrownBy(() -> features.transform(TRAINING)).withMessage(
                "transform: Features(Standardizer(\"area\"), Vocabulary(\"city\")) is not fitted to a table, "
                        + "nor loaded");
        assertThatIllegalStateException().isThrownBy(() -> features.width())
                .withMessage("width: Vocabulary(\"city\") is not fitted to a table, nor loaded");
        assertThatIllegalStateException().isThrownBy(() -> new Standardizer("area").inverse(Tensor.ones(1)));
        assertThatIllegalStateException().isThrownBy(() -> new Standardizer("area").names());
    }

    @Test
    void encodersNameDifferentColumns() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Standardizer())
                .withMessage("Standardizer: no column is named");
        assertThatIllegalArgumentException().isThrownBy(() -> new Standardizer("a", "a"))
                .withMessage("Standardizer: column \"a\" is named twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Features(new Standardizer("a"), new Vocabulary("a")))
                .withMessage("Features: column \"a\" is named twice");
        assertThatIllegalArgumentException().isThrownBy(() -> new Features())
                .withMessage("Features: no column is named");
    }

    @Test
    void theInverseTakesAsManyColumns() {
        Standardizer two = new Standardizer("area", "price").fit(TRAINING);
        assertThat(two.inverse(Tensor.zeros(2, 3, 2))).hasShape(2, 3, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> two.inverse(Tensor.zeros(2, 3)))
                .withMessage("inverse: [2, 3] for Standardizer(\"area\", \"price\"): expected [..., 2]");
        assertThatIllegalArgumentException().isThrownBy(() -> two.inverse(Tensor.scalar(1)));
    }
}
