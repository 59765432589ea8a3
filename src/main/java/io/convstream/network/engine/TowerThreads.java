package io.convstream.network.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread per tower, bound to its device. All arithmetic runs on these threads, on a CPU with one OpenMP thread
 * each, so that results do not depend on the calling thread.
 */
public final class TowerThreads implements AutoCloseable {

    private final List<ExecutorService> threads = new ArrayList<>();

    /** Starts threads that compute on one core each. */
    public TowerThreads(String name, int towers) {
        this(name, Collections.nCopies(towers, Device.cores(1)));
    }

    /**
     * Starts a thread for each device and binds it.
     *
     * @param name prefix of the threads' names
     * @throws RuntimeException if a thread cannot be bound
     */
    public TowerThreads(String name, List<Device> devices) {
        for (int tower = 0; tower < devices.size(); tower++) {
            String threadName = name + " tower " + tower;
            threads.add(Executors.newSingleThreadExecutor(work -> thread(work, threadName)));
        }
        try {
            run(devices.size(), tower -> devices.get(tower).bind(), () -> {});
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static Thread thread(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs a task on the first thread. */
    public void run(Runnable task) {
        run(1, tower -> task.run(), () -> {});
    }

    /** Computes a value on the first thread. */
    public <T> T compute(Supplier<T> task) {
        var result = new AtomicReference<T>();
        run(() -> result.set(task.get()));
        return Objects.requireNonNull(result.get());
    }

    /**
     * Runs a task on the first {@code count} threads and waits for all of them. If tasks fail, throws the failure of
     * the first tower that is not a consequence of another's.
     *
     * @param task takes the index of the tower
     * @param onFailure called on each thread whose task fails, to release those that wait for it
     */
    public void run(int count, IntConsumer task, Runnable onFailure) {
        List<Future<?>> running = new ArrayList<>();
        Throwable failure = null;
        try {
            for (int i = 0; i < count; i++) {
                int tower = i;
                running.add(threads.get(i).submit(() -> {
                    try {
                        task.accept(tower);
                    } catch (Throwable e) {
                        onFailure.run();
                        throw e;
                    }
                }));
            }
        } catch (Throwable e) { // the thread cannot be started, but others wait for it
            onFailure.run();
            failure = e;
        }
        for (Future<?> future : running) {
            failure = cause(failure, await(future));
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Waits even if interrupted: native memory must not be freed while a thread uses it. */
    private static @Nullable Throwable await(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable a, @Nullable Throwable b) {
        return a == null || (a instanceof StepBarrier.BrokenException && b != null) ? b : a;
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
    }
}
