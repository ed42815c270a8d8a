package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * How bright each pixel is, {@code 0.299 red + 0.587 green + 0.114 blue}.
 *
 * @param channels 1, or 3 equal ones for what expects colours
 */
public record Grayscale(int channels) implements Transform {
    /**
     * With so many channels.
     *
     * @throws IllegalArgumentException if they are not 1 or 3; later for a picture with others
     */
    public Grayscale {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("Grayscale: " + channels + " channels; expected 1 or 3");
        }
    }

    /** With one channel. */
    public Grayscale() {
        this(1);
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("Grayscale: the picture", image);
        Colours.requireGreyOrColour("Grayscale", image);
        float[] grey = Colours.luma(image);
        float[] all = Arrays.copyOf(grey, channels * grey.length);
        for (int channel = 1; channel < channels; channel++) {
            System.arraycopy(grey, 0, all, channel * grey.length, grey.length);
        }
        return new Image(channels, image.height(), image.width(), all);
    }
}
