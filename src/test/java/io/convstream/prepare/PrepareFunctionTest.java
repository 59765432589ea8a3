package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Example;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.image.SkippedRecords;
import io.convstream.prepare.decode.BadRecordReason;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() of the harness may throw InterruptedException: the test then fails.
class PrepareFunctionTest {

    private static final int FUZZED = 2_000;

    @Test
    void emitsAnExamplePerModel() throws Exception {
        try (var harness = harness("a", "b")) {
            harness.processElement(record(5, 2, Images.cifar(4, 1)), 0);
            List<Example> examples = harness.extractOutputValues();
            float[] pixels = examples.get(0).pixels();
            assertThat(pixels).hasSize(24 * 24 * 3);
            assertThat(examples)
                    .usingRecursiveComparison()
                    .isEqualTo(List.of(new Example("a", 5, 2, 4, pixels), new Example("b", 5, 2, 4, pixels)));
            assertThat(harness.getSideOutput(PrepareFunction.DEAD_LETTERS)).isNullOrEmpty();
        }
    }

    @Test
    void emitsATombstonePerModelAndOneDeadLetter() throws Exception {
        RawRecord bad = record(6, 0, new byte[] {1, 2});
        try (var harness = harness("a", "b")) {
            harness.processElement(bad, 0);
            assertThat(harness.extractOutputValues())
                    .usingRecursiveComparison()
                    .isEqualTo(List.of(Example.tombstone("a", 6, 0), Example.tombstone("b", 6, 0)));
            DeadLetter letter = new DeadLetter(
                    BadRecordReason.WRONG_LENGTH,
                    "a CIFAR record has 3073 bytes, this one has 2",
                    bad.content(),
                    -1,
                    bad.origin(),
                    6);
            assertThat(harness.getSideOutput(PrepareFunction.DEAD_LETTERS))
                    .singleElement()
                    .satisfies(sent -> assertThat(sent.getValue())
                            .usingRecursiveComparison()
                            .isEqualTo(letter));
        }
    }

    @Test
    void aSkippedRecordIsATombstoneAndNoDeadLetter() throws Exception {
        try (var harness = harness(SkippedRecords.parse("100-101"), "a", "b")) {
            harness.processElement(record(100, 1, Images.cifar(4, 1)), 0);
            harness.processElement(record(101, 1, new byte[0]), 0);
            harness.processElement(record(102, 1, Images.cifar(4, 1)), 0);
            assertThat(harness.extractOutputValues().stream().filter(Example::isTombstone))
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(
                            Example.tombstone("a", 100, 1),
                            Example.tombstone("b", 100, 1),
                            Example.tombstone("a", 101, 1),
                            Example.tombstone("b", 101, 1));
            assertThat(harness.extractOutputValues()).hasSize(6);
            assertThat(harness.getSideOutput(PrepareFunction.DEAD_LETTERS)).isNullOrEmpty();
        }
    }

    @Test
    void sendsADeadLetterForAMissingFileInAnyEpoch() throws Exception {
        byte[] reason = "cannot read cat/1.jpg: there is no file cat/1.jpg".getBytes(StandardCharsets.UTF_8);
        Origin origin = new Origin("cat/1.jpg", -1, 0, -1);
        try (var harness = harness("a")) {
            harness.processElement(new RawRecord(9, 3, RecordFormat.UNREADABLE, reason, 1, origin), 0);
            assertThat(harness.extractOutputValues())
                    .usingRecursiveComparison()
                    .isEqualTo(List.of(Example.tombstone("a", 9, 3)));
            DeadLetter letter = new DeadLetter(
                    BadRecordReason.UNREADABLE,
                    "cannot read cat/1.jpg: there is no file cat/1.jpg",
                    new byte[0],
                    1,
                    origin,
                    9);
            assertThat(harness.getSideOutput(PrepareFunction.DEAD_LETTERS))
                    .singleElement()
                    .satisfies(sent -> assertThat(sent.getValue())
                            .usingRecursiveComparison()
                            .isEqualTo(letter));
        }
    }

