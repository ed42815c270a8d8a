package dev.lanewise.examples.pictures;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgmTest {
    private static Picture read(String file) throws IOException {
        byte[] bytes = file.getBytes(ISO_8859_1);
        assertThat(Pgm.isPgm(bytes)).isTrue();
        return Pgm.read(bytes);
    }

    @Test
    void textIsReadWithCommentsAnywhere() throws IOException {
        Picture picture = read("P2# a comment\n# another\n3 2 # size\n4\n0 1 2\n# in between\n3 4 4\n# at the end");
        assertThat(picture.width()).isEqualTo(3);
        assertThat(picture.height()).isEqualTo(2);
        assertThat(picture.grey()).containsExactly(0f, 0.25f, 0.5f, 0.75f, 1f, 1f);
    }

    @Test
    void bytesAreReadEvenWhereTheyLookLikeSpaceOrComment() throws IOException {
        assertThat(read("P5 2 2\n255\n #\u00ff\n").grey()).containsExactly(32 / 255f, 35 / 255f, 1f, 10 / 255f);
    }

    @Test
    void largeValuesTakeTwoBytesTheHighOneFirst() throws IOException {
        assertThat(read("P5 2 1 65535\n\u0001\u0002\u00ff\u00ff").grey()).containsExactly(0x0102 / 65535f, 1f);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            P5 2 2 255 abc,       "PGM: 3 bytes of pixels, at least 4 expected for 2 x 2"
            P5 2 2 255 abcde,     "PGM: 1 bytes after the last pixel"
            P5 1 1 65535 a,       "PGM: 1 bytes of pixels, at least 2 expected for 1 x 1"
            P5 1 1 300 zz,        "PGM: pixel 0 is 31354, not in 0..300"
            P5 1 1 9#a,           "PGM: no white space at byte 8"
            P5 1 1,               "PGM: no white space at byte 6"
            P2 2 1 9 1 10,        "PGM: pixel 1 is 10, not in 0..9"
            P2 2 1 9 1,           "PGM: 2 bytes of pixels, at least 4 expected for 2 x 1"
            P2 2 1 9 1 2 3,       "PGM: 1 bytes after the last pixel"
            P2 2 1 9 1 -2,        "PGM: no number for the pixel 1 at byte 11"
            P2 2 1 9 1 2x,        "PGM: 1 bytes after the last pixel"
            P2 0 1 9,             "PGM: width is 0, not in 1..1048576"
            P2 1 1 70000 1,       "PGM: largest value is 70000, not in 1..65535"
            P2 1 1 0 0,           "PGM: largest value is 0, not in 1..65535"
            P2 99999999999 1 9 0, "PGM: width is 999999999, not in 1..1048576"
            P5 99999 99999 255 a, "PGM: 99999 x 99999 pixels are too many"
            """)
    void aDamagedFileIsNamed(String file, String message) {
        assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class).hasMessage(message);
    }

    @Test
    void otherFilesAreNotTakenForGreyMaps() {
        for (String file : new String[] {"", "P5", "P6 1 1 255 abc", "P25", "x"}) {
            assertThat(Pgm.isPgm(file.getBytes(ISO_8859_1))).as(file).isFalse();
        }
    }
}
