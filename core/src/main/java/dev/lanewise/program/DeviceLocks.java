package dev.lanewise.program;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each device: it does one thing at a time, and its programs may ask each other for values. */
final class DeviceLocks {
    private static final Map<Backend, Lock> LOCKS = new WeakHashMap<>();

    private DeviceLocks() {}

    static Lock of(Backend backend) {
        synchronized (LOCKS) {
            return LOCKS.computeIfAbsent(backend, _ -> new ReentrantLock());
        }
    }
}
