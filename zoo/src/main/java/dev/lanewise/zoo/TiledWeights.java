package dev.lanewise.zoo;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/** Weights that are good for nothing but to have something computed: some random numbers, over and over. */
final class TiledWeights implements Weights.Source {
    private static final int TILE = 4096;
    private static final float DEVIATION = 0.02f;

    private final float[] tile = RandomSource.seed(0).normal(TILE).mul(DEVIATION).toArray();

    @Override
    public Tensor read(String path, Weights.Start start, int... shape) {
        return switch (start) {
            case NORMAL -> tiled(Shape.of(shape));
            case ZEROS -> Tensor.zeros(shape);
            case ONES -> Tensor.ones(shape);
        };
    }

    private Tensor tiled(Shape shape) {
        float[] values = new float[shape.size()];
        for (int from = 0; from < values.length; from += TILE) {
            System.arraycopy(tile, 0, values, from, Math.min(TILE, values.length - from));
        }
        return Tensor.wrap(values, shape);
    }

    @Override
    public boolean has(String path) {
        return true;
    }
}
