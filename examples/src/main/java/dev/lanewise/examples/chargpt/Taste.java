package dev.lanewise.examples.chargpt;

import dev.lanewise.random.RandomSource;
import java.util.stream.IntStream;

/**
 * How a character is chosen by the logits of all.
 *
 * @param temperature what logits are divided by: below 1 the likely ones become likelier; 0 for the likeliest one
 * @param topK how many of the likeliest are to be chosen from; 0 for all
 */
record Taste(double temperature, int topK) {
    /** Chooses a character that is known; of characters that are as likely, the first ones are preferred. */
    int choose(float[] logits, RandomSource random) {
        int[] ranking = IntStream.range(0, logits.length).filter(number -> number != Characters.UNKNOWN).boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a])).mapToInt(Integer::intValue)
                .limit(topK == 0 ? logits.length : topK).toArray();
        if (temperature == 0) {
            return ranking[0];
        }
        double[] shares = new double[ranking.length];
        double sum = 0;
        for (int i = 0; i < ranking.length; i++) {
            shares[i] = StrictMath.exp((logits[ranking[i]] - logits[ranking[0]]) / temperature);
            sum += shares[i];
        }
        double drawn = random.uniform(1).item() * sum;
        int chosen = 0;
        while (chosen < ranking.length - 1 && drawn >= shares[chosen]) {
            drawn -= shares[chosen++];
        }
        return ranking[chosen];
    }
}