    @Test
    void countsEveryBadRecordButSendsItInTheFirstEpochOnly() throws Exception {
        var function = new PrepareFunction(PrepareOptions.tutorial(1), List.of("a"), SkippedRecords.NONE);
        try (var harness = ProcessFunctionTestHarnesses.forProcessFunction(function)) {
            harness.processElement(record(1, 0, new byte[0]), 0);
            harness.processElement(record(2, 1, new byte[0]), 0);
            harness.processElement(record(3, 1, Images.cifar(77, 1)), 0);
            assertThat(harness.getSideOutput(PrepareFunction.DEAD_LETTERS)).hasSize(1);
            assertThat(harness.extractOutputValues()).allMatch(Example::isTombstone);
            assertThat(function.deadLetters(BadRecordReason.EMPTY)).isEqualTo(2);
            assertThat(function.deadLetters(BadRecordReason.UNKNOWN_LABEL)).isEqualTo(1);
            assertThat(function.deadLetters(BadRecordReason.TOO_LARGE)).isZero();
        }
    }

    @Test
    void survivesFuzzedImageFiles() throws Exception {
        BufferedImage image = Images.image(32, 32, BufferedImage.TYPE_INT_RGB);
        byte[][] files = {
            Images.file(image, "png"), Images.file(image, "jpeg"), Images.file(image, "gif"), Images.file(image, "bmp")
        };
        var random = new Random(1);
        try (var harness = harness("a")) {
            for (int sequence = 0; sequence < FUZZED; sequence++) {
                byte[] content = damaged(files[sequence % files.length], random);
                harness.processElement(
                        new RawRecord(sequence, 0, RecordFormat.ENCODED, content, 1, new Origin("t", -1, 0, -1)), 0);
            }
            // The image readers still work afterwards.
            harness.processElement(
                    new RawRecord(FUZZED, 0, RecordFormat.ENCODED, files[1], 1, new Origin("t", -1, 0, -1)), 0);
            List<Example> examples = harness.extractOutputValues();
            assertThat(examples).hasSize(FUZZED + 1);
            assertThat(examples.get(FUZZED).isTombstone()).isFalse();
            assertThat(examples.stream().filter(Example::isTombstone).count())
                    .isEqualTo(
                            harness.getSideOutput(PrepareFunction.DEAD_LETTERS).size());
            for (int sequence = 0; sequence < FUZZED; sequence++) {
                assertThat(examples.get(sequence).sequence()).isEqualTo(sequence);
            }
        }
    }

    @Test
    void deadLettersNeedNoKryo() {
        assertThat(TypeInformation.of(DeadLetter.class)).isInstanceOf(PojoTypeInfo.class);
        assertThat(PrepareFunction.DEAD_LETTERS.getTypeInfo()).isInstanceOf(PojoTypeInfo.class);
    }

    @Test
    void refusesMissingOrRepeatedModels() {
        PrepareOptions options = PrepareOptions.tutorial(1);
        assertThatThrownBy(() -> new PrepareFunction(options, List.of(), SkippedRecords.NONE))
                .hasMessageContaining("[]");
        assertThatThrownBy(() -> new PrepareFunction(options, List.of("a", "a"), SkippedRecords.NONE))
                .hasMessageContaining("[a, a]");
    }

    /** Truncates a file, flips some bits, or overwrites or removes a piece. */
    private static byte[] damaged(byte[] file, Random random) {
        byte[] content = file.clone();
        int place = random.nextInt(content.length);
        switch (random.nextInt(4)) {
            case 0 -> content = Arrays.copyOf(content, place);
            case 1 -> {
                for (int flip = 0; flip <= random.nextInt(8); flip++) {
                    content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 ->
                Arrays.fill(
                        content, place, Math.min(content.length, place + random.nextInt(20)), (byte) random.nextInt());
            default -> {
                int gap = Math.min(random.nextInt(50), content.length - place);
                System.arraycopy(content, place + gap, content, place, content.length - place - gap);
            }
        }
        return content;
    }

    private static RawRecord record(long sequence, int epoch, byte[] content) {
        return new RawRecord(sequence, epoch, RecordFormat.CIFAR, content, -1, new Origin("test", 1, 2, -1));
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, Example> harness(String... models) throws Exception {
        return harness(SkippedRecords.NONE, models);
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, Example> harness(
            SkippedRecords skipped, String... models) throws Exception {
        return ProcessFunctionTestHarnesses.forProcessFunction(
                new PrepareFunction(PrepareOptions.tutorial(1), List.of(models), skipped));
    }
}
