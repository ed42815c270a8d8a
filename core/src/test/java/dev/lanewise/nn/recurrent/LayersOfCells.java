package dev.lanewise.nn.recurrent;

import dev.lanewise.nn.Block;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** A layer's parameters that are those of a cell. */
final class LayersOfCells {
    private LayersOfCells() {}

    static Map<String, Tensor> parameters(Block cell) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        cell.namedParameters().forEach((name, tensor) -> parameters.put(name + "_l0", tensor));
        return parameters;
    }
}
