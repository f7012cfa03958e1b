package dev.lapse.run;

import dev.lapse.fault.FirstError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lends things that take long to make, by key, to one borrower at a time. What comes back fit is kept for the next
 * borrower of an equal key, and ended when its room is needed, the longest idle first. Things are made and ended
 * outside the lock. Any thread.
 *
 * @param <K> things of equal keys serve alike
 */
final class KeyedPool<K, V> implements AutoCloseable {
    private final int most;
    private final Maker<K, V> maker;
    private final Consumer<V> ender;
    private final List<Loan<K, V>> idle = new ArrayList<>();
    private int lent;
    private boolean closed;

    /** Makes what is lent; it may take long. */
    @FunctionalInterface
    interface Maker<K, V> {
        V make(K key) throws InterruptedException;
    }

    /** Something lent. */
    record Loan<K, V>(K key, V thing) {}

    /** What becomes of a thing that comes back. */
    enum AfterUse {
        REUSABLE,
        SPENT
    }

    /** @param most how many things there may be, lent or idle */
    KeyedPool(int most, Maker<K, V> maker, Consumer<V> ender) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be >= 1, was " + most);
        }
        this.most = most;
        this.maker = maker;
        this.ender = ender;
    }

    /** An idle thing of an equal key, else a new one; waits while as many as there may be are lent. */
    Loan<K, V> borrow(K key) throws InterruptedException {
        List<Loan<K, V>> evicted = new ArrayList<>();
        synchronized (this) {
            while (lent == most && !closed) {
                wait();
            }
            if (closed) {
                throw new IllegalStateException("closed");
            }
            lent++;
            for (Iterator<Loan<K, V>> each = idle.iterator(); each.hasNext(); ) {
                Loan<K, V> loan = each.next();
                if (loan.key().equals(key)) {
                    each.remove();
                    return loan;
                }
            }
            while (lent + idle.size() > most) {
                evicted.add(idle.remove(0));
            }
        }
        boolean made = false;
        try {
            evicted.forEach(loan -> ender.accept(loan.thing()));
            Loan<K, V> loan = new Loan<>(key, maker.make(key));
            made = true;
            return loan;
        } finally {
            if (!made) {
                returned();
            }
        }
    }

    /** To be called once per loan. */
    void giveBack(Loan<K, V> loan, AfterUse after) {
        boolean kept = false;
        synchronized (this) {
            if (after == AfterUse.REUSABLE && !closed) {
                idle.add(loan);
                kept = true;
            }
        }
        try {
            if (!kept) {
                ender.accept(loan.thing()); // its room is free only when it is gone
            }
        } finally {
            returned();
        }
    }

    private synchronized void returned() {
        lent--;
        notifyAll();
    }

    /** Ends what is idle, and lets what is lent end when it comes back. Idempotent. */
    @Override
    public void close() {
        List<Loan<K, V>> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(idle);
            idle.clear();
            notifyAll();
        }
        FirstError errors = new FirstError();
        left.forEach(loan -> errors.keep(() -> ender.accept(loan.thing())));
        errors.rethrow();
    }
}
