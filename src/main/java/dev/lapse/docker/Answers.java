package dev.lapse.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine answers item by item while it pulls, builds or runs something. Errors are thrown where the end is
 * waited for, and logged nowhere: the client library's own callbacks log them with a stack trace. One waiting thread.
 *
 * @param <T> the client library's kind of item
 */
final class Answers<T> implements ResultCallback<T> {
    private final Consumer<T> each;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile @Nullable Closeable stream;
    private volatile long heard = System.nanoTime();

    /** @param each told each item, in a thread of the client library */
    Answers(Consumer<T> each) {
        this.each = each;
    }

    @Override
    public void onStart(Closeable opened) {
        stream = opened;
    }

    @Override
    public void onNext(T item) {
        heard = System.nanoTime();
        each.accept(item);
    }

    @Override
    public void onError(Throwable error) {
        end.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    /** Ends the request, whether or not it was answered to its end. */
    @Override
    public void close() throws IOException {
        Closeable opened = stream;
        if (opened != null) {
            opened.close();
        }
    }

    /**
     * Waits for the end.
     *
     * @throws DockerException what the engine said instead
     */
    void await() throws InterruptedException {
        awaitEnd(() -> Long.MAX_VALUE);
    }

    /**
     * As {@link #await()}, for so long at most.
     *
     * @return whether it ended in time; it is given up otherwise
     */
    boolean await(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        return awaitEnd(() -> deadline - System.nanoTime());
    }

    /**
     * As {@link #await()}, as long as the engine says something at least this often.
     *
     * @return whether it ended; it is given up after a silence
     */
    boolean awaitWithoutSilence(Duration silence) throws InterruptedException {
        return awaitEnd(() -> heard + silence.toNanos() - System.nanoTime());
    }

    /** @param left how many nanoseconds there are to wait, from now */
    private boolean awaitEnd(LongSupplier left) throws InterruptedException {
        try {
            for (long nanos = left.getAsLong(); nanos > 0; nanos = left.getAsLong()) {
                try {
                    end.get(nanos, TimeUnit.NANOSECONDS);
                    return true;
                } catch (TimeoutException notYet) {
                    continue;
                }
            }
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException said) {
                throw said;
            }
            throw new DockerException(String.valueOf(e.getCause().getMessage()), 0, e.getCause());
        } finally {
            closeQuietly();
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException gone) {
            heard = 0; // the engine's end of the connection is closed already, and there is nothing to do about it
        }
    }
}
