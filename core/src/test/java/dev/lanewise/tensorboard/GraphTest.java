package dev.lanewise.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph of a model: nodes by the paths of blocks, each after those that it reads. */
class GraphTest {
    @TempDir
    Path folder;

    private record Node(String name, String op, List<String> inputs, Map<Integer, List<byte[]>> fields) {
        static Node of(byte[] bytes) {
            Map<Integer, List<byte[]>> fields = ReadEvents.message(bytes);
            List<String> inputs = new ArrayList<>();
            fields.getOrDefault(3, List.of()).forEach(input -> inputs.add(ReadEvents.text(List.of(input))));
            return new Node(ReadEvents.text(fields.get(1)), ReadEvents.text(fields.get(2)), inputs, fields);
        }

        /** An attribute's value by its name. */
        Map<Integer, List<byte[]>> attribute(String key) {
            return fields.get(5).stream().map(ReadEvents::message)
                    .filter(entry -> ReadEvents.text(entry.get(1)).equals(key))
                    .map(entry -> ReadEvents.message(entry.get(2).getFirst()))
                    .findFirst().orElseThrow();
        }
    }

    private List<Node> nodes(Sequential model, Map<String, Tensor> names) throws IOException {
        Program program = Program.capture(List.of(Tensor.ones(3, 4)),
                in -> List.of(model.forward((Tensor) in.getFirst()))).program();
        try (SummaryWriter writer = SummaryWriter.open(folder)) {
            writer.graph(program.captured(), names);
        }
        byte[] graph = ReadEvents.folder(folder).getLast().fields().get(4).getFirst();
        return ReadEvents.message(graph).get(1).stream().map(Node::of).toList();
    }

    private static Sequential model() {
        RandomSource random = RandomSource.seed(1);
        return new Sequential(
                new Linear(4, 5, random), new Sequential(new ReLU(), new Linear(5, 2, random)), new ReLU());
    }

    @Test
    void namesOfNodesArePathsOfBlocks() throws IOException {
        Sequential model = model();
        List<Node> nodes = nodes(model, model.namedParameters());
        List<String> names = nodes.stream().map(Node::name).toList();
        assertThat(names).contains("input_0", "output_0", "Linear[0]/weight", "Linear[0]/bias", "Linear[0]/linear",
                "1/ReLU[0]/relu", "1/Linear[1]/weight", "1/Linear[1]/linear", "ReLU[2]/relu");
        Node product = nodes.get(names.indexOf("Linear[0]/linear"));
        assertThat(product.inputs()).containsExactly("input_0", "Linear[0]/weight", "Linear[0]/bias");
        assertThat(ReadEvents.text(product.attribute("block").get(2))).isEqualTo("0: Linear(4, 5)");
        assertThat(ReadEvents.text(product.attribute("op").get(2)))
                .isEqualTo("linear(transA=false, transB=true, activation=null)");
        assertThat(nodes.get(names.indexOf("Linear[0]/weight")).op()).isEqualTo("Parameter");
        assertThat(nodes.get(names.indexOf("output_0")).inputs()).containsExactly("ReLU[2]/relu");
        assertThat(sizes(nodes.get(names.indexOf("1/Linear[1]/linear")))).containsExactly(3L, 2L);
    }

    private static List<Long> sizes(Node node) {
        byte[] list = node.attribute("_output_shapes").get(1).getFirst();
        byte[] shape = ReadEvents.message(list).get(7).getFirst();
        return ReadEvents.message(shape).get(2).stream()
                .map(dim -> ReadEvents.number(ReadEvents.message(dim).get(1).getFirst())).toList();
    }

    @Test
    void namesAreUniqueAndComeBeforeTheirReaders() throws IOException {
        Set<String> seen = new HashSet<>();
        for (Node node : nodes(model(), Map.of())) {
            assertThat(seen).containsAll(node.inputs());
            assertThat(seen.add(node.name())).as(node.name()).isTrue();
        }
        assertThat(seen).hasSizeGreaterThan(8).anyMatch(name -> name.matches("Linear\\[0]/value_\\d+"));
    }
}
