package io.convstream.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.ServedVersions;
import io.convstream.event.ModelAnnouncement;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.DeadLetter;
import io.convstream.rollout.Decision;
import io.convstream.rollout.Deployment;
import io.convstream.rollout.Plan;
import io.convstream.rollout.ServedModel;
import io.convstream.rollout.Signal;
import io.convstream.rollout.Version;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Flink's harness closes with any exception.
class ServeOperatorTest {

    private static final List<String> CLASSES = List.of("circle", "square", "star");
    private static final int PIXELS = 3 * 32 * 32;

    @TempDir
    private Path run;

    private Version first;
    private Version second;
    private int decisions;

    @BeforeEach
    void storeVersions() throws IOException {
        first = version(1);
        second = version(2);
    }

    @Test
    void theTimestampDecidesWhichVersionAnswers() throws Exception {
        try (var harness = harness()) {
            harness.open();
            signal(harness, 199, 100, plan(first, null, 0));
            signal(harness, 1000, 200, plan(second, null, 0));
            for (long timestamp : new long[] {50, 150, 199, 200, 150}) {
                request(harness, timestamp, (int) timestamp);
            }
            harness.finish();
            assertThat(harness.extractOutputValues())
                    .extracting(prediction -> prediction.version().step())
                    .containsExactly(1L, 1L, 1L, 2L, 1L);
        }
    }

    @Test
    void anImageWaitsUntilItsPlanIsCertainAlsoThroughARestart() throws Exception {
        OperatorSubtaskState saved;
        try (var harness = harness()) {
            harness.open();
            request(harness, 50, 0);
            signal(harness, 199, 100, plan(first, null, 0));
            request(harness, 250, 1);
            request(harness, 150, 2);
            harness.prepareSnapshotPreBarrier(1);
            assertThat(harness.extractOutputValues())
                    .extracting(Prediction::offset)
                    .containsExactly(0L, 2L);
            saved = harness.snapshot(1, 0);
        }
        try (var harness = harness()) {
            harness.initializeState(saved);
            harness.open();
            request(harness, 199, 3);
            signal(harness, 300, 200, plan(second, null, 0));
            harness.finish();
            assertThat(harness.extractOutputValues())
                    .extracting(Prediction::offset)
                    .containsExactly(3L, 1L);
            assertThat(harness.extractOutputValues().get(1).version()).isEqualTo(second);
        }
    }

    @Test
    void aRepeatedDecisionIsIgnored() throws Exception {
        try (var harness = harness()) {
            harness.open();
            signal(harness, 199, 100, plan(first, null, 0));
            decisions = 0;
            signal(harness, 1000, 100, plan(second, null, 0));
            request(harness, 500, 0);
            harness.finish();
            assertThat(harness.extractOutputValues().get(0).version()).isEqualTo(first);
        }
    }

    @Test
    void thePredictionOfAnImageDoesNotDependOnTheOthersInItsBatch() throws Exception {
        List<byte[]> together = values(128);
        assertThat(together).hasSize(300);
        List<byte[]> alone = values(1);
        for (int i = 0; i < together.size(); i++) {
            assertThat(alone.get(i)).isEqualTo(together.get(i));
        }
    }

    private List<byte[]> values(int maxBatch) throws Exception {
        decisions = 0;
        try (var harness = harness(maxBatch)) {
            harness.open();
            signal(harness, 1000, 100, plan(first, second, 40));
            for (int i = 0; i < 300; i++) {
                request(harness, 200, i);
            }
            harness.finish();
            return harness.extractOutputValues().stream()
                    .map(PredictionMessage::value)
                    .toList();
        }
    }

