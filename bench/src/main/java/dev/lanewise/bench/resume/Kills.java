package dev.lanewise.bench.resume;

/**
 * How often processes were killed.
 *
 * @param count all kills
 * @param duringSave those that left a file half written
 */
record Kills(int count, int duringSave) {
    Kills plus(Kills other) {
        return new Kills(count + other.count, duringSave + other.duringSave);
    }
}
