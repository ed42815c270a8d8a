package dev.lanewise.data;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.images.BrokenImage;
import dev.lanewise.data.images.CutMix;
import dev.lanewise.data.images.Grayscale;
import dev.lanewise.data.images.Image;
import dev.lanewise.data.images.ImageFolder;
import dev.lanewise.data.images.MixUp;
import dev.lanewise.data.images.Normalize;
import dev.lanewise.data.images.RandomCrop;
import dev.lanewise.data.images.Resize;
import dev.lanewise.data.images.Transform;
import dev.lanewise.data.images.Transforms;
import dev.lanewise.data.tables.Column;
import dev.lanewise.data.tables.Csv;
import dev.lanewise.data.tables.Encoder;
import dev.lanewise.data.tables.Features;
import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Standardizer;
import dev.lanewise.data.tables.Table;
import dev.lanewise.data.tables.TextColumn;
import dev.lanewise.data.tables.Vocabulary;
import dev.lanewise.random.RandomSource;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link dev.lanewise.NullArgumentsTest} asks of all rooms, of tables and pictures. */
@SuppressWarnings("NullAway") // that is the test
class NullDataTest {
    private static final byte[] BYTES = new byte[1];
    private static final Path FILE = Path.of("none");

    private static Arguments call(String sentence, ThrowingCallable call) {
        return Arguments.of(sentence, call);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                call("Image: the array of values is null", () -> new Image(1, 1, 1, null)),
                call("of: the tensor is null", () -> Image.of(null)),
                call("read: the path is null", () -> Image.read(null)),
                call("filesIn: the path of the folder is null", () -> Image.filesIn(null)),
                call("BrokenImage: the path of the file is null", () -> new BrokenImage(null, "")),
                call("BrokenImage: the reason is null", () -> new BrokenImage(FILE, null)),
                call("ImageFolder: the path of the folder is null", () -> ImageFolder.of(null)),
                call("ImageFolder: the path of the folder is null", () -> ImageFolder.of(null, List.of())),
                call("ImageFolder: the list of classes is null", () -> ImageFolder.of(FILE, null)),
                call("ImageFolder: class 0 is null", () -> ImageFolder.of(FILE, Collections.singletonList(null))),
                call("of: the array of transforms is null", () -> Transforms.of((Transform[]) null)),
                call("of: transform 1 is null", () -> Transforms.of(new Grayscale(), null)),
                call("applied: the dataset is null", () -> Transforms.applied(null, 1, new Grayscale())),
                call("applied: the transform is null",
                        () -> Transforms.applied(new ImageDataset(BYTES, 1, 1, BYTES, 0, 1), 1, null)),
                call("Normalize: the array of means is null", () -> new Normalize(null, new double[1])),
                call("Normalize: the array of deviations is null", () -> new Normalize(new double[1], null)),
                call("Resize: the picture is null", () -> new Resize(1, 1).apply(null, RandomSource.seed(1))),
                call("RandomCrop: the random source is null",
                        () -> new RandomCrop(1, 1, 0).apply(new Image(1, 1, 1, new float[1]), null)),
                call("MixUp: the batch is null", () -> new MixUp(1, 1).apply(null, RandomSource.seed(1))),
                call("CutMix: the random source is null", () -> new CutMix(1, 1).apply(null, null)),
                call("augmentedBatches: the dataset is null",
                        () -> Dataset.augmentedBatches(null, 1, new MixUp(1, 1))),
                call("augmentedBatches: the function is null",
                        () -> Dataset.augmentedBatches(new ImageDataset(BYTES, 1, 1, BYTES, 0, 1), 1, null)),
                call("read: the path is null", () -> Csv.defaults().read(null)),
                call("parse: the text is null", () -> Csv.defaults().parse(null)),
                call("charset: the encoding is null", () -> Csv.defaults().charset(null)),
                call("missing: the array of texts is null", () -> Csv.defaults().missing((String[]) null)),
                call("missing: text 1 is null", () -> Csv.defaults().missing("NA", null)),
                call("names: the array of texts is null", () -> Csv.defaults().names((String[]) null)),
                call("numbers: text 0 is null", () -> Csv.defaults().numbers((String) null)),
                call("texts: the array of texts is null", () -> Csv.defaults().texts((String[]) null)),
                call("columns: the encoder is null", () -> Csv.defaults().columns(null)),
                call("Table: the array of columns is null", () -> Table.of((Column[]) null)),
                call("Table: column 0 is null", () -> Table.of((Column) null)),
                call("column: the name is null", () -> Table.of().column(null)),
                call("column: the name is null", () -> Table.of().numbers(null)),
                call("column: the name is null", () -> Table.of().texts(null)),
                call("select: the array of names is null", () -> Table.of().select((String[]) null)),
                call("drop: the array of names is null", () -> Table.of().drop((String[]) null)),
                call("subset: the array of indices is null", () -> Table.of().subset((int[]) null)),
                call("filter: the condition is null", () -> Table.of().filter(null)),
                call("shuffled: the random source is null", () -> Table.of().shuffled(null)),
                call("split: the array of shares is null", () -> Table.of().split((double[]) null)),
                call("NumberColumn: the name is null", () -> NumberColumn.of(null)),
                call("NumberColumn: the array of numbers is null", () -> NumberColumn.of("a", (double[]) null)),
                call("subset: the array of rows is null", () -> NumberColumn.of("a").subset((int[]) null)),
                call("TextColumn: the name is null", () -> TextColumn.of(null)),
                call("TextColumn: the array of texts is null", () -> TextColumn.of("a", (String[]) null)),
                call("subset: the array of rows is null", () -> TextColumn.of("a").subset((int[]) null)),
                call("Standardizer: the array of names is null", () -> new Standardizer((String[]) null)),
                call("Standardizer: name 0 is null", () -> new Standardizer((String) null)),
                call("missing: the treatment is null", () -> new Standardizer("a").missing(null)),
                call("fit: the table is null", () -> new Standardizer("a").fit(null)),
                call("transform: the table is null", () -> new Standardizer("a").transform(null)),
                call("inverse: the tensor is null", () -> new Standardizer("a").inverse(null)),
                call("Vocabulary: the name of the column is null", () -> new Vocabulary(null)),
                call("fit: the table is null", () -> new Vocabulary("a").fit(null)),
                call("transform: the table is null", () -> new Vocabulary("a").transform(null)),
                call("Features: the array of encoders is null", () -> new Features((Encoder[]) null)),
                call("Features: encoder 0 is null", () -> new Features((Encoder) null)),
                call("fit: the table is null", () -> new Features(new Vocabulary("a")).fit(null)),
                call("transform: the table is null", () -> new Features(new Vocabulary("a")).transform(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void nullIsRefused(String sentence, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }
}
