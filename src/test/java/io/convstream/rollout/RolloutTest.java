package io.convstream.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.rollout.Rollout.Result;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RolloutTest {

    private static final int KEEP = 3;

    private final Version first = version(1);
    private final Version second = version(2);
    private final Version third = version(3);

    @Test
    void aNewVersionAnswersAtOnce() {
        Rollout rollout = Rollout.NEW.deploy(first, KEEP).deploy(second, KEEP);
        assertThat(rollout.plan()).contains(new Plan(second, null, 0, 2));
        assertThat(rollout.previous()).isEqualTo(first);
    }

    @Test
    void aRollbackPinsTheVersionBefore() {
        Rollout rollout = after(Rollout.NEW.deploy(first, KEEP).deploy(second, KEEP), "{\"command\":\"rollback\"}");
        assertThat(rollout.plan()).contains(new Plan(first, null, 0, 2));
        assertThat(rollout.deploy(third, KEEP).plan()).contains(new Plan(first, null, 0, 3));
        Rollout free = after(rollout.deploy(third, KEEP), "{\"command\":\"unpin\"}");
        assertThat(free.plan()).contains(new Plan(third, null, 0, 3));
    }

    @Test
    void aShadowPredictsUntilItIsPromoted() {
        Rollout rollout = after(Rollout.NEW.deploy(first, KEEP), "{\"command\":\"shadow\"}")
                .deploy(second, KEEP);
        assertThat(rollout.plan()).contains(new Plan(first, second, 0, 2));
        assertThat(after(rollout, "{\"command\":\"promote\"}").plan()).contains(new Plan(second, null, 0, 2));
        assertThat(after(rollout, "{\"command\":\"direct\"}").plan()).contains(new Plan(first, null, 0, 2));
    }

    @Test
    void aCanaryAnswersAPercentage() {
        Rollout rollout = after(Rollout.NEW.deploy(first, KEEP), "{\"command\":\"canary\",\"percent\":7}")
                .deploy(second, KEEP);
        assertThat(rollout.plan()).contains(new Plan(first, second, 7, 2));
        assertThat(rollout.deploy(third, KEEP).plan()).contains(new Plan(first, third, 7, 3));
    }

    @Test
    void aVersionIsPinnedByStepOrHash() {
        Rollout rollout = Rollout.NEW.deploy(first, KEEP).deploy(second, KEEP);
        assertThat(after(rollout, "{\"command\":\"pin\",\"version\":\"1\"}").answer())
                .isEqualTo(first);
        assertThat(after(
                                rollout,
                                "{\"command\":\"pin\",\"version\":\""
                                        + first.sha256().substring(0, 12) + "\"}")
                        .answer())
                .isEqualTo(first);
    }

    @Test
    void aVersionThatIsNotKeptCannotBePinned() {
        Rollout rollout = Rollout.NEW;
        for (int step = 1; step <= KEEP + 1; step++) {
            rollout = rollout.deploy(version(step), KEEP);
        }
        assertThat(rollout.known()).hasSize(KEEP);
        Result result = rollout.apply(command("{\"command\":\"pin\",\"version\":\"1\"}"));
        assertThat(result.accepted()).isFalse();
        assertThat(result.message()).startsWith("version 1 is not among the 3 kept ones");
        assertThat(result.after()).isEqualTo(rollout);
    }

    @Test
    void whatHasNoEffectIsRefused() {
        Rollout rollout = Rollout.NEW.deploy(first, KEEP);
        for (String name : new String[] {"rollback", "promote", "unpin"}) {
            assertThat(rollout.apply(command("{\"command\":\"" + name + "\"}")).accepted())
                    .describedAs(name)
                    .isFalse();
        }
        assertThat(Rollout.NEW.apply(command("{\"command\":\"shadow\"}")).message())
                .isEqualTo("no version is deployed yet");
    }

    private static Rollout after(Rollout rollout, String command) {
        Result result = rollout.apply(command(command));
        assertThat(result.accepted()).describedAs(result.message()).isTrue();
        return result.after();
    }

    private static Command command(String json) {
        return Command.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    static Version version(int step) {
        return new Version(step, 0.5, String.format("%012d", step).repeat(5), step);
    }
}
