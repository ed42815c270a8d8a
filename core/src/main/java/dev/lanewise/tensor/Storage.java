package dev.lanewise.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The array that a tensor and its views share, and how often it has been written to since it was made. A device may
 * have newer elements of it, which come when somebody asks for the array.
 */
final class Storage {
    private static final VarHandle NEWER;
    private static final VarHandle VERSION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEWER = lookup.findVarHandle(Storage.class, "newer", Deferred.class);
            VERSION = lookup.findVarHandle(Storage.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Uses of the same elements in the same form after which a copy is kept. */
    private static final int USES = 3;

    private final float[] data;
    private final boolean foreign;

    /**
     * Incremented by every op that writes to an argument; saved with what a gradient rule needs, and compared there.
     * Views may be written to by several threads, of which none is to take back what others have counted: a device
     * would not be sent what it does not know.
     */
    private int version;

    /**
     * What a device has newer elements of; null if the array holds the newest. Devices have locks of their own, so that
     * it is replaced atomically, and only by who has seen what it replaces and holds the lock of that: the array is not
     * being filled then.
     */
    private volatile @Nullable Deferred newer;

    /** What is kept for who reads the elements in another form; null if nobody does. */
    private volatile @Nullable Kept kept;

    Storage(float[] data) {
        this(data, false);
    }

    /**
     * Storage on an array.
     *
     * @param foreign whether others may write to the array without this storage being told
     */
    Storage(float[] data, boolean foreign) {
        this.data = data;
        this.foreign = foreign;
    }

    /** The array, with its newest elements. */
    float[] data() {
        for (Deferred deferred = newer; deferred != null; deferred = newer) { // others may come while one is fetched
            fetch(deferred);
        }
        return data;
    }

    /**
     * As {@link #data()}, for a caller that holds the lock of a device and no other: it is let go of while another
     * device is asked, as nobody may wait for a device while holding the lock of one.
     */
    float[] data(Lock held) {
        for (Deferred deferred = newer; deferred != null; deferred = newer) {
            fetch(deferred, held);
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

    /**
     * A copy of elements in another form, kept until the next one is written; null until it has been asked for
     * {@value #USES} times in a row, since copies of what changes all the time would be made for nothing. Of an
     * array that others may write to none is kept.
     */
    float @Nullable [] kept(Object form, Supplier<float[]> copy) {
        if (foreign) {
            return null;
        }
        Kept before = kept;
        Kept now = before != null && before.version == version && before.form.equals(form)
                ? before
                : new Kept(version, form, 0, null);
        if (now.copy == null) {
            now = new Kept(now.version, form, now.uses + 1, now.uses < USES ? null : copy.get());
            kept = now; // of a version that is over if somebody writes meanwhile: it is counted behind the write
        }
        return now.copy;
    }

    void written() {
        int _ = (int) VERSION.getAndAdd(this, 1);
    }

    /**
     * Has elements come from a device when they are asked for. Others that are still to come, come now. The caller
     * holds the lock, which is let go of if another device has them.
     */
    void defer(Deferred deferred) {
        boolean done = false;
        while (!done) {
            Deferred before = newer;
            if (before == null) {
                done = NEWER.compareAndSet(this, (Deferred) null, deferred);
            } else if (before.isWithin(deferred)) {
                done = replace(before, deferred);
            } else {
                fetch(before, deferred.lock());
            }
        }
        written();
    }

    /** Leaves elements that are still to come where they are, if all of them are about to be overwritten. */
    void overwritten(int offset, int size) {
        Deferred deferred = newer;
        if (deferred != null && deferred.isWithin(offset, size)) {
            deferred.lock().lock(); // a device may be about to defer others
            try {
                NEWER.compareAndSet(this, deferred, (Deferred) null);
            } finally {
                deferred.lock().unlock();
            }
        }
    }

    /** Those of another device may be on their way, and are not to arrive on top of newer ones. */
    private boolean replace(Deferred before, Deferred after) {
        if (before.lock() == after.lock()) {
            return NEWER.compareAndSet(this, before, after);
        }
        after.lock().unlock();
        try {
            before.lock().lock();
            try {
                return NEWER.compareAndSet(this, before, after);
            } finally {
                before.lock().unlock();
            }
        } finally {
            after.lock().lock();
        }
    }

    private void fetch(Deferred deferred, Lock held) {
        if (deferred.lock() == held) {
            fetch(deferred);
            return;
        }
        held.unlock();
        try {
            fetch(deferred);
        } finally {
            held.lock();
        }
    }

    private void fetch(Deferred deferred) {
        deferred.lock().lock();
        try {
            if (newer == deferred) { // nobody else has fetched them meanwhile
                deferred.fill(data);
                NEWER.compareAndSet(this, deferred, (Deferred) null);
            }
        } finally {
            deferred.lock().unlock();
        }
    }

    /** How often the elements of a version have been asked for in a form, and their copy. */
    private record Kept(int version, Object form, int uses, float @Nullable [] copy) {}
}
