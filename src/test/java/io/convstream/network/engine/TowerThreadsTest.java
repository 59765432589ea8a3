package io.convstream.network.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TowerThreadsTest {

    @Test
    @Timeout(20)
    void aTowerThatFailsDoesNotLeaveTheOthersWaiting() {
        var barrier = new StepBarrier(3);
        try (var towers = new TowerThreads("test", 3)) {
            assertThatThrownBy(() -> towers.run(
                            3,
                            tower -> {
                                if (tower == 2) {
                                    throw new IllegalStateException("tower 2 failed");
                                }
                                barrier.await();
                            },
                            barrier::breakBarrier))
                    .hasMessage("tower 2 failed");
            barrier.reset();
            towers.run(3, tower -> barrier.await(), barrier::breakBarrier);
        }
    }

    @Test
    void aDeviceThatCannotBeBoundIsNotWaitedFor() {
        List<Device> devices = List.of(() -> {}, () -> {
            throw new UnsatisfiedLinkError("no such library");
        });
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> new TowerThreads("passing", devices))
                        .hasMessage("no such library"));
    }

    @Test
    void threadsEndWhenClosed() throws InterruptedException {
        var towers = new TowerThreads("passing", 2);
        towers.run(2, tower -> {}, () -> {});
        assertThat(threads()).isEqualTo(2);
        towers.close();
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (threads() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertThat(threads()).isZero();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("passing tower"))
                .count();
    }
}
