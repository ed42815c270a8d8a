package dev.lanewise.examples.regression;

import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Table;
import dev.lanewise.data.tables.TextColumn;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Houses whose price follows from their area, rooms, age and city, and is off by about 5 %; some ages are not known.
 */
final class Houses {
    private static final String[] CITIES = {"Basel", "Bern", "Chur", "Genf"};
    private static final double[] PER_SQUARE_METRE = {7500, 6800, 5200, 9900};

    private Houses() {}

    /** The columns area, rooms, age, city and price. */
    static Table draw(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] areas = new double[rows];
        double[] rooms = new double[rows];
        double[] ages = new double[rows];
        @Nullable
        String[] cities = new String[rows];
        double[] prices = new double[rows];
        for (int i = 0; i < rows; i++) {
            rooms[i] = random.nextInt(1, 8);
            areas[i] = Math.rint(10 * (rooms[i] * random.nextDouble(14, 24) + 20)) / 10;
            int age = random.nextInt(100);
            ages[i] = random.nextInt(20) == 0 ? Double.NaN : age;
            int city = random.nextInt(CITIES.length);
            cities[i] = CITIES[city];
            double worth = areas[i] * PER_SQUARE_METRE[city] * (age < 10 ? 1.2 : 1 - 0.003 * age) + 15_000 * rooms[i];
            prices[i] = Math.rint(worth * (1 + 0.05 * random.nextGaussian()) / 1000) * 1000;
        }
        return Table.of(NumberColumn.of("area", areas), NumberColumn.of("rooms", rooms), NumberColumn.of("age", ages),
                TextColumn.of("city", cities), NumberColumn.of("price", prices));
    }
}
