package dev.lanewise.examples.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SheetTest {
    @Test
    void picturesStandInLinesEnlargedWithAGroundBetweenThem() {
        float[] a = {0, 1, 0.5f, 0, 0, 1};
        float[] b = {1, 1, 1, 1, 1, 1};
        Picture sheet = Sheet.of(List.of(List.of(a, b), List.of(b)), 2, 3, 2);
        assertThat(sheet.width()).isEqualTo(4 + 2 * (6 + 4));
        assertThat(sheet.height()).isEqualTo(4 + 2 * (4 + 4));
        for (int row = 0; row < 4; row++) {
            for (int col = 0; col < 6; col++) {
                assertThat(sheet.at(4 + row, 4 + col)).isEqualTo(a[row / 2 * 3 + col / 2]);
                assertThat(sheet.at(12 + row, 4 + col)).isEqualTo(1f);
            }
        }
        float ground = sheet.at(0, 0);
        assertThat(ground).isBetween(0.1f, 0.9f);
        assertThat(sheet.at(3, 7)).isEqualTo(ground);
        assertThat(sheet.at(6, 10)).isEqualTo(ground);
        assertThat(sheet.at(13, 16)).as("where the second line has ended").isEqualTo(ground);
    }

    @Test
    void aWrittenPngIsReadAgain() throws IOException {
        float[] grey = new float[256];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = i / 255f;
        }
        byte[] file = Png.write(new Picture(32, 8, grey));
        assertThat(Png.isPng(file)).isTrue();
        Picture read = Png.read(file);
        assertThat(read.width()).isEqualTo(32);
        assertThat(read.grey()).isEqualTo(grey);
        float[] beyond = Png.read(Png.write(new Picture(2, 1, new float[] {-3, 1.01f}))).grey();
        assertThat(beyond).containsExactly(0f, 1f);
    }
}
