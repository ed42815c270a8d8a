package dev.lanewise.board.runs;

import java.util.Arrays;

/**
 * Lines of steps in groups of neighbours: of each series the mean, the least and the greatest value. When there are too
 * many groups, two neighbours become one, so that the memory has an end whatever the length of a run.
 */
final class Buckets {
    private static final int FIRST = 64;

    private final int most;
    private long width;
    private int count;
    long[] firstStep = new long[FIRST];
    long[] step = new long[FIRST];
    long[] lines = new long[FIRST];

    /** Where the first line begins in the file. */
    long[] offset = new long[FIRST];

    double[] time = new double[FIRST];

    /** Of the last line, from which the rate of the next one is counted. */
    long[] epoch = new long[FIRST];

    long[] seen = new long[FIRST];
    private Column[] columns = {};

    /** One series. */
    static final class Column {
        private double[] sum = new double[FIRST];
        private double[] min = new double[FIRST];
        private double[] max = new double[FIRST];
        private long[] values = new long[FIRST];

        double mean(int bucket) {
            // The sum of finite values can overflow where their mean cannot: then the middle of their range stands.
            double mean = sum[bucket] / values[bucket];
            return values[bucket] > 0 && !Double.isFinite(mean) ? min[bucket] / 2 + max[bucket] / 2 : mean;
        }

        double min(int bucket) {
            return values[bucket] == 0 ? Double.NaN : min[bucket];
        }

        double max(int bucket) {
            return values[bucket] == 0 ? Double.NaN : max[bucket];
        }

        private void grow(int size) {
            if (size > sum.length) {
                sum = Arrays.copyOf(sum, size);
                min = Arrays.copyOf(min, size);
                max = Arrays.copyOf(max, size);
                values = Arrays.copyOf(values, size);
            }
        }

        private void clear(int from, int to) {
            Arrays.fill(sum, from, to, 0);
            Arrays.fill(values, from, to, 0);
        }

        private void put(int bucket, double total, double least, double greatest, long number) {
            if (number == 0) {
                return;
            }
            boolean isFirst = values[bucket] == 0;
            sum[bucket] = isFirst ? total : sum[bucket] + total;
            min[bucket] = isFirst ? least : Math.min(min[bucket], least);
            max[bucket] = isFirst ? greatest : Math.max(max[bucket], greatest);
            values[bucket] += number;
        }

        /** Two buckets as one, in a place that is not behind them. */
        private void join(int bucket, int first, int second) {
            double total = sum[first];
            double least = min[first];
            double greatest = max[first];
            long number = values[first];
            clear(bucket, bucket + 1);
            put(bucket, total, least, greatest, number);
            take(bucket, this, second);
        }

        private void take(int bucket, Column from, int other) {
            put(bucket, from.sum[other], from.min[other], from.max[other], from.values[other]);
        }
    }

    /**
     * None yet.
     *
     * @param width lines a bucket, until there are too many buckets
     * @param most how many there may be; even
     */
    Buckets(long width, int most) {
        this.width = width;
        this.most = most;
    }

    int count() {
        return count;
    }

    /** A series by its place in a line; one that no line has is empty. */
    Column column(int place) {
        for (int i = columns.length; i <= place; i++) {
            columns = Arrays.copyOf(columns, i + 1);
            columns[i] = new Column();
            columns[i].grow(step.length);
        }
        return columns[place];
    }

    /** Adds a line; {@code at} is where it begins. */
    void add(StepLine line, int series, long at) {
        if (count == 0 || lines[count - 1] == width) {
            open(line.step, at);
        }
        int bucket = count - 1;
        lines[bucket]++;
        close(bucket, line.step, line.time, line.epoch, line.seen);
        for (int i = 0; i < series; i++) {
            double value = line.values()[i];
            if (Double.isFinite(value)) {
                column(i).put(bucket, value, value, value, 1);
            }
        }
    }

    /** Adds a bucket of others, to the last one or as a new one. */
    void add(Buckets from, int other, boolean isNew) {
        if (isNew) {
            open(from.firstStep[other], from.offset[other]);
        }
        merge(count - 1, from, other);
    }

    private void merge(int bucket, Buckets from, int other) {
        lines[bucket] += from.lines[other];
        close(bucket, from.step[other], from.time[other], from.epoch[other], from.seen[other]);
        for (int i = 0; i < from.columns.length; i++) {
            column(i).take(bucket, from.columns[i], other);
        }
    }

    private void close(int bucket, long lastStep, double lastTime, long lastEpoch, long lastSeen) {
        step[bucket] = lastStep;
        time[bucket] = lastTime;
        epoch[bucket] = lastEpoch;
        seen[bucket] = lastSeen;
    }

    private void open(long first, long at) {
        if (count == most) {
            halve();
        }
        if (count == step.length) {
            grow(2 * count);
        }
        firstStep[count] = first;
        offset[count] = at;
        lines[count] = 0;
        count++;
    }

    private void halve() {
        for (int i = 0; i < count / 2; i++) {
            int first = 2 * i;
            int second = first + 1;
            for (Column column : columns) {
                column.join(i, first, second);
            }
            firstStep[i] = firstStep[first];
            offset[i] = offset[first];
            lines[i] = lines[first] + lines[second];
            close(i, step[second], time[second], epoch[second], seen[second]);
        }
        for (Column column : columns) {
            column.clear(count / 2, count);
        }
        count /= 2;
        width *= 2;
    }

    private void grow(int size) {
        firstStep = Arrays.copyOf(firstStep, size);
        step = Arrays.copyOf(step, size);
        lines = Arrays.copyOf(lines, size);
        offset = Arrays.copyOf(offset, size);
        time = Arrays.copyOf(time, size);
        epoch = Arrays.copyOf(epoch, size);
        seen = Arrays.copyOf(seen, size);
        for (Column column : columns) {
            column.grow(size);
        }
    }
}
