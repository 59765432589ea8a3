package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TowersTest {

    @Test
    @Timeout(20)
    void aTowerThatFailsDoesNotLeaveTheOthersWaiting() {
        var meeting = new Meeting(3);
        try (var towers = new Towers("test", Device.forTowers(3, false, List.of()))) {
            assertThatThrownBy(() -> towers.run(
                            3,
                            tower -> {
                                if (tower == 2) {
                                    throw new IllegalStateException("this one");
                                }
                                meeting.await();
                            },
                            meeting::breakUp))
                    .hasMessage("this one");
            meeting.reset();
            towers.run(3, tower -> meeting.await(), meeting::breakUp);
        }
    }

    @Test
    void aDeviceThatCannotBeBoundIsNotWaitedFor() {
        List<Device> devices = List.of(() -> {}, () -> {
            throw new UnsatisfiedLinkError("no such library");
        });
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> new Towers("passing", devices)).hasMessage("no such library"));
    }

    @Test
    void threadsEndWhenClosed() throws InterruptedException {
        var towers = new Towers("passing", Device.forTowers(2, false, List.of()));
        towers.run(2, tower -> {}, () -> {});
        assertThat(threads()).isEqualTo(2);
        towers.close();
        long patience = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (threads() > 0 && System.nanoTime() < patience) {
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
