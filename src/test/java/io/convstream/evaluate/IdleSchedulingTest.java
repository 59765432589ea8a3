package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class IdleSchedulingTest {

    private static final String SCHED_OTHER = "0";
    private static final String SCHED_IDLE = "5";

    @Test
    void holdsForTheThreadAndThoseThatItStartsAndForNoOther() throws InterruptedException {
        List<String> policies = new CopyOnWriteArrayList<>();
        Thread idle = new Thread(() -> {
            policies.add(policy());
            IdleScheduling.ofThisThread();
            policies.add(policy());
            Thread child = new Thread(() -> policies.add(policy()));
            child.start();
            join(child);
        });
        idle.start();
        idle.join();
        policies.add(policy());

        assertThat(policies).containsExactly(SCHED_OTHER, SCHED_IDLE, SCHED_IDLE, SCHED_OTHER);
    }

    /** The 41st field of the calling thread's stat, see proc(5). */
    private static String policy() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            String afterName = stat.substring(stat.lastIndexOf(')') + 2);
            return List.of(afterName.split(" ")).get(41 - 3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
