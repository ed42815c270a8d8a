package dev.lanewise.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoredTensorsTest {
    private final List<String> read = new ArrayList<>();
    private final StoredTensors tensors = StoredTensors.of(
            new LinkedHashSet<>(List.of("b", "a")), name -> name.equals("a") ? Shape.of(2) : Shape.of(1), name -> {
                read.add(name);
                return name.equals("a") ? Tensor.of(1, 2) : Tensor.of(3);
            });

    @Test
    void namesAndShapesAreKnownWithoutReading() {
        assertThat(tensors.keySet()).containsExactly("b", "a");
        assertThat(tensors).hasSize(2).hasToString("StoredTensors[\"b\", \"a\"]");
        assertThat(tensors.containsKey("a")).isTrue();
        assertThat(tensors.containsKey("c")).isFalse();
        assertThat(tensors.shape("a")).isEqualTo(Shape.of(2));
        assertThat(tensors.get("c")).isNull();
        assertThat(read).isEmpty();
    }

    @Test
    void eachIsReadWheneverItIsAskedFor() {
        assertThat(tensors.get("a").toArray()).containsExactly(1, 2);
        assertThat(tensors.get("a").toArray()).containsExactly(1, 2);
        assertThat(read).containsExactly("a", "a");
        read.clear();
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            assertThat(read).doesNotContain(entry.getKey());
            assertThat(entry.getValue().shape()).isEqualTo(tensors.shape(entry.getKey()));
        }
        assertThat(read).containsExactly("b", "a");
    }

    @Test
    void itIsNotModified() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> tensors.put("a", Tensor.of(1)));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> tensors.remove("a"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> tensors.keySet().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> tensors.entrySet().iterator().next().setValue(Tensor.of(1)));
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> tensors.shape("c"))
                .withMessage("StoredTensors: there is no tensor \"c\", but \"b\", \"a\"");
        StoredTensors nothing = StoredTensors.of(Set.of("w"), name -> null, name -> null);
        assertThatIllegalArgumentException().isThrownBy(() -> nothing.shape("w"))
                .withMessage("StoredTensors: the shape of \"w\" is null");
        assertThatIllegalArgumentException().isThrownBy(() -> nothing.get("w"))
                .withMessage("StoredTensors: the tensor of \"w\" is null");
    }

    @Test
    void nullIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> StoredTensors.of(null, _ -> null, _ -> null))
                .withMessage("StoredTensors: the set of names is null");
        assertThatIllegalArgumentException().isThrownBy(() -> StoredTensors.of(Set.of(), null, _ -> null))
                .withMessage("StoredTensors: the function of shapes is null");
        assertThatIllegalArgumentException().isThrownBy(() -> StoredTensors.of(Set.of(), _ -> null, null))
                .withMessage("StoredTensors: the function that reads is null");
        Set<String> names = new LinkedHashSet<>();
        names.add(null);
        assertThatIllegalArgumentException().isThrownBy(() -> StoredTensors.of(names, _ -> null, _ -> null))
                .withMessage("StoredTensors: a name is null");
        assertThatIllegalArgumentException().isThrownBy(() -> tensors.shape(null))
                .withMessage("shape: the name is null");
        assertThat(tensors.get(null)).isNull();
        assertThat(tensors.containsKey(null)).isFalse();
    }
}
