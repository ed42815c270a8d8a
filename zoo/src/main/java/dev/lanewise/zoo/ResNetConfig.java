package dev.lanewise.zoo;

import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import java.util.List;

/**
 * The form of a {@link ResNet}.
 *
 * @param channels of pictures
 * @param embedding channels behind the stem
 * @param widths channels behind each stage
 * @param depths units of each stage
 * @param bottleneck whether units have three convolutions, the middle one with a quarter of the channels, or two
 * @param firstStageHalves whether the first stage halves the resolution as the others do
 * @param bottleneckHalvesFirst whether the first of three convolutions has the stride, not the second
 * @param classes how many there are
 */
public record ResNetConfig(
        int channels, int embedding, List<Integer> widths, List<Integer> depths, boolean bottleneck,
        boolean firstStageHalves, boolean bottleneckHalvesFirst, int classes) {
    /**
     * Checks that they fit.
     *
     * @throws IllegalArgumentException if a number is not positive, there are no stages, or not a width for each, or
     * one of bottlenecks is less than 4
     */
    public ResNetConfig {
        widths = Elements.of("ResNetConfig: the list of widths", "ResNetConfig: width", widths);
        depths = Elements.of("ResNetConfig: the list of depths", "ResNetConfig: depth", depths);
        if (channels < 1 || embedding < 1 || classes < 1 || widths.stream().anyMatch(width -> width < 1)
                || depths.stream().anyMatch(depth -> depth < 1)) {
            throw new IllegalArgumentException(
                    "ResNetConfig: channels " + channels + ", embedding " + embedding + ", widths "
                            + widths + ", depths " + depths + ", classes " + classes + ": expected positive numbers");
        }
        if (depths.isEmpty() || widths.size() != depths.size()) {
            throw new IllegalArgumentException(
                    "ResNetConfig: widths " + widths + " and depths " + depths
                            + ": expected one of each for each stage");
        }
        if (bottleneck && widths.stream().anyMatch(width -> width < ResNet.REDUCTION)) {
            throw new IllegalArgumentException("ResNetConfig: widths " + widths + ": expected " + ResNet.REDUCTION
                    + " or more, as the middle convolution of a bottleneck has a quarter");
        }
    }

    /**
     * What a {@code config.json} says: that of {@code transformers}, or of timm, which names an {@code architecture}.
     *
     * @throws dev.lanewise.io.FormatException if something is missing, or of a kind that is not supported
     */
    public static ResNetConfig of(ModelConfig config) {
        Required.nonNull("ResNetConfig: the configuration", config);
        if (!config.has("model_type") && config.has("architecture")) {
            return ofArchitecture(config);
        }
        if (!ResNet.MODEL_TYPES.contains(config.modelType())) {
            throw config.unsupported("model_type", "resnet");
        }
        if (!config.text("hidden_act", "relu").equals("relu")) {
            throw config.unsupported("hidden_act", "relu");
        }
        boolean bottleneck = switch (config.text("layer_type", "bottleneck")) {
            case "bottleneck" -> true;
            case "basic" -> false;
            default -> throw config.unsupported("layer_type", "basic or bottleneck");
        };
        List<Integer> widths = config.has("hidden_sizes")
                ? config.positives("hidden_sizes")
                : List.of(256, 512, 1024, 2048);
        List<Integer> depths = config.has("depths") ? config.positives("depths") : List.of(3, 4, 6, 3);
        if (widths.size() != depths.size()) {
            throw config.unsupported(config.has("depths") ? "depths" : "hidden_sizes",
                    "as many depths as hidden_sizes: " + depths.size() + " and " + widths.size());
        }
        if (bottleneck && widths.stream().anyMatch(width -> width < ResNet.REDUCTION)) {
            throw config.unsupported("hidden_sizes", ResNet.REDUCTION + " or more for bottlenecks");
        }
        return new ResNetConfig(config.positive("num_channels", 3), config.positive("embedding_size", 64), widths,
                depths, bottleneck, config.flag("downsample_in_first_stage", false),
                config.flag("downsample_in_bottleneck", false), Labels.of(config).size());
    }

    private static ResNetConfig ofArchitecture(ModelConfig config) {
        List<Integer> depths = switch (config.text("architecture")) {
            case "resnet18" -> List.of(2, 2, 2, 2);
            case "resnet34", "resnet50" -> List.of(3, 4, 6, 3);
            case "resnet101" -> List.of(3, 4, 23, 3);
            case "resnet152" -> List.of(3, 8, 36, 3);
            default -> throw config.unsupported("architecture", "resnet18, resnet34, resnet50, resnet101 or resnet152");
        };
        boolean bottleneck = !List.of("resnet18", "resnet34").contains(config.text("architecture"));
        List<Integer> widths = bottleneck ? List.of(256, 512, 1024, 2048) : List.of(64, 128, 256, 512);
        return new ResNetConfig(3, 64, widths, depths, bottleneck, false, false, Labels.of(config).size());
    }

    /** The channels behind the last stage. */
    public int features() {
        return widths.getLast();
    }

    /** The same with other classes. */
    public ResNetConfig withClasses(int count) {
        return new ResNetConfig(channels, embedding, widths, depths, bottleneck, firstStageHalves,
                bottleneckHalvesFirst,
                count);
    }
}
