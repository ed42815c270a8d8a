package dev.lanewise.parallel;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Lets two parts of a job fail while the heap is full, in a helper and in the caller; run by {@link ParallelTest}. */
final class FullHeap {
    private static @Nullable Object[] hoard;

    private FullHeap() {}

    public static void main(String[] args) {
        try (Team.Scope _ = Team.of(2).use()) {
            for (int lap = 0; lap < 2; lap++) { // in the first one classes get loaded, with room for them
                System.out.println("helper: " + failureOf(true, lap > 0));
                System.out.println("caller: " + failureOf(false, lap > 0));
                long[] sum = new long[10];
                Parallel.forEach(10, part -> sum[part] = part);
                System.out.println("next job: " + Arrays.stream(sum).sum());
            }
        }
    }

    /** What a job of two parts throws if both threads hold one, and the one named fails. */
    private static String failureOf(boolean helperFails, boolean fill) {
        Thread caller = Thread.currentThread();
        CountDownLatch both = new CountDownLatch(2);
        OutOfMemoryError error = new OutOfMemoryError(helperFails ? "in the helper" : "in the caller");
        String message = "nothing";
        try {
            Parallel.forEach(2, _ -> {
                both.countDown();
                ParallelTest.await(both);
                if ((Thread.currentThread() != caller) == helperFails) {
                    if (fill) {
                        fillHeap();
                    }
                    throw error;
                }
            });
        } catch (OutOfMemoryError e) {
            hoard = null;
            message = String.valueOf(e.getMessage());
        }
        return message;
    }

    /** Takes what is left of the heap, down to the last few bytes. */
    private static void fillHeap() {
        for (int size = 1 << 20; size >= 1; size /= 2) {
            try {
                while (true) {
                    Object[] next = new Object[size];
                    next[0] = hoard;
                    hoard = next;
                }
            } catch (OutOfMemoryError full) {
                // on with smaller pieces
            }
        }
    }
}
