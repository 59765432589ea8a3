package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationQueueTest {

    private final EvaluationQueue queue = new EvaluationQueue();

    @Test
    void aNewerCheckpointReplacesAWaitingOneOfItsModel() {
        queue.add(snapshot("a", EvaluationTrigger.CHECKPOINT, 1));
        queue.start();
        queue.add(snapshot("a", EvaluationTrigger.CHECKPOINT, 2));
        queue.add(snapshot("b", EvaluationTrigger.CHECKPOINT, 2));

        assertThat(queue.add(snapshot("a", EvaluationTrigger.CHECKPOINT, 3))).isEqualTo(1);

        assertThat(queue.unfinished())
                .extracting(snapshot -> snapshot.model() + snapshot.checkpoint())
                .containsExactly("a1", "b2", "a3");
    }

    @Test
    void theRunningOneIsNeverReplaced() {
        queue.add(snapshot("a", EvaluationTrigger.CHECKPOINT, 1));
        queue.start();
        assertThat(queue.add(snapshot("a", EvaluationTrigger.CHECKPOINT, 2))).isZero();
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void restoredSnapshotsDoNotReplaceEachOther() {
        queue.restore(List.of(
                snapshot("a", EvaluationTrigger.CHECKPOINT, 1), snapshot("a", EvaluationTrigger.CHECKPOINT, 2)));
        queue.start();
        assertThat(queue.add(snapshot("a", EvaluationTrigger.CHECKPOINT, 3))).isEqualTo(1);
        assertThat(queue.unfinished()).extracting(ModelSnapshot::checkpoint).containsExactly(1L, 3L);
    }

    @Test
    void oneTriggeredByStepNeitherReplacesNorIsReplaced() {
        queue.add(snapshot("a", EvaluationTrigger.CHECKPOINT, 1));
        assertThat(queue.add(snapshot("a", EvaluationTrigger.STEPS, 0))).isZero();
        assertThat(queue.add(snapshot("a", EvaluationTrigger.END, 0))).isEqualTo(1);
        assertThat(queue.unfinished())
                .extracting(ModelSnapshot::trigger)
                .containsExactly(EvaluationTrigger.STEPS, EvaluationTrigger.END);
    }

    @Test
    void startsOneAtATimeInOrderOfArrival() {
        ModelSnapshot first = snapshot("a", EvaluationTrigger.CHECKPOINT, 1);
        ModelSnapshot second = snapshot("b", EvaluationTrigger.CHECKPOINT, 1);
        queue.add(first);
        queue.add(second);
        assertThat(queue.start()).isSameAs(first);
        assertThat(queue.start()).isNull();
        queue.complete();
        assertThat(queue.start()).isSameAs(second);
        queue.complete();
        assertThat(queue.start()).isNull();
    }

    private static ModelSnapshot snapshot(String model, EvaluationTrigger trigger, long checkpoint) {
        return new ModelSnapshot(model, trigger, checkpoint, 1, 0, 1, new float[0], new float[0]);
    }
}
