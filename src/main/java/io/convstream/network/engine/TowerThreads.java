package io.convstream.network.engine;

import java.util.ArrayList;
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
 * The threads that compute, each bound to its device. All arithmetic is done on them, on a CPU with one OpenMP thread
 * each, so that it is the same whoever calls.
 */
public final class TowerThreads implements AutoCloseable {

    private final List<ExecutorService> threads = new ArrayList<>();

    /**
     * Starts a thread for each device and binds it. What fails there fails here.
     *
     * @param name of the threads, for whoever looks at a thread dump
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
    void run(Runnable task) {
        run(1, tower -> task.run(), () -> {});
    }

    /** Computes something on the first thread, so that the result does not depend on the caller's. */
    public <T> T compute(Supplier<T> task) {
        var result = new AtomicReference<T>();
        run(() -> result.set(task.get()));
        return Objects.requireNonNull(result.get());
    }

    /**
     * Runs a task on the first so many threads and waits for all.
     *
     * @param onFailure called once for each that fails, so that no other waits for it
     */
    void run(int count, IntConsumer task, Runnable onFailure) {
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
        } catch (Throwable e) { // no thread to be had, while others wait for it
            onFailure.run();
            failure = e;
        }
        for (Future<?> future : running) {
            failure = first(failure, failureOf(future));
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Waits even when interrupted: native memory must not be freed under a thread that still computes. */
    private static @Nullable Throwable failureOf(Future<?> future) {
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

    private static @Nullable Throwable first(@Nullable Throwable a, @Nullable Throwable b) {
        return a == null || (a instanceof StepBarrier.Broken && b != null) ? b : a;
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
    }
}
