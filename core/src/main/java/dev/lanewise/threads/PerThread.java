package dev.lanewise.threads;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A value for each thread, made when the thread first asks for it.
 *
 * <p>With a {@link ThreadLocal} alone, each thread that ever asked would hold a value, its class and so this library's
 * class loader for as long as the thread lives: an application server could not unload an application that has computed
 * on its threads. Here the thread holds a weak reference, and this object holds the values.
 */
public final class PerThread<T> {
    private final ThreadLocal<WeakReference<T>> reference;
    private final Set<Holder<T>> holders = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Thread> ended = new ReferenceQueue<>();

    /** Holds a value as long as its thread exists; the value must not hold the thread. */
    private static final class Holder<T> extends WeakReference<Thread> {
        @SuppressWarnings("unused") // keeps the value from being collected
        private final T value;

        Holder(Thread thread, ReferenceQueue<Thread> ended, T value) {
            super(thread, ended);
            this.value = value;
        }
    }

    /** Makes values with {@code maker}. */
    public PerThread(Supplier<T> maker) {
        this.reference = ThreadLocal.withInitial(() -> hold(maker.get()));
    }

    /** The value of the calling thread. */
    public T get() {
        return Objects.requireNonNull(reference.get().get());
    }

    private WeakReference<T> hold(T value) {
        for (Reference<?> holder = ended.poll(); holder != null; holder = ended.poll()) {
            holders.remove(holder);
        }
        holders.add(new Holder<>(Thread.currentThread(), ended, value));
        return new WeakReference<>(value);
    }
}
