package dev.lanewise.zoo;

import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import org.jspecify.annotations.Nullable;

/**
 * Has the JIT compiler begin while a model is still being read: a thread runs a throw-away network of the same family
 * and widths with a single layer, which takes the paths through the library that the model will take. For programs that
 * start, answer once and end.
 *
 * {@snippet :
 * ModelFolder folder = ModelFolder.open(Path.of("all-MiniLM-L6-v2"));
 * WarmUp.begin(folder);
 * SentenceEncoder encoder = SentenceEncoder.open(folder);
 * }
 *
 * <p>The two share nothing but compiled code: no result depends on how far the thread gets, and its errors are
 * nobody's. It is a daemon and ends by itself. It takes CPU time, which only pays while a core would be idle, and the
 * memory of its one layer, of widths that are cut to {@value #WIDEST}.
 *
 * <p>There is one for encoders of texts, language models and vision transformers, and none for a {@link ResNet}: of
 * that the weights are read long before any kernel has been compiled, and a second network only competes with it.
 */
public final class WarmUp {
    /** Kernels are the same for wider layers, which would take longer. */
    static final int WIDEST = 1024;

    private WarmUp() {}

    /**
     * Starts the thread for the model of a folder, of which only the configuration is read, and returns at once. Does
     * nothing for a model of another family, or with a configuration that is not supported: who opens the model is
     * told.
     */
    public static void begin(ModelFolder folder) {
        start(Required.nonNull("WarmUp: the folder", folder).config());
    }

    /** The thread, or null if there is nothing to do. */
    static @Nullable Thread start(ModelConfig config) {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            return null; // it would only come before the rest
        }
        return Thread.ofPlatform().daemon().name("warm-up").start(() -> {
            try {
                ThrowAway.run(config);
            } catch (RuntimeException | Error _) {
                // a broken configuration, too little memory: the model itself fails in the same way, and says so
            }
        });
    }
}
