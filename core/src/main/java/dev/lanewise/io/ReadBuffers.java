package dev.lanewise.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct buffers that the parts of an open file share: as many as there are threads that read at the same time. */
final class ReadBuffers {
    private static final int BYTES = 1 << 17;

    /** Those of further threads are left to the collector. */
    private static final int MOST_KEPT = 16;

    private final Queue<ByteBuffer> free = new ArrayBlockingQueue<>(MOST_KEPT);

    /** A little-endian buffer of whole elements of any type, which no other thread uses until it is given back. */
    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN) : buffer;
    }

    void giveBack(ByteBuffer buffer) {
        free.offer(buffer);
    }
}
