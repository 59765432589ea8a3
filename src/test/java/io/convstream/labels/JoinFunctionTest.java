package io.convstream.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.convstream.ServedVersions;
import io.convstream.drift.DetectorType;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.DeadLetter;
import io.convstream.rollout.ServedModel;
import io.convstream.serve.AnsweredImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The join in Flink's harness: the time to live is 1,000 ms. */
@SuppressWarnings("try") // Flink's harness closes with any exception.
final class JoinFunctionTest {

    private static final List<String> CLASSES = List.of("cat", "dog", "7");
    private static final long TTL = 1_000;
    private static final float[] MOSTLY_DOG = {0.2f, 0.7f, 0.1f};

    private static LabelOptions options(long timeToLive) {
        return new LabelOptions(
                List.of(new ServedModel("m", CLASSES, ServedVersions.FRAMING)),
                Duration.ofMillis(timeToLive),
                10,
                DetectorType.ADWIN);
    }

    @Test
    void whicheverArrivesFirstWaits() throws Exception {
        try (Harness harness = new Harness()) {
            harness.open();
            harness.image("a", 100);
            harness.label("b", 100, "cat");
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.label("a", 1_100, "dog");
            harness.image("b", 1_100);
            assertThat(harness.extractOutputValues())
                    .extracting(LabeledAnswer::label, LabeledAnswer::correct)
                    .containsExactly(tuple(1, true), tuple(0, false));
            assertThat(harness.extractOutputValues().get(0).loss()).isCloseTo(-Math.log(0.7), within(1e-6));
            assertThat(harness.labeled()).extracting(LabeledImage::className).containsExactly("dog", "cat");
            assertThat(harness.labeled().get(0).content()).isEqualTo("image a".getBytes(StandardCharsets.UTF_8));
            assertThat(harness.rejected()).isEmpty();
        }
    }

    @Test
    void aClassIsGivenByNameOrIndex() throws Exception {
        try (Harness harness = new Harness()) {
            harness.open();
            for (String label : List.of("dog", "1", "7", "2")) {
                harness.image(label, 0);
                harness.label(label, 0, label);
            }
            assertThat(harness.extractOutputValues())
                    .extracting(LabeledAnswer::label)
                    .containsExactly(1, 1, 2, 2);
        }
    }

