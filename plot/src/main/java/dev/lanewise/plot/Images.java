package dev.lanewise.plot;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tensors as images in a grid, with labels if they have some: samples of a data set, what a network draws, or its
 * weights. Pixels are enlarged to squares. It is immutable.
 *
 * <pre>{@code
 * Images.of("Digits", batch).labels(names).save(Path.of("digits.svg"));
 * Images.weights("What each unit looks for", linear.weight(), 28, 28).save(Path.of("weights.png"));
 * }</pre>
 *
 * <p>NaN is pink in images, and grey among weights.
 */
public final class Images implements Picture {
    private static final int GAP = 6;
    private static final int LABEL = 18;
    private static final int WIDEST_LABEL = 140;
    private static final int TARGET = 84; // the size of an image in pixels, about
    private static final int SHEET = 900;
    private static final int SHORTEST_KEY = 60;

    private final Pixels pixels;
    private final Look look;

    /** What is drawn: all values, image by image, channel by channel. */
    private record Pixels(float[] values, int count, int channels, int height, int width) {
        float at(int image, int channel, int row, int column) {
            return values[((image * channels + channel) * height + row) * width + column];
        }
    }

    /** How it is shown; 0 columns or a scale of 0 for what suits. */
    private record Look(String title, List<String> labels, int columns, int scale, double low, double high,
            boolean weights) {}

    private Images(Pixels pixels, Look look) {
        this.pixels = pixels;
        this.look = look;
    }

    /**
     * Images whose values are from 0 (black) to 1 (white, or the full colour). For others, say which values are black and
     * white by {@link #range} or {@link #ranged}.
     *
     * @param title  what stands above; may be empty
     * @param images {@code [N, H, W]} or {@code [N, 1, H, W]} in grey, {@code [N, 3, H, W]} in red, green and blue
     * @throws IllegalArgumentException if it has another shape, or is empty
     */
    public static Images of(String title, Tensor images) {
        Required.nonNull("Images: the images", images);
        boolean fits = images.rank() == 3 || images.rank() == 4 && (images.dim(1) == 1 || images.dim(1) == 3);
        if (!fits) {
            throw new IllegalArgumentException("Images: the shape is " + images.shape()
                    + ", not [N, H, W], [N, 1, H, W] or [N, 3, H, W]");
        }
        int channels = images.rank() == 3 ? 1 : images.dim(1);
        return of(title, images, images.dim(0), channels, images.dim(images.rank() - 2), images.dim(images.rank() - 1))
                .with(new Look(title, List.of(), 0, 0, 0, 1, false));
    }

    /**
     * The rows of a linear layer's weight as images, each of the weights by which one output sees the inputs, where these
     * are an image. Blue is negative, white 0, red positive; all images share the scale of the key beside them.
     *
     * @param title  what stands above; may be empty
     * @param weight {@code [outputs, height * width]}
     * @throws IllegalArgumentException if it has another shape, or is empty
     */
    public static Images weights(String title, Tensor weight, int height, int width) {
        Required.nonNull("Images: the weight", weight);
        if (weight.rank() != 2 || height < 1 || width < 1 || weight.dim(1) != (long) height * width) {
            throw new IllegalArgumentException("Images: the shape of the weight is " + weight.shape()
                    + ", not [outputs, " + height + " * " + width + "]");
        }
        return of(title, weight, weight.dim(0), 1, height, width).diverging();
    }

    /**
     * The filters of a convolution as images, in the colours of {@link #weights}: a row of images for each output
     * channel, a column for each input channel. The filters of a single input channel fill the grid.
     *
     * @param title  what stands above; may be empty
     * @param weight {@code [out, in, height, width]}
     * @throws IllegalArgumentException if it has another shape, or is empty
     */
    public static Images filters(String title, Tensor weight) {
        Required.nonNull("Images: the weight", weight);
        if (weight.rank() != 4) {
            throw new IllegalArgumentException("Images: the shape of the filters is " + weight.shape()
                    + ", not [out, in, height, width]");
        }
        Images filters = of(title, weight, weight.dim(0) * weight.dim(1), 1, weight.dim(2), weight.dim(3)).diverging();
        return weight.dim(1) == 1 ? filters : filters.columns(weight.dim(1));
    }

