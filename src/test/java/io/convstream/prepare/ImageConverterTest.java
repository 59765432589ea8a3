package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.ImageSet;
import io.convstream.image.ImageShape;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageConverterTest {

    private static final int MANY_CLASSES = 1_000;

    private final RecordDecoder decoder = new RecordDecoder(new ImageShape(32, 32, 3), MANY_CLASSES);

    @AfterEach
    void close() {
        decoder.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "jpeg"})
    void cifarRecordHoldsTheValuesUsedInTraining(String format) throws IOException, BadRecordException {
        BufferedImage drawn = Images.image(32, 32, BufferedImage.TYPE_INT_RGB);
        ImageSet.Entry file = file(Images.file(drawn, format), 7);
        RecordDecoder.Image decoded = decoder.decode(file.numbered(0, 0));
        byte[] expected = decoded.pixels().clone();
        assertThat(decoder.decode(converted(FeedFormat.CIFAR, file)).pixels()).isEqualTo(expected);
        assertThat(decoder.decode(converted(FeedFormat.PNG, file)).pixels()).isEqualTo(expected);
    }

    @Test
    void grayKeepsItsValue() throws IOException, BadRecordException {
        var drawn = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int pixel = 0; pixel < 1024; pixel++) {
            drawn.getRaster().setSample(pixel % 32, pixel / 32, 0, 32);
        }
        ImageSet.Entry file = file(Images.file(drawn, "png"), 7);
        for (FeedFormat format : FeedFormat.values()) {
            assertThat(decoder.decode(converted(format, file)).pixels()).containsOnly(32);
        }
    }

    @ParameterizedTest
    @EnumSource(FeedFormat.class)
    void transparencyIsDroppedAsInTraining(FeedFormat format) throws IOException, BadRecordException {
        var drawn = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
        for (int pixel = 0; pixel < 1024; pixel++) {
            drawn.setRGB(pixel % 32, pixel / 32, (pixel % 2 * 100) << 24 | 0x646464);
        }
        ImageSet.Entry file = file(Images.file(drawn, "png"), 7);
        assertThat(decoder.decode(converted(format, file)).pixels()).containsOnly(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 137, 255, 256, 299})
    void keepsEveryLabel(int label) throws IOException, BadRecordException {
        ImageSet.Entry file = file(Images.file(Images.image(32, 32, BufferedImage.TYPE_INT_RGB), "png"), label);
        for (FeedFormat format : FeedFormat.values()) {
            assertThat(decoder.decode(converted(format, file)).label()).isEqualTo(label);
        }
    }

    @Test
    void convertsACifarRecordToAFileWithASeparateLabel() throws IOException, BadRecordException {
        byte[] content = Images.cifar(9, 1);
        ImageSet.Entry record = new ImageSet.Entry(RecordFormat.CIFAR, content, -1, new Origin("batch.bin", -1, 3, 0));
        byte[] expected = decoder.decode(record.numbered(0, 0)).pixels().clone();
        RawRecord file = converted(FeedFormat.PNG, record);
        assertThat(decoder.decode(file).pixels()).isEqualTo(expected);
        assertThat(file.label()).isEqualTo(9);
    }

    @Test
    void pngIsLosslessForACifarRecord() throws IOException {
        byte[] content = Images.cifar(9, 1);
        var record = new ImageSet.Entry(RecordFormat.CIFAR, content, -1, new Origin("batch.bin", -1, 3, 0));
        try (var png = new ImageConverter(FeedFormat.PNG);
                var cifar = new ImageConverter(FeedFormat.CIFAR)) {
            ImageSet.Entry file = png.convert(record).orElseThrow();
            assertThat(cifar.convert(file).orElseThrow().content()).isEqualTo(content);
        }
    }

    @Test
    void skipsCountsAndNamesBadImages() throws IOException {
        byte[] good = Images.file(Images.image(32, 32, BufferedImage.TYPE_INT_RGB), "png");
        byte[] wide = Images.file(Images.image(32, 40, BufferedImage.TYPE_INT_RGB), "png");
        try (var converter = new ImageConverter(FeedFormat.CIFAR)) {
            assertThat(converter.convert(file(new byte[] {1, 2}, 0))).isEmpty();
            assertThat(converter.convert(file(wide, 0))).isEmpty();
            assertThat(converter.convert(file(new byte[0], 0))).isEmpty();
            assertThat(converter.convert(unreadable())).isEmpty();
            assertThat(converter.convert(file(good, 0))).isPresent();
            assertThat(converter.skipped()).isEqualTo(4);
            assertThat(converter.firstProblem()).contains("a/b.png: the 2 bytes are no JPEG, PNG, GIF or BMP file");
        }
    }

    @Test
    void withoutAFormatSkipsUnreadableRecordsOnly() throws IOException {
        ImageSet.Entry broken = file(new byte[] {1, 2}, 0);
        try (var converter = new ImageConverter(null)) {
            assertThat(converter.convert(broken)).containsSame(broken);
            assertThat(converter.convert(unreadable())).isEmpty();
            assertThat(converter.firstProblem()).contains("a/b.png is a folder");
        }
    }

    private static ImageSet.Entry unreadable() {
        byte[] reason = "a/b.png is a folder".getBytes(StandardCharsets.UTF_8);
        return new ImageSet.Entry(RecordFormat.UNREADABLE, reason, 0, new Origin("a/b.png", -1, 0, -1));
    }

    private static ImageSet.Entry file(byte[] content, int label) {
        return new ImageSet.Entry(RecordFormat.ENCODED, content, label, new Origin("a/b.png", -1, 0, -1));
    }

    private static RawRecord converted(FeedFormat format, ImageSet.Entry record) throws IOException {
        try (var converter = new ImageConverter(format)) {
            return converter.convert(record).orElseThrow().numbered(0, 0);
        }
    }
}
