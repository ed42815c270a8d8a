package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Models that the scripts of {@code src/test/python} made, and comparisons with what they expect. */
final class Fixtures {
    private Fixtures() {}

    static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static ModelFolder folder(String name) {
        return ModelFolder.open(path(name));
    }

    static Map<String, Tensor> expected(String folder) {
        return Safetensors.load(path(folder + "/expected.safetensors")).tensors();
    }

    static Tensor of(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /** No element differs by more than this share of the largest expected one. */
    static void assertClose(Tensor actual, Tensor expected, double share) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        float[] a = actual.toArray();
        float[] e = expected.toArray();
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < e.length; i++) {
            largest = Math.max(largest, Math.abs(e[i]));
            worst = Math.max(worst, Math.abs((double) a[i] - e[i]));
        }
        assertThat(worst / largest).isLessThanOrEqualTo(share);
    }
}
