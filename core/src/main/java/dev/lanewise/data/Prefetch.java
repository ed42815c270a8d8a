package dev.lanewise.data;

import dev.lanewise.parallel.Background;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * The batches of a pass, of which some are made ahead. Tasks are given out as batches are taken: a pass that is left
 * costs no more than those that have begun.
 */
final class Prefetch<B> {
    private final IntFunction<B> make;
    private final int most;
    private final int count;

    /** The next batches, as far as they are in the making. */
    private final Deque<Future<B>> ahead = new ArrayDeque<>();

    /**
     * Makes batches {@code 0 .. count - 1}.
     *
     * @param most how many are made ahead
     */
    Prefetch(IntFunction<B> make, int most, int count) {
        this.make = make;
        this.most = most;
        this.count = count;
    }

    /** The next batch. After an exception, the same number may be asked for again. */
    B take(int number) {
        if (most == 0) {
            return make.apply(number);
        }
        fill(number, most);
        B batch;
        try {
            batch = await(ahead.getFirst());
        } catch (Throwable e) {
            ahead.forEach(future -> future.cancel(false));
            ahead.clear();
            throw e;
        }
        ahead.removeFirst();
        fill(number + 1, most);
        return batch;
    }

    /** Begins what is missing of the {@code limit} batches from {@code first} on. */
    private void fill(int first, int limit) {
        while (ahead.size() < limit && first + ahead.size() < count) {
            int number = first + ahead.size();
            ahead.addLast(Background.submit(() -> make.apply(number)));
        }
    }

    /** The result of a task, or what it threw. An interrupt is kept for later: the batch is on its way. */
    private static <T> T await(Future<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw Prefetch.<RuntimeException>raised(e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("unchecked") // exceptions of datasets pass as they are
    private static <E extends Throwable> E raised(Throwable cause) throws E {
        throw (E) cause;
    }
}
