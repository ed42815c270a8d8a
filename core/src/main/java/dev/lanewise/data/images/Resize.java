package dev.lanewise.data.images;

import dev.lanewise.ops.Interpolation;
import dev.lanewise.ops.Resampling;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Other numbers of rows and columns, bilinear: an axis that becomes longer is interpolated between neighbours, one that
 * becomes shorter is averaged over with weights that fall off linearly, as image libraries do ({@code antialias=True}).
 * The outer edges of the picture stay its edges, so pixel i of n is centred at {@code (i + 0.5) / n}. A picture that
 * has the size already is left alone.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Resize(int height, int width) implements Transform {
    private static final Interpolation BILINEAR = Interpolation.linear().antialias();

    /**
     * To this size, whatever the proportions were.
     *
     * @throws IllegalArgumentException if a side is not positive
     */
    public Resize {
        Crops.requireSide("Resize: height", height);
        Crops.requireSide("Resize: width", width);
    }

    /**
     * To a shorter side of this length, with the proportions kept: the longer side is rounded down, as in torchvision.
     *
     * @throws IllegalArgumentException if it is not positive, later if the longer side becomes longer than an int holds
     */
    public static Transform shorterSide(int length) {
        return new ShorterSide(Crops.requireSide("shorterSide: length", length));
    }

    private record ShorterSide(int length) implements Transform {
        @Override
        public Image apply(Image image, RandomSource random) {
            Required.nonNull("Resize: the picture", image);
            int shorter = Math.min(image.height(), image.width());
            return resized(image, longer(image.height(), shorter), longer(image.width(), shorter));
        }

        private int longer(int side, int shorter) {
            long scaled = (long) side * length / shorter;
            if (scaled > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shorterSide: a side of " + scaled + " pixels is too long");
            }
            return (int) scaled;
        }
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("Resize: the picture", image);
        return resized(image, height, width);
    }

    static Image resized(Image image, int height, int width) {
        if (image.height() == height && image.width() == width) {
            return image;
        }
        Tensor one = Tensor.wrap(image.values(), Shape.of(1, image.channels(), image.height(), image.width()));
        return new Image(image.channels(), height, width,
                Resampling.interpolate(one, BILINEAR, height, width).toArray());
    }
}
