package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Null arguments of what reads and writes files, from callers that are not null-checked. */
@SuppressWarnings("NullAway") // that is the test
class NullFilesTest {
    private static final Tensor FLOATS = Tensor.zeros(2);
    private static final byte[] BYTES = new byte[1];
    private static final Path FILE = Path.of("none");

    private static Arguments call(String sentence, ThrowingCallable call) {
        return Arguments.of(sentence, call);
    }

    static Stream<Arguments> calls() {
        IOException failure = new IOException();
        return Stream.of(
                call("read: the path is null", () -> RegularFile.read(null, _ -> "")),
                call("read: what reads the file is null", () -> RegularFile.read(FILE, null)),
                call("Safetensors: the map of tensors is null", () -> new Safetensors(null, Map.of(), Map.of())),
                call("Safetensors: the map of ints is null", () -> new Safetensors(Map.of(), null, Map.of())),
                call("Safetensors: the map of metadata is null", () -> new Safetensors(Map.of(), Map.of(), null)),
                call("Safetensors: the map of tensors is null", () -> Safetensors.save(FILE, null, Map.of())),
                call("save: the path is null", () -> Safetensors.save(null, Map.of(), Map.of())),
                call("save: the set of options is null", () -> Safetensors.save(FILE, Map.of(), Map.of(), null)),
                call("save: the path is null", () -> Safetensors.save(null, Map.of(), Map.of(), SaveOptions.bf16())),
                call("open: the path is null", () -> Safetensors.open(null)),
                call("open: the path is null", () -> Safetensors.load(null)),
                call("Entry: the name is null", () -> new SafetensorsFile.Entry(null, "F32", List.of(), 0, 4)),
                call("Entry: the dtype is null", () -> new SafetensorsFile.Entry("w", null, List.of(), 0, 4)),
                call("Entry: the shape is null", () -> new SafetensorsFile.Entry("w", "F32", null, 0, 4)),
                call("read: the path is null", () -> Idx.read(null)),
                call("read: the array of paths is null", () -> Cifar10.read((Path[]) null)),
                call("read: path 1 is null", () -> Cifar10.read(FILE, null)),
                call("train: the path of the folder is null", () -> Cifar10.train(null)),
                call("test: the path of the folder is null", () -> Cifar10.test(null)),
                call("files: the path of the folder is null", () -> Cifar10.files(null)),
                call("read: the array of paths is null", () -> Cifar100.read((Path[]) null)),
                call("read: path 1 is null", () -> Cifar100.read(FILE, null)),
                call("train: the path of the folder is null", () -> Cifar100.train(null)),
                call("test: the path of the folder is null", () -> Cifar100.test(null)),
                call("files: the path of the folder is null", () -> Cifar100.files(null)),
                call("write: the path is null", () -> Idx.write(null, Shape.of(1), BYTES)),
                call("write: the shape is null", () -> Idx.write(FILE, null, BYTES)),
                call("write: the array of elements is null", () -> Idx.write(FILE, Shape.of(1), null)),
                call("write: the path is null", () -> Idx.write(null, Tensor.of(1))),
                call("write: the value is null", () -> Idx.write(FILE, null)),
                call("write: the path is null", () -> Idx.write(null, Tensor.of(1), Idx.Type.U8)),
                call("write: the value is null", () -> Idx.write(FILE, null, Idx.Type.U8)),
                call("write: the type is null", () -> Idx.write(FILE, Tensor.of(1), null)),
                call("write: the path is null", () -> Cifar10.write(null, BYTES, BYTES)),
                call("write: the array of pixels is null", () -> Cifar10.write(FILE, null, BYTES)),
                call("write: the array of labels is null", () -> Cifar10.write(FILE, BYTES, null)),
                call("write: the path is null", () -> Cifar100.write(null, BYTES, BYTES, BYTES)),
                call("write: the array of pixels is null", () -> Cifar100.write(FILE, null, BYTES, BYTES)),
                call("write: the array of coarse labels is null", () -> Cifar100.write(FILE, BYTES, null, BYTES)),
                call("write: the array of fine labels is null", () -> Cifar100.write(FILE, BYTES, BYTES, null)),
                call("read: the path is null", () -> Npy.read(null)),
                call("read: the path is null", () -> Npy.readTensor(null)),
                call("read: the path is null", () -> Npy.readInts(null)),
                call("read: the path is null", () -> Npy.readBools(null)),
                call("write: the path is null", () -> Npy.write(null, FLOATS)),
                call("write: the value is null", () -> Npy.write(FILE, null)),
                call("open: the path is null", () -> Npz.read(null)),
                call("open: the path is null", () -> Npz.open(null)),
                call("write: the path is null", () -> Npz.write(null, Map.of())),
                call("write: the map of arrays is null", () -> Npz.write(FILE, null)),
                call("write: the path is null", () -> Npz.writeCompressed(null, Map.of())),
                call("write: the map of arrays is null", () -> Npz.writeCompressed(FILE, null)),
                call("open: the path is null", () -> Torch.load(null)),
                call("open: the path is null", () -> Torch.open(null)),
                call("open: the path is null", () -> Torch.load(null, "model")),
                call("load: the name of the part is null", () -> Torch.load(FILE, null)),
                call("Entry: the name is null", () -> new TorchFile.Entry(null, "float32", List.of())),
                call("Entry: the dtype is null", () -> new TorchFile.Entry("w", null, List.of())),
                call("Entry: the shape is null", () -> new TorchFile.Entry("w", "float32", null)),
                call("Failures: the verb is null", () -> Failures.unchecked(null, FILE, failure)),
                call("Failures: the path is null", () -> Failures.unchecked("read", null, failure)),
                call("Failures: the cause is null", () -> Failures.unchecked("read", FILE, null)),
                call("Failures: the consequence is null", () -> Failures.unchecked("read", FILE, failure, null)),
                call("Failures: the cause is null", () -> Failures.reason(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void nullIsRefused(String sentence, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }
}
