package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensors written as IDX files. */
class IdxWriterTest {
    @TempDir
    Path folder;

    private Idx again(Value value, Idx.Type type) {
        Path file = folder.resolve("a.idx");
        Path packed = folder.resolve("a.idx.gz");
        Idx.write(file, value, type);
        Idx.write(packed, value, type);
        Idx plain = Idx.read(file);
        assertThat(plain.type()).isEqualTo(type);
        assertThat(plain.shape()).isEqualTo(value.shape());
        assertThat(Idx.read(packed).toTensor().toArray()).isEqualTo(plain.toTensor().toArray());
        return plain;
    }

    /** The least and the greatest of a type, and numbers between them. */
    private static int[] ints(Idx.Type type, int size) {
        int bits = type == Idx.Type.F32 ? 25 : 8 * Math.min(4, type.bytes);
        int shift = 32 - bits;
        SplittableRandom random = Seeds.random(17);
        int[] all = new int[size];
        Arrays.setAll(all, i -> {
            int any = i == 0 ? Integer.MIN_VALUE : i == 1 ? Integer.MAX_VALUE : random.nextInt();
            return type == Idx.Type.U8 ? any >>> shift : any >> shift;
        });
        return all;
    }

    @ParameterizedTest
    @EnumSource(Idx.Type.class)
    void everyTypeOfAnyRankIsReadBack(Idx.Type type) {
        for (int[] dims : new int[][] {{}, {0}, {5}, {2, 0, 3}, {2, 3, 4}, {1, 1, 2, 2, 1, 3}, {70_001},
            {3, 300, 100}}) {
            Shape shape = Shape.of(dims);
            IntTensor ints = IntTensor.of(ints(type, shape.size())).reshape(dims);
            Idx read = again(ints, type);
            if (type == Idx.Type.F32 || type == Idx.Type.F64) {
                assertThat(read.toTensor().toArray()).isEqualTo(ints.toTensor().toArray());
            } else {
                assertThat(read.toInts()).isEqualTo(ints);
            }
        }
    }

    @Test
    void floatsKeepTheirBits() {
        float[] values = {0, -0f, 1.5f, -Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY};
        for (Idx.Type type : new Idx.Type[] {Idx.Type.F32, Idx.Type.F64}) {
            float[] read = again(Tensor.of(values), type).toTensor().toArray();
            for (int i = 0; i < values.length; i++) {
                assertThat(Float.floatToIntBits(read[i])).as("%s %d", type, i)
                        .isEqualTo(Float.floatToIntBits(values[i]));
            }
        }
        assertThat(again(Tensor.of(-0f, 255, 3), Idx.Type.U8).toInts()).isEqualTo(IntTensor.of(0, 255, 3));
    }

    @Test
    void aTensorHasATypeOfItsOwn() throws IOException {
        Path file = folder.resolve("a.idx");
        Idx.write(file, Tensor.of(0.1f, 2).reshape(2, 1));
        assertThat(Files.readAllBytes(file)).containsExactly(0, 0, 0x0D, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0x3D, 0xCC, 0xCC,
                0xCD, 0x40, 0, 0, 0);
        Idx.write(file, IntTensor.of(-2));
        assertThat(Files.readAllBytes(file)).containsExactly(0, 0, 0x0C, 1, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFE);
        Idx.write(file, BoolTensor.wrap(new boolean[] {true, false}, Shape.of(2)));
        assertThat(Files.readAllBytes(file)).containsExactly(0, 0, 8, 1, 0, 0, 0, 2, 1, 0);
    }

    @Test
    void viewsAreWrittenInTheirOwnOrder() {
        Tensor turned = Tensor.of(1, 2, 3, 4, 5, 6).reshape(2, 3).transpose(0, 1);
        assertThat(again(turned, Idx.Type.F32).toTensor().toArray()).containsExactly(1, 4, 2, 5, 3, 6);
    }

    private void assertRefused(Value value, Idx.Type type, String sentence) {
        Path file = folder.resolve("none.idx");
        assertThatIllegalArgumentException().isThrownBy(() -> Idx.write(file, value, type)).withMessage(sentence);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatATypeDoesNotHoldIsNamedByItsPlace() {
        assertRefused(IntTensor.of(0, 255, 256, 7).reshape(2, 2), Idx.Type.U8,
                "write: element [1, 0] of shape [2, 2] is 256, which no u8 is");
        assertRefused(IntTensor.of(-1), Idx.Type.U8, "write: element [0] of shape [1] is -1, which no u8 is");
        assertRefused(IntTensor.of(128), Idx.Type.I8, "write: element [0] of shape [1] is 128, which no i8 is");
        assertRefused(IntTensor.of(0, -32769), Idx.Type.I16,
                "write: element [1] of shape [2] is -32769, which no i16 is");
        assertRefused(IntTensor.of(16_777_217), Idx.Type.F32,
                "write: element [0] of shape [1] is 16777217, which no f32 is");
        assertRefused(Tensor.of(1, 0.5f), Idx.Type.I32, "write: element [1] of shape [2] is 0.5, which no i32 is");
        assertRefused(Tensor.of(Float.NaN), Idx.Type.I32, "write: element [0] of shape [1] is NaN, which no i32 is");
        assertRefused(Tensor.of(0x1p31f).reshape(), Idx.Type.I32,
                "write: element [] of shape [] is 2.147483648E9, which no i32 is");
        int[] many = new int[100_000];
        many[99_999] = 300;
        assertRefused(IntTensor.of(many).reshape(10, 10_000), Idx.Type.U8,
                "write: element [9, 9999] of shape [10, 10000] is 300, which no u8 is");
    }

    @Test
    void whatCouldNotBeReadIsNotWritten() {
        int[] ones = new int[256];
        Arrays.fill(ones, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Idx.write(folder.resolve("a"), Tensor.of(1).reshape(ones)))
                .withMessageEndingWith(" as f32 has more than 255 dimensions or 2147483639 bytes");
        assertRefused(Tensor.of(1).broadcastTo(Shape.of(1 << 28)), Idx.Type.F64,
                "write: a value of shape [268435456] as f64 has more than 255 dimensions or 2147483639 bytes");
    }
}
