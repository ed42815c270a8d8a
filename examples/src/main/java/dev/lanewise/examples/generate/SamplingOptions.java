package dev.lanewise.examples.generate;

import dev.lanewise.zoo.GenerationOptions;
import dev.lanewise.zoo.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a text goes on; what is not given is as the model's generation_config.json says. */
final class SamplingOptions {
    private static final int MOST = 10_000_000;

    @Option(
        names = "--tokens",
        paramLabel = "N",
        description = "Tokens that are added at most (default: what the model's generation_config.json says, by "
                + "max_new_tokens or max_length, else "
                + "100).")
    private @Nullable Integer tokens;

    @Option(names = "--greedy", description = "Always take the likeliest token.")
    private boolean greedy;

    @Option(
        names = "--temperature",
        paramLabel = "T",
        description = "Below 1 likely tokens are preferred more, above 1 less.")
    private @Nullable Double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Choose from the K likeliest tokens only, 0 for all.")
    private @Nullable Integer topK;

    @Option(
        names = "--top-p",
        paramLabel = "P",
        description = "Choose from the likeliest tokens whose shares together reach P only, 1 for all.")
    private @Nullable Double topP;

    @Option(
        names = "--min-p",
        paramLabel = "P",
        description = "Choose from tokens whose share is at least P of the largest, 0 for all.")
    private @Nullable Double minP;

    @Option(
        names = "--repetition-penalty",
        paramLabel = "R",
        description = "Above 1 tokens that the text already has become less likely.")
    private @Nullable Double penalty;

    @Option(names = "--stop", paramLabel = "TEXT", description = "Stop before this text; may be given several times.")
    private List<String> stops = List.of();

    /** What is wrong with them, or null. */
    @Nullable
    String fault() {
        if (tokens != null && (tokens < 1 || tokens > MOST)) {
            return "--tokens " + tokens + ": 1 to " + MOST + " are possible";
        }
        if (temperature != null && !((float) (double) temperature > 0 && (float) (double) temperature < 1e30)) {
            return "--temperature " + temperature + ": a number above 0 is needed; --greedy takes the likeliest token";
        }
        if (topK != null && topK < 0) {
            return "--top-k " + topK + ": at least 0 is needed";
        }
        if (topP != null && !(topP >= 0 && topP <= 1)) {
            return "--top-p " + topP + ": 0 to 1 is needed";
        }
        if (minP != null && !(minP >= 0 && minP <= 1)) {
            return "--min-p " + minP + ": 0 to 1 is needed";
        }
        if (penalty != null && !((float) (double) penalty > 0 && (float) (double) penalty < 1e30)) {
            return "--repetition-penalty " + penalty + ": a number above 0 is needed";
        }
        if (stops.stream().anyMatch(String::isEmpty)) {
            return "--stop: at least one character is needed";
        }
        return greedy && isRandom() ? "--greedy excludes --temperature, --top-k, --top-p and --min-p" : null;
    }

    private boolean isRandom() {
        return temperature != null || topK != null || topP != null || minP != null;
    }

    /** The model's settings with what these change. */
    GenerationOptions over(GenerationOptions stored) {
        Sampling sampling = stored.sampling();
        if (greedy || isRandom()) {
            Sampling other = greedy ? Sampling.greedy() : sampling.isGreedy() ? Sampling.random() : sampling;
            sampling = other.repetitionPenalty(sampling.repetitionPenalty());
        }
        sampling = temperature == null ? sampling : sampling.temperature(temperature);
        sampling = topK == null ? sampling : sampling.topK(topK);
        sampling = topP == null ? sampling : sampling.topP(topP);
        sampling = minP == null ? sampling : sampling.minP(minP);
        sampling = penalty == null ? sampling : sampling.repetitionPenalty(penalty);
        GenerationOptions options = stored.sampling(sampling).stops(stops);
        return tokens == null ? options : options.mostTokens(tokens);
    }
}
