package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * The array that a tensor and its views share, and how often it has been written to since it was made. A device may
 * have newer elements of it, which come when somebody asks for the array.
 */
final class Storage {
    private final float[] data;

    /**
     * Incremented by every op that writes to an argument; saved with what a gradient rule needs, and compared there.
     */
    private int version;

    /** What a device has newer elements of; null if the array holds the newest. */
    private volatile @Nullable Deferred newer;

    Storage(float[] data) {
        this.data = data;
    }

    /** The array, with its newest elements. */
    float[] data() {
        for (Deferred deferred = newer; deferred != null; deferred = newer) { // others may come while one is fetched
            fetch(deferred);
        }
        return data;
    }

    /** Whether both are the same array, wherever its newest elements are. */
    boolean hasArrayOf(Storage other) {
        return data == other.data;
    }

    int version() {
        return version;
    }

    void written() {
        version++;
    }

    /**
     * Has elements come from a device when they are asked for. Others that are still to come, come now. The caller
     * holds the lock.
     */
    void defer(Deferred deferred) {
        Deferred before = newer;
        if (before != null && !before.isWithin(deferred)) {
            fetch(before);
        }
        newer = deferred;
        written();
    }

    /** Leaves elements that are still to come where they are, if all of them are about to be overwritten. */
    void overwritten(int offset, int size) {
        Deferred deferred = newer;
        if (deferred != null && deferred.isWithin(offset, size)) {
            deferred.lock().lock(); // a device may be about to defer others
            try {
                newer = newer == deferred ? null : newer;
            } finally {
                deferred.lock().unlock();
            }
        }
    }

    private void fetch(Deferred deferred) {
        deferred.lock().lock();
        try {
            if (newer == deferred) { // nobody else has fetched them meanwhile
                deferred.fill(data);
                newer = null;
            }
        } finally {
            deferred.lock().unlock();
        }
    }
}
