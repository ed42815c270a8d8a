package dev.lanewise.zoo;

import dev.lanewise.data.images.Image;
import dev.lanewise.ops.Interpolation;
import dev.lanewise.ops.Resampling;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How pictures get their size: resized, then cropped in the middle. Values are levels from 0 to 255, rounded and
 * clipped after the columns and again after the rows, as Pillow does with pictures of bytes.
 *
 * @param how the kernel
 * @param resized to which size; null for not at all
 * @param cropped to which size then; null for not at all
 * @param timm whether half of an odd remainder is rounded to the even number, as torchvision does, not down
 */
record PictureSize(Interpolation how, @Nullable Target resized, @Nullable Target cropped, boolean timm) {
    private static final int LEVELS = 255;
    private static final int MOST = 1 << 24;
    private static final int LARGEST_SIDE = 1 << 16;
    private static final int WARPED = 384; // from this size on, ConvNeXt's processor does not crop
    private static final double CONVNEXT_SHARE = 224.0 / 256;
    private static final List<String> KINDS = List.of("ViT", "DeiT", "ConvNext", "Bit");

    /**
     * A size.
     *
     * @param width 0 if {@code height} is the length of the shorter side
     */
    record Target(int height, int width) {
        boolean isShorterSide() {
            return width == 0;
        }

        @Override
        public String toString() {
            return isShorterSide() ? "shorter side " + height : height + "x" + width;
        }
    }

    /** By the {@code preprocessor_config.json} of a processor of transformers. */
    static PictureSize of(ModelConfig config) {
        String kind = kind(config);
        boolean resizes = config.flag("do_resize", true);
        Target size = resizes ? target(config, "size", kind.equals("ConvNext") || kind.equals("Bit")) : null;
        if (config.flag("do_pad", false)) {
            throw config.unsupported("do_pad", "false");
        }
        Interpolation how = resizes ? interpolation(config) : Interpolation.linear();
        boolean crops = config.flag("do_center_crop", kind.equals("DeiT") || kind.equals("Bit"));
        Target crop = crops ? target(config, "crop_size", false) : null;
        if (crop != null && crop.isShorterSide()) {
            throw config.unsupported("crop_size", "height and width");
        }
        if (kind.equals("ConvNext") && size != null) {
            if (crops) {
                throw config.unsupported("do_center_crop",
                        "false, as crop_pct says how ConvNeXt's pictures are cropped");
            }
            if (!size.isShorterSide()) {
                throw config.unsupported("size", "a shortest_edge");
            }
            return ofConvNext(config, how, size.height());
        }
        return new PictureSize(how, size, crop, false);
    }

    private static PictureSize ofConvNext(ModelConfig config, Interpolation how, int side) {
        Target square = new Target(side, side);
        return side >= WARPED
                ? new PictureSize(how, square, null, false)
                : new PictureSize(how, new Target(divided(config, side, CONVNEXT_SHARE), 0), square, false);
    }

    /** By the {@code pretrained_cfg} of timm's {@code config.json}. */
    static PictureSize ofTimm(ModelConfig config) {
        List<Integer> input = config.positives("input_size");
        if (input.size() != 3 || input.get(0) != 3 || !input.get(1).equals(input.get(2))
                || input.get(1) > LARGEST_SIDE) {
            throw config.unsupported("input_size", "3 channels and a square");
        }
        if (!config.text("crop_mode", "center").equals("center")) {
            throw config.unsupported("crop_mode", "center");
        }
        Interpolation how = switch (config.text("interpolation", "bilinear")) {
            case "bilinear" -> Interpolation.linear().antialias();
            case "bicubic" -> Interpolation.cubic().antialias();
            default -> throw config.unsupported("interpolation", "bilinear or bicubic");
        };
        int side = input.get(1);
        return new PictureSize(how, new Target(divided(config, side, CONVNEXT_SHARE), 0), new Target(side, side), true);
    }

    /** The side of a picture of which {@code crop_pct} remains. */
    private static int divided(ModelConfig config, int side, double otherwise) {
        double resized = side / config.number("crop_pct", otherwise);
        if (!(resized >= side && resized <= LARGEST_SIDE)) {
            throw config.unsupported("crop_pct", "a share above 0, at most 1");
        }
        return (int) resized;
    }

    /** For example {@code ViT}; old files speak of feature extractors, others of the fast kind. */
    private static String kind(ModelConfig config) {
        String key = config.has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
        String name = config.text(key);
        String kind = name.replaceFirst("(ImageProcessor(Fast|Pil)?|FeatureExtractor)$", "");
        if (kind.equals(name) || !KINDS.contains(kind)) {
            throw config.unsupported(key, "that of " + String.join(", ", KINDS));
        }
        return kind;
    }

