package dev.lanewise.bench;

import dev.lanewise.bench.naive.LayerWeights;
import dev.lanewise.bench.naive.MlpEngine;
import dev.lanewise.bench.naive.MlpWeights;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.ReLU;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.SGD;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The perceptron of the naive engines, written with the library. */
final class LanewiseMlp implements MlpEngine {
    private final int inputs;
    private final List<Linear> linears = new ArrayList<>();
    private final Sequential model;
    private final SGD optimizer;

    LanewiseMlp(MlpWeights initial) {
        inputs = initial.inputs();
        List<Layer> layers = new ArrayList<>();
        for (LayerWeights weights : initial.layers()) {
            Linear linear = new Linear(weights.inputs(), weights.outputs(), RandomSource.seed(0));
            linear.weight().assign(Tensor.of(linear.weight().shape(), weights.weight()));
            linear.bias().assign(Tensor.of(linear.bias().shape(), weights.bias()));
            linears.add(linear);
            layers.add(linear);
            layers.add(new ReLU());
        }
        layers.removeLast();
        model = new Sequential(layers.toArray(Layer[]::new));
        optimizer = new SGD(model.parameters(), 0f);
    }

    @Override
    public float step(float[] x, int[] labels, int batch, float lr) {
        optimizer.setLr(lr);
        Tensor logits = model.forward(Tensor.wrap(x, Shape.of(batch, inputs)));
        Tensor loss = Losses.crossEntropy(logits, IntTensor.wrap(labels, Shape.of(batch)));
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        return loss.item();
    }

    @Override
    public MlpWeights weights() {
        return new MlpWeights(linears.stream()
                .map(l -> new LayerWeights(l.weight().dim(1), l.weight().dim(0), l.weight().toArray(), l.bias().toArray()))
                .toList());
    }
}