    @Test
    void aRestartLosesAndRepeatsNothing() throws Exception {
        OperatorSubtaskState saved;
        try (Harness harness = new Harness()) {
            harness.open();
            harness.image("waits", 100);
            harness.label("first", 100, "cat");
            harness.image("joined", 100);
            harness.label("joined", 200, "dog");
            assertThat(harness.extractOutputValues()).hasSize(1);
            saved = harness.snapshot(1, 0);
        }
        try (Harness harness = new Harness()) {
            harness.initializeState(saved);
            harness.open();
            harness.label("joined", 300, "dog");
            harness.label("joined", 300, "1");
            harness.image("joined", 300);
            harness.label("waits", 300, "cat");
            harness.image("first", 300);
            assertThat(harness.extractOutputValues()).hasSize(2);
            assertThat(harness.labeled()).extracting(LabeledImage::key).containsExactly("waits", "first");
            assertThat(harness.labeled().get(0).content()).isEqualTo("image waits".getBytes(StandardCharsets.UTF_8));
            assertThat(harness.rejected()).isEmpty();
            harness.advance(5_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void theTimeToLiveMayBeLongerAfterARestart() throws Exception {
        OperatorSubtaskState saved;
        try (Harness harness = new Harness()) {
            harness.open();
            harness.image("a", 0);
            harness.label("b", 0, "cat");
            harness.image("c", 0);
            saved = harness.snapshot(1, 0);
        }
        try (Harness harness = new Harness(5 * TTL)) {
            harness.initializeState(saved);
            harness.open();
            harness.advance(3 * TTL);
            harness.label("a", 4 * TTL, "cat");
            harness.image("b", 4 * TTL);
            assertThat(harness.extractOutputValues()).hasSize(2);
            harness.advance(20 * TTL);
            assertThat(harness.rejected()).isEmpty();
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void aLabelThatCannotBeUsedIsADeadLetterWithASentence() throws Exception {
        try (Harness harness = new Harness()) {
            harness.open();
            harness.image("late", 0);
            harness.label("late", 1_001, "cat");
            assertRejected(
                    harness, "LATE_LABEL", "late", "of key late is 1.001s later than its image", "--label-ttl (1s)");
            harness.image("conflict", 0);
            harness.label("conflict", 10, "cat");
            harness.label("conflict", 20, "dog");
            assertRejected(harness, "CONFLICTING_LABEL", "conflict", "already has the label cat, so dog is not used");
            harness.label("typo", 0, "catt");
            assertRejected(
                    harness, "UNKNOWN_LABEL", "typo", "catt of key typo is no class", "cat, dog, 7", "from 0 to 2");
            harness.add(new Label("torn", 0, "labels", 0, 1, new byte[] {1}, "", "the label is torn: send it again"));
            assertRejected(harness, "UNKNOWN_LABEL", "torn", "the label is torn: send it again (key torn)");
            harness.label("", 0, "cat");
            assertRejected(harness, "UNKNOWN_KEY", null, "the label cat has no key");
            harness.label("early", 0, "cat");
            harness.image("early", 1_001);
            assertRejected(harness, "UNKNOWN_KEY", "early", "no image with key early was answered within 1s");
            harness.image("disorder", 500);
            harness.advance(1_600);
            harness.label("disorder", 600, "cat");
            assertRejected(harness, "LATE_LABEL", "disorder", "arrived after labels with later timestamps");
            harness.label("stranger\n", 1_700, "cat");
            harness.advance(2_699);
            assertThat(harness.rejected()).hasSize(7);
            harness.advance(2_700);
            assertRejected(harness, "UNKNOWN_KEY", "stranger\n", "no image with key stranger? was answered");
        }
    }

    private static void assertRejected(Harness harness, String reason, @Nullable String key, String... parts) {
        List<DeadLetter> all = harness.rejected();
        DeadLetter letter = all.get(all.size() - 1);
        assertThat(letter.reason().name()).isEqualTo(reason);
        assertThat(letter.message()).contains(parts);
        assertThat(letter.key()).isEqualTo(key == null ? null : key.getBytes(StandardCharsets.UTF_8));
        assertThat(letter.origin().source()).isEqualTo("labels");
        assertThat(letter.content()).isNotEmpty();
    }

    @Test
    void theOutcomeDoesNotDependOnTheOrderOfArrival() throws Exception {
        var random = new Random(3);
        List<Object> messages = new ArrayList<>();
        for (int key = 0; key < 400; key++) {
            long time = random.nextInt(20_000);
            if (random.nextInt(10) > 0) {
                messages.add(image("key-" + key, time));
            }
            if (random.nextInt(10) > 0) {
                messages.add(label("key-" + key, Math.max(0, time + random.nextInt(3_600) - 1_800), "cat"));
            }
        }
        List<String> outcome = outcome(messages, 0, random);
        assertThat(outcome).hasSizeGreaterThan(200).anyMatch(line -> line.contains("LATE_LABEL"));
        for (int delay : new int[] {100, 900, 5_000, 100_000}) {
            assertThat(outcome(messages, delay, random))
                    .describedAs("delay %s", delay)
                    .isEqualTo(outcome);
        }
    }

    /** Delivers each topic in the order of its timestamps, one topic up to a time later than the other. */
    private List<String> outcome(List<Object> messages, int delay, Random random) throws Exception {
        var images = new PriorityQueue<>(Comparator.comparingLong(JoinFunctionTest::time));
        var labels = new PriorityQueue<>(Comparator.comparingLong(JoinFunctionTest::time));
        messages.forEach(message -> (message instanceof Label ? labels : images).add(message));
        try (Harness harness = new Harness()) {
            harness.open();
            while (!images.isEmpty() || !labels.isEmpty()) {
                long nextImage = images.isEmpty() ? Long.MAX_VALUE : time(images.element());
                long nextLabel = labels.isEmpty() ? Long.MAX_VALUE : time(labels.element());
                boolean image = labels.isEmpty()
                        || (!images.isEmpty() && nextImage < nextLabel + random.nextInt(2 * delay + 1) - delay);
                harness.add(image ? images.remove() : labels.remove());
                harness.advance(Math.min(nextImage, nextLabel) - 1);
            }
            harness.advance(Long.MAX_VALUE);
            assertThat(harness.numKeyedStateEntries()).isZero();
            return Stream.concat(
                            harness.labeled().stream().map(LabeledImage::key),
                            harness.rejected().stream().map(letter -> letter.reason() + letter.message()))
                    .sorted()
                    .toList();
        }
    }

    private static long time(Object message) {
        return message instanceof Label label ? label.timestamp() : ((AnsweredImage) message).timestamp();
    }

    private static AnsweredImage image(String key, long timestamp) {
        return new AnsweredImage(
                key,
                timestamp,
                new byte[0],
                RecordFormat.ENCODED,
                ("image " + key).getBytes(StandardCharsets.UTF_8),
                new long[] {5},
                new float[][] {MOSTLY_DOG});
    }

    private static Label label(String key, long timestamp, String name) {
        return new Label(key, timestamp, "labels", 0, 1, name.getBytes(StandardCharsets.UTF_8), name, null);
    }

    private static final class Harness
            extends KeyedTwoInputStreamOperatorTestHarness<String, AnsweredImage, Label, LabeledAnswer> {

        Harness() throws Exception {
            this(TTL);
        }

        Harness(long timeToLive) throws Exception {
            super(
                    new KeyedCoProcessOperator<>(new JoinFunction(options(timeToLive))),
                    AnsweredImage::key,
                    Label::key,
                    Types.STRING);
        }

        void image(String key, long timestamp) throws Exception {
            add(JoinFunctionTest.image(key, timestamp));
        }

        void label(String key, long timestamp, String name) throws Exception {
            add(JoinFunctionTest.label(key, timestamp, name));
        }

        void add(Object message) throws Exception {
            if (message instanceof Label label) {
                processElement2(new StreamRecord<>(label));
            } else {
                processElement1(new StreamRecord<>((AnsweredImage) message));
            }
        }

        /** Advances event time in both topics. */
        void advance(long time) throws Exception {
            processBothWatermarks(new Watermark(time));
        }

        List<LabeledImage> labeled() {
            return side(Labels.LABELED_IMAGES);
        }

        List<DeadLetter> rejected() {
            return side(Labels.REJECTED_LABELS);
        }

        private <T> List<T> side(OutputTag<T> tag) {
            var records = getSideOutput(tag);
            return records == null
                    ? Collections.emptyList()
                    : records.stream().map(StreamRecord::getValue).toList();
        }
    }
}