    private static Interpolation interpolation(ModelConfig config) {
        return switch (config.positive("resample")) {
            case 2 -> Interpolation.linear().antialias();
            case 3 -> Interpolation.cubic().antialias();
            default -> throw config.unsupported("resample", "2 (bilinear) or 3 (bicubic)");
        };
    }

    /**
     * A size as an object, or as one number in old files.
     *
     * @param shorter whether one number is the shorter side
     */
    private static Target target(ModelConfig config, String key, boolean shorter) {
        Target target;
        ModelConfig object = config.isObject(key) ? config.below(key) : null;
        if (object == null) {
            List<Integer> sides = config.sides(key);
            target = new Target(sides.getFirst(), shorter ? 0 : sides.getLast());
        } else if (object.has("shortest_edge") && !object.has("longest_edge")) {
            target = new Target(object.positive("shortest_edge"), 0);
        } else if (object.has("height") && object.has("width")) {
            target = new Target(object.positive("height"), object.positive("width"));
        } else {
            throw config.unsupported(key, "height and width, or a shortest_edge");
        }
        if (Math.max(target.height, target.width) > LARGEST_SIDE || (long) target.height * target.width > MOST) {
            throw config.unsupported(key, "sides of at most " + LARGEST_SIDE + " and at most " + MOST + " pixels");
        }
        return target;
    }

    /** Whether all pictures come out in one size. */
    boolean isFixed() {
        return cropped != null || resized != null && !resized.isShorterSide();
    }

    /** The picture in this size, in levels. */
    Image apply(Image picture) {
        float[] levels = picture.values().clone();
        for (int i = 0; i < levels.length; i++) {
            levels[i] = Math.round(levels[i] * LEVELS);
        }
        Image image = new Image(picture.channels(), picture.height(), picture.width(), levels);
        Target size = resized;
        if (size != null) {
            int shorter = Math.min(image.height(), image.width());
            image = resize(image,
                    size.isShorterSide() ? side(size, image.height(), shorter) : size.height,
                    size.isShorterSide() ? side(size, image.width(), shorter) : size.width);
        }
        return cropped == null ? image : crop(image, cropped.height, cropped.width);
    }

    private static long side(Target size, int side, int shorter) {
        return (long) size.height * side / shorter;
    }

    private Image resize(Image image, long height, long width) {
        if (height * width > MOST || width * image.height() > 4L * MOST) {
            throw new IllegalArgumentException("ImageProcessor: " + image + " becomes " + height + "x" + width
                    + " pixels, more than " + MOST);
        }
        Image wide = along(image, image.height(), (int) width);
        return along(wide, (int) height, (int) width);
    }

    /** One axis in another size, in whole levels. */
    private Image along(Image image, int height, int width) {
        if (image.height() == height && image.width() == width) {
            return image;
        }
        Tensor one = Tensor.wrap(image.values(), Shape.of(1, image.channels(), image.height(), image.width()));
        float[] values = Resampling.interpolate(one, how, height, width).toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp(Math.round(values[i]), 0, LEVELS);
        }
        return new Image(image.channels(), height, width, values);
    }

    /** The middle; what is missing is black. */
    private Image crop(Image image, int height, int width) {
        int top = before(image.height(), height);
        int left = before(image.width(), width);
        float[] values = new float[image.channels() * height * width];
        for (int channel = 0; channel < image.channels(); channel++) {
            for (int row = Math.max(0, -top); row < Math.min(height, image.height() - top); row++) {
                int first = Math.max(0, -left);
                int count = Math.min(width, image.width() - left) - first;
                System.arraycopy(
                        image.values(), (channel * image.height() + top + row) * image.width() + left + first,
                        values, (channel * height + row) * width + first, count);
            }
        }
        return new Image(image.channels(), height, width, values);
    }

    /** How many rows or columns are left out before the middle; below 0, how many are missing. */
    private int before(int side, int kept) {
        return timm && side >= kept ? (int) Math.rint((side - kept) / 2.0) : Math.floorDiv(side - kept, 2);
    }

    /** For example {@code cubic, antialiased; shorter side 256; 224x224 of its middle}. */
    @Override
    public String toString() {
        return how + (resized == null ? "" : "; " + resized)
                + (cropped == null ? "" : "; " + cropped + " of its middle");
    }
}
