package io.convstream.prepare.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.Augmentation;
import io.convstream.prepare.Images;
import io.convstream.prepare.PrepareOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordDecoderTest {

    private final RecordDecoder decoder = new RecordDecoder(new ImageShape(32, 32, 3), 10);

    @AfterEach
    void close() {
        decoder.close();
    }

    @Test
    void turnsCifarPlanesIntoPixels() throws BadRecordException {
        byte[] content = Images.cifar(9, 1);
        RecordDecoder.Image image = decoder.decode(Images.raw(content, RecordFormat.CIFAR, -1));
        assertThat(image.label()).isEqualTo(9);
        for (int pixel = 0; pixel < 1024; pixel++) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(image.pixels()[pixel * 3 + channel]).isEqualTo(content[1 + channel * 1024 + pixel]);
            }
        }
    }

    @Test
    void readsPngExactly() throws IOException, BadRecordException {
        BufferedImage drawn = Images.image(32, 32, BufferedImage.TYPE_INT_ARGB);
        RecordDecoder.Image image = decoder.decode(Images.encoded(Images.file(drawn, "png")));
        assertThat(image.label()).isEqualTo(3);
        for (int pixel = 0; pixel < 1024; pixel++) {
            int rgb = drawn.getRGB(pixel % 32, pixel / 32);
            assertThat(Arrays.copyOfRange(image.pixels(), pixel * 3, pixel * 3 + 3))
                    .containsExactly(rgb >> 16, rgb >> 8, rgb);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void decodesGrayToThreeEqualValues(String format) throws IOException, BadRecordException {
        var drawn = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int pixel = 0; pixel < 1024; pixel++) {
            drawn.getRaster().setSample(pixel % 32, pixel / 32, 0, 100);
        }
        byte[] pixels =
                decoder.decode(Images.encoded(Images.file(drawn, format))).pixels();
        assertThat(pixels).containsOnly(100);
    }

    @Test
    void readsPngFilesWithSixteenBitsOrAPalette() throws IOException, BadRecordException {
        for (int type : new int[] {BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_BYTE_INDEXED}) {
            decoder.decode(Images.encoded(Images.file(Images.image(32, 32, type), "png")));
        }
    }

    @Test
    void rejectsBadCifarRecords() {
        assertBad(new byte[0], RecordFormat.CIFAR, -1, BadRecordReason.EMPTY, "empty");
        assertBad(new byte[3072], RecordFormat.CIFAR, -1, BadRecordReason.WRONG_LENGTH, "3072");
        assertBad(Images.cifar(10, 1), RecordFormat.CIFAR, -1, BadRecordReason.UNKNOWN_LABEL, "label 10 ");
        assertBad(Images.cifar(255, 1), RecordFormat.CIFAR, -1, BadRecordReason.UNKNOWN_LABEL, "label 255 ");
        assertBad(new byte[(10 << 20) + 1], RecordFormat.CIFAR, -1, BadRecordReason.TOO_LARGE, "10485761");
    }

    @Test
    void reportsWhyASourceCouldNotReadARecord() {
        byte[] reason = "cannot read cat/1.jpg: gone".getBytes(StandardCharsets.UTF_8);
        assertBad(reason, RecordFormat.UNREADABLE, 0, BadRecordReason.UNREADABLE, "cannot read cat/1.jpg: gone");
    }

    @Test
    void rejectsBadImageFiles() throws IOException {
        byte[] png = Images.file(Images.image(32, 32, BufferedImage.TYPE_INT_RGB), "png");
        byte[] jpeg = Images.file(Images.image(32, 32, BufferedImage.TYPE_INT_RGB), "jpeg");
        assertBad(png, RecordFormat.ENCODED, -1, BadRecordReason.UNKNOWN_LABEL, "label -1 ");
        assertBad(truncated(png, 20), RecordFormat.ENCODED, 0, BadRecordReason.BROKEN_IMAGE, "damaged");
        assertBad(truncated(jpeg, 20), RecordFormat.ENCODED, 0, BadRecordReason.BROKEN_IMAGE, "premature end");
        // only a header
        assertBad(
                Arrays.copyOf(jpeg, 3), RecordFormat.ENCODED, 0, BadRecordReason.BROKEN_IMAGE, "before its end marker");
    }

    @Test
    void rejectsADecompressionBombByItsHeader() throws IOException {
        byte[] png = Images.file(Images.image(32, 32, BufferedImage.TYPE_INT_RGB), "png");
        ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
        var checksum = new CRC32();
        checksum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) checksum.getValue());
        assertBad(png, RecordFormat.ENCODED, 0, BadRecordReason.TOO_LARGE, "60000x60000");
        byte[] jpeg = Images.file(Images.image(32, 32, BufferedImage.TYPE_INT_RGB), "jpeg");
        int frame = 0;
        while ((jpeg[frame] & 0xFF) != 0xFF || (jpeg[frame + 1] & 0xFF) != 0xC0) {
            frame++;
        }
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
        assertBad(jpeg, RecordFormat.ENCODED, 0, BadRecordReason.TOO_LARGE, "60000x60000");
    }

    @Test
    void cropsAPhotographToItsCenterSquare() throws IOException, BadRecordException {
        // From 64x192 to 32x32: the center third of the columns remains, averaged over blocks of 2x2.
        var drawn = new BufferedImage(192, 64, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 192; x++) {
                boolean middle = x >= 64 && x < 128;
                drawn.setRGB(x, y, middle ? (x - 64) << 16 | y << 8 | (x + y) % 2 * 100 : 0xFFFFFF);
            }
        }
        byte[] pixels =
                decoder.decode(Images.encoded(Images.file(drawn, "png"))).pixels();
        for (int pixel = 0; pixel < 1024; pixel++) {
            int x = pixel % 32;
            int y = pixel / 32;
            assertThat(Arrays.copyOfRange(pixels, pixel * 3, pixel * 3 + 3)).containsExactly(2 * x + 1, 2 * y + 1, 50);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 31, 33, 100})
    void resizingKeepsTheColorOfAPlainImage(int size) throws IOException, BadRecordException {
        var drawn = new BufferedImage(size + 5, size, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < size * (size + 5); pixel++) {
            drawn.setRGB(pixel % (size + 5), pixel / (size + 5), 0x0A64C8);
        }
        byte[] pixels =
                decoder.decode(Images.encoded(Images.file(drawn, "png"))).pixels();
        for (int pixel = 0; pixel < 1024; pixel++) {
            assertThat(Arrays.copyOfRange(pixels, pixel * 3, pixel * 3 + 3)).containsExactly(0x0A, 0x64, 0xC8);
        }
    }

    @Test
    void enlargesCifarRecordsToALargerImageSize() throws BadRecordException {
        var options = new PrepareOptions(Framing.of(64, 0, 24), Augmentation.NONE, 1, 10);
        byte[] content = Images.cifar(1, 1);
        try (var larger = new RecordDecoder(options.framing().image(), options.classes())) {
            byte[] pixels =
                    larger.decode(Images.raw(content, RecordFormat.CIFAR, -1)).pixels();
            for (int y = 0; y < 64; y++) {
                for (int x = 0; x < 64; x++) {
                    assertThat(pixels[(y * 64 + x) * 3]).isEqualTo(content[1 + y / 2 * 32 + x / 2]);
                }
            }
        }
    }

    private static byte[] truncated(byte[] content, int by) {
        return Arrays.copyOf(content, content.length - by);
    }

    private void assertBad(byte[] content, RecordFormat format, int label, BadRecordReason reason, String part) {
        RawRecord record = Images.raw(content, format, label);
        assertThatThrownBy(() -> decoder.decode(record))
                .isInstanceOfSatisfying(
                        BadRecordException.class,
                        bad -> assertThat(bad.reason()).isEqualTo(reason))
                .hasMessageContaining(part);
    }
}
