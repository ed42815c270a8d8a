package dev.lanewise.workshop.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsTest {
    @Test
    void drawnDigitsAreManyAndGrey() {
        Digits.Data data = Digits.read(null);
        assertThat(data.source()).isEqualTo("drawn");
        assertThat(data.train().count()).isEqualTo(Digits.TRAIN);
        assertThat(data.test().count()).isEqualTo(Digits.TEST);
        Digits train = data.train();
        int[] counts = new int[Digits.CLASSES];
        for (int label : train.labels()) {
            counts[label]++;
        }
        assertThat(counts).containsOnly(Digits.TRAIN / Digits.CLASSES);
        for (float grey : train.first(100).pictures()) {
            assertThat(grey).isBetween(0f, 1f);
        }
        float before = train.pictures()[0];
        train.pictures()[0] = 7;
        assertThat(data.train().pictures()[0]).isEqualTo(before);
        assertThat(train.picture(0)).hasSize(Digits.PIXELS).startsWith(7);
        assertThatThrownBy(() -> train.first(Digits.TRAIN + 1)).hasMessage(
                "digits: the first 10001 of 10000 do not exist");
    }

    @Test
    void filesAreReadAndRefused(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> Digits.read(folder.toString())).isInstanceOf(FormatException.class)
                .hasMessageContaining("no file train-images-idx3-ubyte in it").hasMessageContaining("LANEWISE_MNIST");
        write(folder, "train", 12_000);
        write(folder, "t10k", Digits.TEST);
        Digits.Data data = Digits.read(folder.toString());
        assertThat(data.train().count()).isEqualTo(Digits.TRAIN);
        assertThat(data.train().labels()).startsWith(0, 1, 2);
        assertThat(data.train().picture(255)[3]).isEqualTo(1);
        write(folder, "t10k", 10);
        assertThatThrownBy(() -> Digits.read(folder.toString())).isInstanceOf(FormatException.class)
                .hasMessageContaining("N at least 2000");
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), new byte[7]);
        assertThatThrownBy(() -> Digits.read(folder.toString())).isInstanceOf(FormatException.class);
    }

    /** All pixels of picture i have the shade i mod 256, and its label is i mod 10. */
    private static void write(Path folder, String set, int count) throws Exception {
        ByteBuffer images = ByteBuffer.allocate(16 + count * Digits.PIXELS).putInt(0x803).putInt(count).putInt(28)
                .putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < Digits.PIXELS; p++) {
                images.put((byte) i);
            }
            labels.put((byte) (i % 10));
        }
        Files.write(folder.resolve(set + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(set + "-labels-idx1-ubyte"), labels.array());
    }
}
