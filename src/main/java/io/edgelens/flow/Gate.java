package io.edgelens.flow;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Open or shut, such as a connection; shut at first. Any thread may open, shut or wait for it. */
public final class Gate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private boolean open;

    public void open() {
        set(true);
    }

    public void shut() {
        set(false);
    }

    private void set(boolean state) {
        lock.lock();
        try {
            open = state;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is open; false when {@code patience} runs out. */
    public boolean await(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!open && nanos > 0) {
                nanos = opened.awaitNanos(nanos);
            }
            return open;
        } finally {
            lock.unlock();
        }
    }
}
