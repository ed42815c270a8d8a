package dev.lanewise.zoo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How files call the tensors of a {@link ResNet}: as {@code transformers}, torchvision or timm do. */
final class ResNetNames {
    private static final Pattern UNIT = Pattern.compile("resnet\\.encoder\\.stages\\.(\\d+)\\.layers\\.(\\d+)\\."
            + "(?:layer\\.(\\d+)|shortcut)\\.(convolution|normalization)(.*)");

    static final StoredNames NAMES = StoredNames.plain().bare("resnet.").layout(ResNetNames::torchvision);

    private ResNetNames() {}

    /** The name that torchvision has for a path. */
    private static String torchvision(String path) {
        Matcher unit = UNIT.matcher(path);
        if (!unit.matches()) {
            return path.replace("resnet.embedder.embedder.convolution.", "conv1.")
                    .replace("resnet.embedder.embedder.normalization.", "bn1.")
                    .replace("classifier.1.", "fc.");
        }
        boolean normal = unit.group(4).equals("normalization");
        String layer = unit.group(3);
        String part = layer == null
                ? "downsample." + (normal ? 1 : 0)
                : (normal ? "bn" : "conv") + next(layer);
        return "layer" + next(unit.group(1)) + "." + unit.group(2) + "." + part + unit.group(5);
    }

    private static int next(String number) {
        return Integer.parseInt(number) + 1;
    }
}