    @Test
    void aCanaryAnswersItsShareOfTheKeysAndAShadowNone() throws Exception {
        try (var harness = harness()) {
            harness.open();
            signal(harness, 1000, 100, plan(first, second, 40));
            signal(harness, 2000, 1001, plan(first, second, 0));
            for (int i = 0; i < 600; i++) {
                request(harness, i < 300 ? 200 : 1500, i);
            }
            harness.finish();
            List<Prediction> answers = harness.extractOutputValues();
            assertThat(answers.stream().filter(Prediction::candidate).count()).isBetween(90L, 150L);
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.version()).isEqualTo(answer.candidate() ? second : first));
            assertThat(answers.subList(300, 600)).noneMatch(Prediction::candidate);
        }
    }

    @Test
    void anImageThatCannotBeDecodedIsADeadLetterAndALabelIsIgnored() throws Exception {
        try (var harness = harness()) {
            harness.open();
            signal(harness, 1000, 100, plan(first, null, 0));
            byte[] labeled = new byte[PIXELS + 1];
            labeled[0] = (byte) 250;
            harness.processElement1(new StreamRecord<>(request(200, 1, RecordFormat.CIFAR, labeled)));
            harness.processElement1(new StreamRecord<>(
                    request(200, 2, RecordFormat.ENCODED, "broken".getBytes(StandardCharsets.UTF_8))));
            harness.finish();
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.getSideOutput(Serve.DEAD_LETTERS))
                    .extracting(StreamRecord::getValue)
                    .extracting(DeadLetter::sequence)
                    .containsExactly(2L);
        }
    }

    @Test
    void anAnsweredImageIsPassedOnForItsLabelIfItHasAKey() throws Exception {
        try (var harness = harness()) {
            harness.open();
            signal(harness, 1000, 100, plan(first, second, 40));
            for (int i = 0; i < 50; i++) {
                request(harness, 200, i);
            }
            ImageRequest keyed = request(200, 50, RecordFormat.PLANES, new byte[PIXELS]);
            for (byte[] key : new byte[][] {null, {}}) {
                harness.processElement1(new StreamRecord<>(
                        new ImageRequest("images", 0, 51, 200, key, keyed.headers(), keyed.format(), keyed.content())));
            }
            harness.finish();
            assertThat(harness.extractOutputValues()).hasSize(52);
            List<AnsweredImage> answered = harness.getSideOutput(Serve.ANSWERED_IMAGES).stream()
                    .map(StreamRecord::getValue)
                    .toList();
            assertThat(answered).hasSize(50);
            for (int i = 0; i < 50; i++) {
                Prediction prediction = harness.extractOutputValues().get(i);
                AnsweredImage image = answered.get(i);
                assertThat(image.key()).isEqualTo("image-" + i);
                assertThat(image.content()).hasSize(PIXELS);
                float[] probabilities = image.probabilities()[0];
                if (prediction.candidate()) {
                    assertThat(probabilities).isEmpty();
                } else {
                    int best = CLASSES.indexOf(prediction.classes()[0]);
                    assertThat(probabilities[best]).isEqualTo(prediction.probabilities()[0]);
                    assertThat(image.steps()).containsExactly(1);
                }
            }
        }
    }

    @Test
    void timeDoesNotPassAnImageThatIsNotAnsweredYet() throws Exception {
        try (var harness = harness()) {
            harness.open();
            signal(harness, 199, 100, plan(first, null, 0));
            request(harness, 150, 0);
            harness.watermark(180);
            assertThat(harness.getOutput()).isEmpty();
            harness.prepareSnapshotPreBarrier(1);
            assertThat(harness.getOutput()).hasSize(2).last().isEqualTo(new Watermark(180));
            request(harness, 250, 1);
            harness.watermark(300);
            assertThat(harness.getOutput()).last().isEqualTo(new Watermark(249));
            signal(harness, 1000, 900, plan(first, null, 0));
            harness.prepareSnapshotPreBarrier(2);
            assertThat(harness.getOutput()).last().isEqualTo(new Watermark(300));
        }
    }

    private Harness harness() throws Exception {
        return harness(16);
    }

    private Harness harness(int maxBatch) throws Exception {
        var options = new ServeOptions(
                StoragePath.of(run),
                List.of(new ServedModel("tiny", CLASSES, ServedVersions.FRAMING)),
                3,
                maxBatch,
                Duration.ofMillis(10),
                1,
                30,
                ServeOptions.ForLabels.IMAGES);
        return new Harness(options);
    }

    private void signal(Harness harness, long until, long from, Plan plan) throws Exception {
        var decision = new Decision(decisions++, 0, "tiny", true, "", new Deployment("tiny", from, plan));
        harness.processElement2(new StreamRecord<>(new Signal(until, decision)));
    }

    private static Plan plan(Version answer, @Nullable Version candidate, int percent) {
        return new Plan(answer, candidate, percent, answer.step());
    }

    private static void request(Harness harness, long timestamp, int number) throws Exception {
        var pixels = new byte[PIXELS];
        new Random(number).nextBytes(pixels);
        harness.processElement1(new StreamRecord<>(request(timestamp, number, RecordFormat.PLANES, pixels)));
    }

    private static ImageRequest request(long timestamp, int number, RecordFormat format, byte[] content) {
        byte[] key = ("image-" + number).getBytes(StandardCharsets.UTF_8);
        return new ImageRequest("images", 0, number, timestamp, key, new byte[0], format, content);
    }

    private Version version(int step) throws IOException {
        ModelAnnouncement written = new ServedVersions(run, CLASSES).write(step);
        Path models = Files.createDirectories(run.resolve("models"));
        Files.move(Path.of(written.path()), models.resolve(written.fileSha256() + ".zip"));
        return new Version(step, written.precision(), written.fileSha256(), 0);
    }

    /** Flink's harness of two inputs takes no factory. */
    private static final class Harness extends AbstractStreamOperatorTestHarness<Prediction> {

        Harness(ServeOptions options) throws Exception {
            super(Serve.factory(options), 1, 1, 0);
        }

        void finish() throws Exception {
            ((ServeOperator) getOperator()).finish();
        }

        @Override
        public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
            ((ServeOperator) getOperator()).prepareSnapshotPreBarrier(checkpoint);
        }

        void processElement1(StreamRecord<ImageRequest> element) throws Exception {
            ((ServeOperator) getOperator()).processElement1(element);
        }

        /** Event time of the images. */
        void watermark(long time) throws Exception {
            ((ServeOperator) getOperator()).processWatermark1(new Watermark(time));
        }

        void processElement2(StreamRecord<Signal> element) throws Exception {
            ((ServeOperator) getOperator()).processElement2(element);
        }
    }
}
