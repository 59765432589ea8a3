package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.ImageShape;
import io.convstream.image.LabeledImages;
import io.convstream.image.Origin;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import io.convstream.snapshot.EvaluationTrigger;
import io.convstream.snapshot.ModelSnapshot;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Held-out records that cannot be prepared. */
@SuppressWarnings("try") // Flink's harness closes with any exception.
class RejectedImagesTest {

    private static final ImageShape INPUT = new ImageShape(8, 8, 3);

    @Test
    void eachIsEmittedOnceRegardlessOfEvaluationsAndRestarts() throws Exception {
        OperatorSubtaskState saved;
        try (var harness = harness(3, 5)) {
            harness.open();
            harness.processElement(new StreamRecord<>(snapshot(1)));
            harness.processElement(new StreamRecord<>(snapshot(2)));
            harness.getOperator().finish();
            assertThat(positions(harness)).containsExactly(3L, 5L);
            saved = harness.snapshot(1, 0);
        }
        try (var harness = harness(3, 5, 7)) {
            harness.initializeState(saved);
            harness.open();
            harness.processElement(new StreamRecord<>(snapshot(3)));
            harness.getOperator().finish();
            assertThat(positions(harness)).containsExactly(7L);
        }
    }

    private static List<Long> positions(OneInputStreamOperatorTestHarness<ModelSnapshot, EvaluatedModel> harness) {
        return Objects.requireNonNull(harness.getSideOutput(Evaluate.REJECTED)).stream()
                .map(record -> record.getValue().position())
                .toList();
    }

    private static OneInputStreamOperatorTestHarness<ModelSnapshot, EvaluatedModel> harness(long... bad)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(Evaluate.factory(List.of(definition(1)), new HeldOutSource() {
            @Override
            public LabeledImages read() {
                return read(rejected -> {});
            }

            @Override
            public LabeledImages read(Consumer<RejectedImage> rejected) {
                for (long position : bad) {
                    rejected.accept(new RejectedImage(
                            "EMPTY", "the record is empty", new byte[0], -1, new Origin("f", -1, 0, -1), position));
                }
                return new LabeledImages(new float[INPUT.size()], new int[1]);
            }
        }));
    }

    private static ModelDefinition definition(long seed) {
        String configuration = Presets.configuration("tiny", INPUT, 10, seed);
        return new ModelDefinition("m", configuration, INPUT, 16, 1, seed, 0.99, 0);
    }

    private static ModelSnapshot snapshot(long seed) {
        try (Trainer learner = new Trainer(definition(seed))) {
            float[] parameters = learner.state().parameters();
            return new ModelSnapshot("m", EvaluationTrigger.STEPS, 0, seed, 0, seed, parameters, parameters);
        }
    }
}
