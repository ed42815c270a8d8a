package dev.lanewise.data.images;

import java.io.IOException;
import java.util.Optional;

/** Decodes files of pictures. The one implementation needs the module {@code java.desktop}, which may be absent. */
interface Decoder {
    /**
     * Decodes the content of a file.
     *
     * @param bytes the decoder may change them
     * @param channels 1 for grey, 3 for colours
     * @param mostPixels a picture with more is refused before memory is taken for it
     * @throws IOException if it is no picture, a damaged one, or one of a kind that is not decoded; the message is a
     *     clause that says so
     */
    Image decode(byte[] bytes, int channels, long mostPixels) throws IOException;

    /**
     * The decoder of this JVM.
     *
     * @param owner begins the message
     * @throws IllegalStateException if it has none
     */
    static Decoder find(String owner) {
        String module = "java.desktop";
        Module own = Decoder.class.getModule();
        boolean present = Optional.ofNullable(own.getLayer())
                .flatMap(layer -> layer.findModule(module))
                .or(() -> ModuleLayer.boot().findModule(module))
                .isPresent();
        if (!present) {
            throw new IllegalStateException(owner + ": pictures are decoded by the module java.desktop, which this "
                    + "Java runtime was started without: add it with java --add-modules java.desktop, or to the image "
                    + "with jlink --add-modules java.desktop");
        }
        return new ImageIODecoder();
    }
}