    private static Images of(String title, Tensor images, int count, int channels, int height, int width) {
        Required.nonNull("Images: the title", title);
        if (images.size() == 0) {
            throw new IllegalArgumentException("Images: there is nothing to draw in the shape " + images.shape());
        }
        return new Images(new Pixels(images.toArray(), count, channels, height, width),
                new Look(title, List.of(), 0, 0, 0, 1, false));
    }

    private Images diverging() {
        double farthest = 0;
        for (float value : pixels.values) {
            farthest = Float.isFinite(value) ? Math.max(farthest, Math.abs(value)) : farthest;
        }
        return with(new Look(look.title, List.of(), 0, 0, -farthest, farthest, true));
    }

    private Images with(Look other) {
        return new Images(pixels, other);
    }

    /**
     * Writes a label below each image; one wider than its image and 140 pixels is cut.
     *
     * @throws IllegalArgumentException if there are not as many labels as images
     */
    public Images labels(String... labels) {
        List<String> copy = Names.checked("Images", "images", labels, pixels.count);
        return with(new Look(look.title, copy, look.columns, look.scale, look.low, look.high, look.weights));
    }

    /**
     * Sets how many images stand side by side. Without it the grid is about half again as wide as high.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Images columns(int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException("Images: " + columns + " columns, fewer than 1");
        }
        return with(new Look(look.title, look.labels, columns, look.scale, look.low, look.high, look.weights));
    }

    /**
     * Sets the side of the square that each pixel becomes, in pixels. Without it images are about 84 pixels wide.
     *
     * @throws IllegalArgumentException if it is not from 1 to 100
     */
    public Images scale(int scale) {
        if (scale < 1 || scale > 100) {
            throw new IllegalArgumentException("Images: a scale of " + scale + ", not from 1 to 100");
        }
        return with(new Look(look.title, look.labels, look.columns, scale, look.low, look.high, look.weights));
    }

    /**
     * Sets which values have the first and the last colour: black and white, or, of weights, blue and red. Values outside
     * have the colour of the nearer end.
     *
     * @throws IllegalArgumentException if {@code low} is not below {@code high}, or one is not finite, or, of weights, 0
     *     is not midway between them
     */
    public Images range(double low, double high) {
        Heatmap.requireRange("Images", low, high);
        if (look.weights) {
            Heatmap.requireSymmetric("Images", low, high);
        }
        return with(new Look(look.title, look.labels, look.columns, look.scale, low, high, look.weights));
    }

    /**
     * Makes the least of all finite values black and the greatest white. Of weights, whose white is 0, the largest
     * magnitude is red, and blue below 0, as it is without this.
     */
    public Images ranged() {
        if (look.weights) {
            return this;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float value : pixels.values) {
            low = Float.isFinite(value) ? Math.min(low, value) : low;
            high = Float.isFinite(value) ? Math.max(high, value) : high;
        }
        // Of equal values, or none, any range shows as much.
        return low < high ? range(low, high) : range(low <= high ? low - 1 : 0, low <= high ? low + 1 : 1);
    }

    @Override
    public String svg() {
        return Sheet.svg(this::sheet);
    }

    @Override
    public byte[] png() {
        return Sheet.png(this::sheet);
    }

