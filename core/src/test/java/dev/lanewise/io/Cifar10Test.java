package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
    private static final int RECORD = 3073;

    @TempDir
    Path folder;

    /** Pictures with these labels; pixel i of picture p is {@code 7 i + p + salt}. */
    private static byte[] records(int salt, int... labels) {
        byte[] bytes = new byte[labels.length * RECORD];
        for (int p = 0; p < labels.length; p++) {
            bytes[p * RECORD] = (byte) labels[p];
            for (int i = 0; i < RECORD - 1; i++) {
                bytes[p * RECORD + 1 + i] = (byte) (7 * i + p + salt);
            }
        }
        return bytes;
    }

    private Path write(String name, byte... bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void labelsAndPlanesAreTakenApart() throws IOException {
        Cifar10 read = Cifar10.read(write("a.bin", records(0, 9, 0, 3)));
        assertThat(read.size()).isEqualTo(3);
        assertThat(read.labels()).containsExactly(9, 0, 3);
        assertThat(read.label(2)).isEqualTo(3);
        assertThat(read.pixels()).hasSize(3 * 3072);
        for (int p = 0; p < 3; p++) {
            for (int i : new int[] {0, 1, 1023, 1024, 2048, 3071}) { // first and last pixels of planes
                assertThat(read.pixels()[p * 3072 + i]).as("%d of picture %d", i, p).isEqualTo((byte) (7 * i + p));
            }
        }
        assertThat(read).hasToString("Cifar10(3 pictures)");
        assertThat(Cifar10.CLASSES.get(read.label(0))).isEqualTo("truck");
    }

    @Test
    void aFolderHoldsFiveFilesToLearnFromAndOneToTestWith() throws IOException {
        for (int i = 1; i <= 5; i++) {
            write("data_batch_" + i + ".bin", records(10 * i, i, i - 1));
        }
        write("test_batch.bin", records(5, 8));
        Cifar10 train = Cifar10.train(folder);
        assertThat(train.labels()).containsExactly(1, 0, 2, 1, 3, 2, 4, 3, 5, 4);
        assertThat(train.pixels()[4 * 3072]).as("the first pixel of the third file").isEqualTo((byte) 30);
        assertThat(Cifar10.test(folder).labels()).containsExactly(8);
        assertThat(Cifar10.files(folder)).hasSize(6).allMatch(Files::exists);
    }

    @Test
    void aFileThatIsMissingIsNamed() throws IOException {
        for (int i : new int[] {1, 2, 3, 5}) {
            write("data_batch_" + i + ".bin", records(0, 1));
        }
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Cifar10.train(folder))
                .withMessage("cannot read " + folder.resolve("data_batch_4.bin") + ": no such file or folder");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Cifar10.test(folder))
                .withMessageContaining("test_batch.bin");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Cifar10.read(folder))
                .withMessage("cannot read " + folder + ": not a regular file");
    }

    private void assertRefused(byte[] bytes, long position, String reason) throws IOException {
        Path file = write("bad.bin", bytes);
        Path good = write("good.bin", records(0, 1));
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Cifar10.read(good, file))
                .withMessage(file + ", byte " + position + ": " + reason);
    }

    @Test
    void aFileOfAnotherLengthIsRefused() throws IOException {
        byte[] two = records(0, 1, 2);
        assertRefused(Arrays.copyOf(two, two.length - 1), two.length - 1,
                "the file ends after 3072 of the 3073 bytes of picture 1");
        assertRefused(Arrays.copyOf(two, two.length + 1), two.length + 1,
                "the file ends after 1 of the 3073 bytes of picture 2");
        assertRefused(new byte[0], 0, "the file is empty, expected pictures of 3073 bytes each");
    }

    @Test
    void aLabelThatIsNoClassIsRefused() throws IOException {
        assertRefused(records(0, 9, 10, 1), RECORD, "label 10 of picture 1 is not one of the classes 0 to 9");
        assertRefused(records(0, 255), 0, "label 255 of picture 0 is not one of the classes 0 to 9");
    }

    @Test
    void noFileIsAnError() {
        assertThatIllegalArgumentException().isThrownBy(Cifar10::read).withMessage("read: no file is named");
    }
}
