package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100Test {
    private static final int RECORD = 3074;

    @TempDir
    Path folder;

    /** Pictures with these labels, a coarse and a fine one each; pixel i of picture p is {@code 7 i + p}. */
    private static byte[] records(int... labels) {
        byte[] bytes = new byte[labels.length / 2 * RECORD];
        for (int p = 0; p < labels.length / 2; p++) {
            bytes[p * RECORD] = (byte) labels[2 * p];
            bytes[p * RECORD + 1] = (byte) labels[2 * p + 1];
            for (int i = 0; i < 3072; i++) {
                bytes[p * RECORD + 2 + i] = (byte) (7 * i + p);
            }
        }
        return bytes;
    }

    @Test
    void labelsOfBothKindsAndPlanesAreTakenApart() throws IOException {
        Files.write(folder.resolve("train.bin"), records(19, 2, 0, 99, 3, 40));
        Files.write(folder.resolve("test.bin"), records(14, 11));
        Cifar100 train = Cifar100.train(folder);
        assertThat(train.size()).isEqualTo(3);
        assertThat(train.shape()).isEqualTo(Shape.of(3, 3, 32, 32));
        assertThat(train.coarseLabels()).containsExactly(19, 0, 3);
        assertThat(train.labels()).containsExactly(2, 99, 40);
        for (int p = 0; p < 3; p++) {
            for (int i : new int[] {0, 1, 1023, 1024, 2048, 3071}) { // first and last pixels of planes
                assertThat(train.pixels()[p * 3072 + i]).as("%d of picture %d", i, p).isEqualTo((byte) (7 * i + p));
            }
        }
        assertThat(train).hasToString("Cifar100(3 pictures)");
        Cifar100 test = Cifar100.test(folder);
        assertThat(Cifar100.CLASSES.get(test.label(0))).isEqualTo("boy");
        assertThat(Cifar100.COARSE_CLASSES.get(test.coarseLabel(0))).isEqualTo("people");
        assertThat(Cifar100.read(Cifar100.files(folder).toArray(Path[]::new)).labels()).containsExactly(2, 99, 40, 11);
    }

    @Test
    void classesHaveNamesOfTheirOwnInTheOrderOfTheAlphabet() {
        assertThat(Cifar100.CLASSES).hasSize(100).doesNotHaveDuplicates().isSorted();
        assertThat(Cifar100.COARSE_CLASSES).hasSize(20).doesNotHaveDuplicates().isSorted();
    }

    private void assertRefused(byte[] bytes, long position, String reason) throws IOException {
        Path file = Files.write(folder.resolve("bad.bin"), bytes);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Cifar100.read(file))
                .withMessage(file + ", byte " + position + ": " + reason);
    }

    @Test
    void aFileOfAnotherLengthIsRefused() throws IOException {
        byte[] two = records(1, 2, 3, 4);
        assertRefused(Arrays.copyOf(two, two.length - 1), two.length - 1,
                "the file ends after 3073 of the 3074 bytes of picture 1");
        assertRefused(Arrays.copyOf(two, two.length + 1), two.length + 1,
                "the file ends after 1 of the 3074 bytes of picture 2");
        assertRefused(new byte[0], 0, "the file is empty, expected pictures of 3074 bytes each");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Cifar100.train(folder))
                .withMessage("cannot read " + folder.resolve("train.bin") + ": no such file or folder");
        assertThatIllegalArgumentException().isThrownBy(Cifar100::read).withMessage("read: no file is named");
    }

    @Test
    void aLabelThatIsNoClassIsRefused() throws IOException {
        assertRefused(records(19, 99, 20, 1), RECORD,
                "coarse label 20 of picture 1 is not one of the classes 0 to 19");
        assertRefused(records(0, 100), 1, "fine label 100 of picture 0 is not one of the classes 0 to 99");
        assertRefused(Arrays.copyOf(records(0, 200), 2), 1,
                "fine label 200 of picture 0 is not one of the classes 0 to 99");
    }

    /** The other data set's pictures are a byte shorter each. */
    @Test
    void aFileOfTheOtherDataSetIsRefused() {
        Path file = folder.resolve("data_batch_1.bin");
        Cifar10.write(file, new byte[5 * 3072], new byte[] {9, 8, 7, 6, 5});
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Cifar100.read(file))
                .withMessageEndingWith("the file ends after 3069 of the 3074 bytes of picture 4");
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        byte[] pixels = new byte[2 * 3072];
        Seeds.random(21).nextBytes(pixels);
        Path file = folder.resolve("a.bin");
        Cifar100.write(file, pixels, new byte[] {0, 19}, new byte[] {99, 5});
        Cifar100 read = Cifar100.read(file);
        assertThat(read.pixels()).isEqualTo(pixels);
        assertThat(read.coarseLabels()).containsExactly(0, 19);
        assertThat(read.labels()).containsExactly(99, 5);
        byte[] whole = records(4, 70, 0, 1);
        Cifar100 first = Cifar100.read(Files.write(file, whole));
        Cifar100.write(file, first.pixels(), first.coarseLabels(), first.labels());
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        Cifar10.write(file, pixels, new byte[] {9, 0});
        assertThat(Cifar10.read(file).pixels()).isEqualTo(pixels);
        assertThat(Cifar10.read(file).labels()).containsExactly(9, 0);
    }

    @Test
    void whatNoFileHoldsIsNotWritten() {
        Path file = folder.resolve("a.bin");
        byte[] one = new byte[3072];
        assertThatIllegalArgumentException().isThrownBy(() -> Cifar10.write(file, one, new byte[2]))
                .withMessage(
                        "write: 3072 pixels and 2 labels are not those of one picture or more, of 3072 pixels each");
        assertThatIllegalArgumentException().isThrownBy(() -> Cifar10.write(file, new byte[3073], new byte[1]))
                .withMessageStartingWith("write: 3073 pixels and 1 labels ");
        assertThatIllegalArgumentException().isThrownBy(() -> Cifar10.write(file, new byte[0], new byte[0]))
                .withMessageStartingWith("write: 0 pixels and 0 labels ");
        assertThatIllegalArgumentException().isThrownBy(() -> Cifar10.write(file, one, new byte[] {10}))
                .withMessage("write: label 10 of picture 0 is not one of the classes 0 to 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cifar100.write(file, one, new byte[] {19}, new byte[] {-1}))
                .withMessage("write: fine label 255 of picture 0 is not one of the classes 0 to 99");
        assertThat(folder).isEmptyDirectory();
    }
}