    private Sheet sheet() {
        if (!look.weights && look.low == 0 && look.high == 1) {
            requireUnit();
        }
        List<Text> labels = look.labels.stream().map(label -> Text.within(label, Style.label(),
                Math.max(WIDEST_LABEL, pixels.width * (double) Math.max(1, look.scale)))).toList();
        int scale = look.scale > 0 ? look.scale : Math.max(1, TARGET / Math.max(pixels.height, pixels.width));
        int across = pixels.width * scale;
        int down = pixels.height * scale;
        int widest = (int) Math.ceil(labels.stream().mapToDouble(Text::width).max().orElse(0));
        int stepX = Math.max(across, widest) + GAP;
        int stepY = down + GAP + (labels.isEmpty() ? 0 : LABEL);
        int columns = look.columns > 0
                ? Math.min(look.columns, pixels.count)
                : Math.clamp((int) Math.ceil(Math.sqrt(1.5 * pixels.count * stepY / stepX)), 1,
                        Math.min(pixels.count, Math.max(1, SHEET / stepX)));
        long rows = (pixels.count + columns - 1L) / columns;
        Heading heading = new Heading(look.title, "");
        int top = Style.PADDING + heading.height();
        int width = Math.toIntExact(Math.min(Integer.MAX_VALUE / 2, (long) columns * stepX - GAP));
        int height = Math.toIntExact(Math.min(Integer.MAX_VALUE / 2, rows * stepY - GAP));
        int keyHeight = Math.clamp(height, SHORTEST_KEY, 300);
        @Nullable
        ColorBar key = look.weights ? ColorBar.of(Ramp.DIVERGING, look.low, look.high) : null;
        int right = Style.PADDING + width + (key == null ? 0 : key.width(keyHeight)) + Style.PADDING;
        int bottom = top + (key == null ? height : Math.max(height, keyHeight)) + Style.PADDING;
        return new Sheet(look.title, Math.max(right, heading.width()), bottom, canvas -> {
            heading.draw(canvas);
            for (int i = 0; i < pixels.count; i++) {
                int x = Style.PADDING + i % columns * stepX + (stepX - GAP - across) / 2;
                int y = top + i / columns * stepY;
                canvas.frame(Style.GRID, x, y, across, down);
                canvas.image(image(i), x, y, scale, scale);
                if (!labels.isEmpty()) {
                    canvas.centered(labels.get(i), Style.INK, x + across / 2.0, y + down + LABEL / 2.0 + 1);
                }
            }
            if (key != null) {
                key.draw(canvas, Style.PADDING + width, top, keyHeight);
            }
        });
    }

    /** A silent clip would hide that pictures are, for example, from 0 to 255, or normalised. */
    private void requireUnit() {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : pixels.values) {
            low = Float.isNaN(value) ? low : Math.min(low, value);
            high = Float.isNaN(value) ? high : Math.max(high, value);
        }
        if (low < 0 || high > 1) {
            throw new IllegalArgumentException("Images: values from " + low + " to " + high
                    + ", not from 0 to 1; say what is black and white by range(low, high), or ranged()");
        }
    }

    private BufferedImage image(int number) {
        BufferedImage image = new BufferedImage(pixels.width, pixels.height, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < pixels.height; row++) {
            for (int column = 0; column < pixels.width; column++) {
                image.setRGB(column, row, color(number, row, column));
            }
        }
        return image;
    }

    private int color(int number, int row, int column) {
        double[] places = new double[pixels.channels];
        for (int channel = 0; channel < places.length; channel++) {
            float value = pixels.at(number, channel, row, column);
            if (Float.isNaN(value)) {
                return (look.weights ? Style.MISSING : Style.ALARM).getRGB();
            }
            places[channel] = look.high > look.low
                    ? Math.clamp((value - look.low) / (look.high - look.low), 0, 1)
                    : 0.5;
        }
        if (places.length == 1) {
            return (look.weights ? Ramp.DIVERGING : Ramp.GREY).rgb(places[0]);
        }
        return new Color((float) places[0], (float) places[1], (float) places[2]).getRGB();
    }

    /** The title, and how many images of which size. */
    @Override
    public String toString() {
        return "Images[" + look.title + ": " + pixels.count + " of " + pixels.height + " x " + pixels.width + "]";
    }
}
